import { Decimal, least, type Price, type Quantity } from '../core/decimal.ts';
import { seededRandom } from '../core/random.ts';
import type { EpochMs } from '../core/time.ts';
import { isQuantityStep, notional, unitsFor } from '../market/instrument.ts';
import type { ExecutionId } from '../orders/event.ts';
import { parseClientOrderId } from '../orders/request.ts';
import { bookTrade, held, moveCash } from './account.ts';
import type { ExchangeOrderState } from './exchange.ts';
import { progressed, type OrderCell } from './order-book.ts';
import { cancelOrder } from './order-life.ts';
import { endOrder, type Venue } from './venue.ts';

/** Digits of a fractional quantity, as at Alpaca. */
const SHARE_SCALE = 9;

/** Price and time of an execution. */
export interface Execution {
  readonly price: Price;
  readonly at: EpochMs;
}

/**
 * Fills an order, completely unless partial fills are on and the draw says otherwise, and books the
 * results: the order's state, the account, the fee.
 *
 * The order stays in its queue: the caller walks the queue and sweeps it afterwards.
 */
export function execute(venue: Venue, cell: OrderCell, { price, at }: Execution): void {
  const { state } = cell;
  const { instrument } = state;
  const whole = remainingAt(venue, state, price);
  if (whole.sign() <= 0) {
    // The remaining dollars buy less than the smallest fraction, or no shares are left to sell.
    cancelOrder(venue, cell, at);
    return;
  }
  const quantity = venue.options.partial > 0 ? drawn(venue, state, whole) : whole;
  const value = notional(instrument, price, quantity);
  const first = state.filled.isZero();
  const filled = first ? quantity : state.filled.plus(quantity);
  const filledValue = first ? value : state.filledValue.plus(value);
  const done = quantity === whole;
  const id = venue.executionIds.at(venue.executions) as ExecutionId;
  venue.executions += 1;
  const status = done ? 'filled' : 'partially_filled';
  const order = progressed(state, { status, filled, filledValue }, at);
  cell.state = order;
  if (done) endOrder(venue, cell);
  const { symbol, side } = state;
  bookTrade(venue.account, { symbol, side, quantity, value });
  const fill = {
    id,
    order: parseClientOrderId(state.clientId),
    symbol,
    instrument,
    side,
    quantity,
    price,
    at,
    cumulative: filled,
  };
  venue.events.push({ kind: done ? 'fill' : 'partial_fill', at, order, fill });
  const fee = venue.fee.charge({ instrument, side, quantity, value, at });
  if (fee === undefined) return;
  const amount = fee.negated();
  moveCash(venue.account, amount);
  venue.events.push({
    kind: 'cash',
    flow: 'fee',
    at,
    symbol,
    amount,
    id: `${id}-fee`,
    note: venue.fee.note,
    order: state.id,
  });
}

/**
 * Returns the remaining quantity of an order; for a notional order, the shares that its remaining
 * dollars buy.
 *
 * Where shorts are not allowed, a notional order never sells more than the position, since prices
 * move after it is placed.
 */
function remainingAt(venue: Venue, state: ExchangeOrderState, price: Price): Quantity {
  const { size, filled } = state;
  if (size.kind === 'quantity') {
    return filled.isZero() ? size.quantity : size.quantity.minus(filled);
  }
  const left = size.notional.minus(state.filledValue);
  const worth = unitsFor(state.instrument, left, { price, scale: SHARE_SCALE }).trimmed();
  if (state.side === 'buy' || venue.options.rules === 'research') return worth;
  return least(worth, held(venue.account, state.symbol));
}

/**
 * Returns a random part of `whole` with the probability in the options, else all of it.
 *
 * The draw depends only on the seed and the ordinal of the execution, so that an exchange restored
 * from its records makes the same draws.
 */
function drawn(venue: Venue, state: ExchangeOrderState, whole: Quantity): Quantity {
  if (state.timeInForce === 'fok') return whole;
  const random = seededRandom(venue.options.seed ^ Math.imul(venue.executions + 1, 0x9e3779b1));
  if (!random.chance(venue.options.partial)) return whole;
  const total = whole.trimmed();
  const fraction = new Decimal(BigInt(random.below(1_000_000)), 6);
  const part = total.times(fraction).round(total.scale === 0 ? 0 : SHARE_SCALE, 'down');
  return part.isZero() || !isQuantityStep(state.instrument, part) ? whole : part.trimmed();
}
