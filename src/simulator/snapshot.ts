import {
  asDecimal,
  asFlag,
  asInteger,
  asList,
  asNullable,
  asNumber,
  asText,
  fields,
  type Codec,
} from '../core/codec.ts';
import type { Ticker } from '../market/symbol.ts';
import { exchangeEventCodec, orderStateCodec } from './exchange-codec.ts';
import type { ExchangeEvent, ExchangeOrderState, ExchangeSnapshot } from './exchange.ts';
import { feeModel, type FeeAccrual } from './fees.ts';
import type { BrokerHolding } from './account.ts';
import type { ExchangeOptions } from './options.ts';
import { enter, hasEnded, orderCell } from './order-book.ts';
import { emptyVenue, pricesOf, type LastPrices, type Venue } from './venue.ts';

interface Snapshot {
  readonly cash: Venue['account']['cash'];
  readonly holdings: readonly BrokerHolding[];
  readonly orders: readonly ExchangeOrderState[];
  /** Number of orders so far, including forgotten ones. */
  readonly placed: number;
  readonly executions: number;
  readonly open: boolean;
  readonly prices: readonly (LastPrices & { readonly symbol: Ticker })[];
  readonly applied: readonly string[];
  readonly accrual: FeeAccrual | null;
  /** Events not drained yet. */
  readonly events: readonly ExchangeEvent[];
}

const money = asDecimal<'USD'>();
const symbol = asText<Ticker>();

const snapshotCodec: Codec<Snapshot> = fields({
  cash: money,
  holdings: asList(fields<BrokerHolding>({ symbol, quantity: asDecimal<'unit'>(), cost: money })),
  orders: asList(orderStateCodec),
  placed: asInteger(),
  executions: asInteger(),
  open: asFlag,
  prices: asList(
    fields<LastPrices & { readonly symbol: Ticker }>({
      symbol,
      bid: asNumber,
      ask: asNumber,
      trade: asNumber,
    }),
  ),
  applied: asList(asText()),
  accrual: asNullable(fields<FeeAccrual>({ day: asInteger(), section31: money, activity: money })),
  events: asList(exchangeEventCodec),
});

/** Returns the full state as plain JSON data. */
export function takeSnapshot(venue: Venue): ExchangeSnapshot {
  const text = snapshotCodec.encode({
    cash: venue.account.cash,
    holdings: [...venue.account.holdings.values()],
    orders: venue.orders.flatMap((cell) => (cell === undefined ? [] : [cell.state])),
    placed: venue.orders.length,
    executions: venue.executions,
    open: venue.open,
    prices: [...venue.prices].map(([of, last]) => ({ symbol: of, ...last })),
    applied: [...venue.applied],
    accrual: venue.fee.accrual ?? null,
    events: venue.events,
  });
  return JSON.parse(text) as ExchangeSnapshot;
}

/**
 * Creates a venue that continues from a snapshot, under the same options.
 *
 * @throws QuipuError `core.undecodable` when it is not a valid snapshot
 */
export function venueOf(options: ExchangeOptions, snapshot: ExchangeSnapshot): Venue {
  const read = snapshotCodec.decode(snapshot);
  const venue: Venue = {
    ...emptyVenue(options),
    fee: feeModel(options.fees ?? 'none', read.accrual ?? undefined),
  };
  venue.account.cash = read.cash;
  for (const holding of read.holdings) venue.account.holdings.set(holding.symbol, { ...holding });
  for (const state of read.orders) {
    const ordinal = venue.orderIds.ordinalOf(state.id);
    const cell = orderCell(state, ordinal);
    venue.orders[ordinal] = cell;
    if (hasEnded(state.status)) cell.resting = false;
    else enter(venue.book, cell);
  }
  venue.orders.length = read.placed;
  venue.executions = read.executions;
  venue.open = read.open;
  for (const { symbol: of, ...last } of read.prices) Object.assign(pricesOf(venue, of), last);
  for (const id of read.applied) venue.applied.add(id);
  venue.events = [...read.events];
  return venue;
}
