import { type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import { isTerminal, isWaiting, type OrderState, outstanding } from '../../orders/lifecycle.ts';
import type { ClientOrderId, OrderRequest, Side } from '../../orders/request.ts';
import type { OrderDraft } from '../../strategy/intent.ts';

/** A book's own order of one symbol that may still change the position. */
interface Working {
  readonly order: OrderState;
  readonly side: Side;
  readonly left: Quantity;
  /** Whether it rests at a price, as a protective stop does, instead of filling right away. */
  readonly rests: boolean;
  /** Whether its cancel was requested, so that it counts as done. */
  readonly ending: boolean;
}

/** One order of a plan; market unless `terms` say otherwise. */
export interface PlannedStep {
  readonly side: Side;
  readonly quantity: Quantity;
  /** Whether it only brings the position nearer to zero. */
  readonly reduces: boolean;
  /** Orders that must have ended before it is sent. */
  readonly after: readonly ClientOrderId[];
  /** Whether it is sent only when the step before it is completely filled. */
  readonly follows: boolean;
  /** Terms of an explicit order, or of an exit that is placed again; at the market without. */
  readonly terms?: Pick<OrderRequest, 'terms' | 'timeInForce' | 'extendedHours'>;
}

/** What leads to a target: cancels first, then orders. */
export interface TargetPlan {
  readonly cancels: readonly ClientOrderId[];
  readonly steps: readonly PlannedStep[];
}

const NOTHING: TargetPlan = { cancels: [], steps: [] };

/** An order that is sent as it is, as a step. */
export function asStep(draft: OrderDraft): PlannedStep {
  const { side, quantity, terms, timeInForce, extendedHours } = draft;
  const own = { terms, timeInForce, extendedHours };
  return { side, quantity, reduces: false, after: [], follows: false, terms: own };
}

/** Whether a target meets orders that rest or wait, or leads through zero. */
export function needsPlan(
  orders: readonly OrderState[],
  held: Quantity,
  wanted: Quantity,
): boolean {
  if (held.sign() * wanted.sign() < 0) return true;
  return orders.some((order) => isWaiting(order) || isEnding(order) || restsAtPrice(order));
}

/**
 * Plans how a book gets from its position and its working orders of a symbol to a target.
 *
 * Orders at the market count as done. Resting orders that would reduce the position, such as a
 * protective stop, hold its shares: they are canceled when the target needs those shares, and
 * placed again for what is left. Resting orders that would increase it count toward the target and
 * are canceled where they go beyond it.
 *
 * No order is sent while an own order on the other side works, because the broker refuses it.
 * Through zero it closes first, and opens once that is filled.
 *
 * @param affordable the largest quantity that the book's cash buys
 */
export function planTarget(given: {
  readonly orders: readonly OrderState[];
  readonly held: Quantity;
  readonly wanted: Quantity;
  readonly affordable: Quantity;
  /** Whether an order is of the same answer: what a strategy just ordered counts as done. */
  readonly isFresh: (id: ClientOrderId) => boolean;
}): TargetPlan {
  const { held, wanted, isFresh } = given;
  const working = given.orders
    .map((order) => workingOf(order, isFresh(order.request.id)))
    .filter(({ left }) => left.sign() > 0);
  const atMarket = working.filter(({ rests, ending }) => !rests && !ending);
  // A reversal or a close that has begun is finished before the next decision on the symbol.
  if (working.some(({ order, ending }) => isWaiting(order) && !ending)) {
    const base = baseOf(held, atMarket);
    return base.sign() === wanted.sign() ? NOTHING : withdrawn(working);
  }
  const base = baseOf(held, atMarket);
  const resting = working.filter(({ rests, ending }) => rests && !ending);
  const delta = wanted.minus(base);
  const opposite = base.sign() * wanted.sign() < 0;
  if (opposite) return throughZero({ ...given, working, base });
  if (delta.isZero()) return canceling(resting.filter(isBeyond(base, wanted)));
  const side = delta.sign() > 0 ? 'buy' : 'sell';
  const reduces = base.sign() * delta.sign() < 0;
  return reduces
    ? reduction({ ...given, working, side, quantity: delta.abs() })
    : increase({ ...given, working, side, quantity: delta.abs() });
}

/** What the book will hold once its orders at the market are filled. */
function baseOf(held: Quantity, atMarket: readonly Working[]): Quantity {
  return atMarket.reduce(
    (sum, { side, left }) => (side === 'buy' ? sum.plus(left) : sum.minus(left)),
    held,
  );
}

interface Change {
  readonly held: Quantity;
  readonly wanted: Quantity;
  readonly affordable: Quantity;
  readonly working: readonly Working[];
  readonly side: Side;
  readonly quantity: Quantity;
}

/** More of what the book holds, or a first position. */
function increase({ held, working, side, quantity, affordable }: Change): TargetPlan {
  const entries = working.filter((one) => one.rests && !one.ending && one.side === side);
  const resting = sumOf(entries);
  const isTooMuch = resting.greaterThan(quantity);
  const left = isTooMuch ? quantity : quantity.minus(resting);
  const shares = side === 'buy' && left.greaterThan(affordable) ? affordable : left;
  const cancels = isTooMuch ? idsOf(entries) : [];
  if (shares.isZero()) return { cancels, steps: [] };
  // What still closes the other side must be done first.
  const isClosing = held.sign() * (side === 'buy' ? 1 : -1) < 0;
  const closing = isClosing ? working.filter((one) => !one.rests && one.side === side) : [];
  const after = [...cancels, ...idsOf(inTheWay(working, side)), ...idsOf(closing)];
  return { cancels, steps: [{ side, quantity: shares, reduces: false, after, follows: false }] };
}

/** Less of what the book holds, down to nothing. */
function reduction({ held, wanted, working, side, quantity }: Change): TargetPlan {
  const live = working.filter(({ ending }) => !ending);
  const exits = live.filter((one) => one.rests && one.side === side);
  const entries = live.filter((one) => one.rests && one.side !== side);
  // What is being bought cannot be sold yet.
  const leaving = sumOf(live.filter((one) => !one.rests && one.side === side));
  const there = held.abs().minus(leaving);
  const shares = quantity.greaterThan(there) ? there : quantity;
  if (shares.sign() <= 0) return canceling(wanted.isZero() ? [...exits, ...entries] : entries);
  const isFree = !shares.plus(sumOf(exits)).greaterThan(there);
  const canceled = isFree && !wanted.isZero() ? entries : [...exits, ...entries];
  const cancels = idsOf(canceled);
  const after = [...cancels, ...idsOf(inTheWay(working, side))];
  const sale: PlannedStep = { side, quantity: shares, reduces: true, after, follows: false };
  const again = isFree || wanted.isZero() ? [] : exits.map(placedAgain(wanted.abs(), after));
  return { cancels, steps: [sale, ...again] };
}

/** Closes first; the opening order is sent when the closing one is completely filled. */
function throughZero(given: {
  readonly held: Quantity;
  readonly wanted: Quantity;
  readonly working: readonly Working[];
  readonly base: Quantity;
}): TargetPlan {
  const { wanted, working, base } = given;
  const side = wanted.sign() > 0 ? 'buy' : 'sell';
  const cancels = idsOf(working.filter(({ rests, ending }) => rests && !ending));
  const after = [...cancels, ...idsOf(inTheWay(working, side))];
  return {
    cancels,
    steps: [
      { side, quantity: base.abs(), reduces: true, after, follows: false },
      { side, quantity: wanted.abs(), reduces: false, after: [], follows: true },
    ],
  };
}

/** An exit for the rest of the position, in its own terms. */
function placedAgain(most: Quantity, after: readonly ClientOrderId[]) {
  return ({ order, side, left }: Working): PlannedStep => {
    const { terms, timeInForce, extendedHours } = order.request;
    const own = { terms, timeInForce, extendedHours };
    const quantity = left.greaterThan(most) ? most : left;
    return { side, quantity, reduces: true, after, follows: false, terms: own };
  };
}

/** Orders that are ending, and those at the market on the other side. */
function inTheWay(working: readonly Working[], side: Side): readonly Working[] {
  return working.filter(({ ending, rests, side: other }) => ending || (!rests && other !== side));
}

/** Whether a resting order would take a position that is at its target beyond it. */
function isBeyond(base: Quantity, wanted: Quantity) {
  return ({ side }: Working): boolean => {
    if (wanted.isZero()) return true;
    return base.sign() > 0 === (side === 'buy');
  };
}

function withdrawn(working: readonly Working[]): TargetPlan {
  return canceling(working.filter(({ order, ending }) => isWaiting(order) && !ending));
}

function canceling(working: readonly Working[]): TargetPlan {
  return working.length === 0 ? NOTHING : { cancels: idsOf(working), steps: [] };
}

function workingOf(order: OrderState, isFresh: boolean): Working {
  return {
    order,
    side: order.request.side,
    left: outstanding(order) ?? ZERO_QUANTITY,
    rests: restsAtPrice(order) && !isFresh,
    ending: isEnding(order),
  };
}

/** An abandoned order may be alive for days: it counts at its worst, and nothing waits for it. */
function isEnding({ cancel, status }: OrderState): boolean {
  const isRequested = cancel === 'requested' || cancel === 'unknown';
  return isRequested && status !== 'abandoned' && !isTerminal(status);
}

function restsAtPrice({ request: { terms, timeInForce }, status }: OrderState): boolean {
  if (status === 'abandoned') return false;
  return terms.type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
}

function sumOf(working: readonly Working[]): Quantity {
  return working.reduce((sum, { left }) => sum.plus(left), ZERO_QUANTITY);
}

function idsOf(working: readonly Working[]): readonly ClientOrderId[] {
  return working.map(({ order }) => order.request.id);
}
