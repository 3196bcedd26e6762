import { messageOf, QuipuError } from '../core/errors.ts';
import { notional } from '../market/instrument.ts';
import { bookTrade, moveCash } from './account.ts';
import { exchangeOver, createExchange } from './create-exchange.ts';
import { exchangeEventCodec } from './exchange-codec.ts';
import type { Exchange, ExchangeEvent, ExchangeOrderState } from './exchange.ts';
import type { ExchangeOptions } from './options.ts';
import { enter, hasEnded, leave, orderCell } from './order-book.ts';
import { emptyVenue, type Venue } from './venue.ts';

/**
 * Returns the text to append to a record log for a drained event.
 *
 * Every change of the exchange's state is an event, so the records of all events, in order, define
 * the exchange; prices and market hours are not included and come with the market.
 */
export function recordOf(event: ExchangeEvent): string {
  return exchangeEventCodec.encode(event);
}

/**
 * Reads a record back.
 *
 * @throws QuipuError `simulator.invalid_record` when it is damaged or not a record
 */
export function parseRecord(record: string): ExchangeEvent {
  try {
    return exchangeEventCodec.decode(JSON.parse(record));
  } catch (error) {
    const shown = record.length > 60 ? `${record.slice(0, 57)}...` : record;
    throw new QuipuError(
      'simulator.invalid_record',
      `Expected a record of the paper exchange, found ${shown}: ${messageOf(error)}.`,
      { cause: error, next: 'Restore the broker file from a backup, or start with a new one.' },
    );
  }
}

/**
 * Rebuilds an exchange from the records of its events, as after a crash.
 *
 * `options` must be those that it was created with; the deposit is made only when there are no
 * records yet. Set whether the market is open by `options.session` or a `session` event.
 *
 * @throws QuipuError `simulator.invalid_record`, and `simulator.foreign_record` when a record was
 *   made by an exchange with another seed
 */
export function restoreExchange(options: ExchangeOptions, records: Iterable<string>): Exchange {
  const venue = emptyVenue(options);
  let count = 0;
  for (const record of records) {
    applyEvent(venue, parseRecord(record));
    count += 1;
  }
  return count === 0 ? createExchange(options) : exchangeOver(venue);
}

function applyEvent(venue: Venue, event: ExchangeEvent): void {
  switch (event.kind) {
    case 'cash':
      moveCash(venue.account, event.amount);
      if (event.flow === 'dividend') venue.applied.add(event.id);
      return;
    case 'split': {
      const holding = venue.account.holdings.get(event.symbol);
      if (holding !== undefined) holding.quantity = event.to;
      venue.applied.add(event.id);
      return;
    }
    case 'fill':
    case 'partial_fill': {
      const { symbol, instrument, side, quantity, price, at, id } = event.fill;
      const value = notional(instrument, price, quantity);
      bookTrade(venue.account, { symbol, side, quantity, value });
      // Only the day's accrual matters here: the fee itself is the next record.
      venue.fee.charge({ instrument, side, quantity, value, at });
      venue.executions = ordinal(venue.executionIds.ordinalOf(id), id) + 1;
      applyOrder(venue, event.order);
      return;
    }
    default:
      applyOrder(venue, event.order);
  }
}

function applyOrder(venue: Venue, order: ExchangeOrderState): void {
  const place = ordinal(venue.orderIds.ordinalOf(order.id), order.id);
  const cell = venue.orders[place];
  if (cell === undefined) {
    const added = orderCell(order, place);
    venue.orders[place] = added;
    enter(venue.book, added);
  } else {
    cell.state = order;
    if (cell.resting && hasEnded(order.status)) leave(venue.book, cell);
  }
}

function ordinal(found: number, id: string): number {
  if (found >= 0) return found;
  throw new QuipuError(
    'simulator.foreign_record',
    `Expected records of an exchange with this seed or account, found the id ${id}.`,
    { next: 'Start the paper broker with the seed that its file was created with.' },
  );
}
