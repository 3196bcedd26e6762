import { type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import { type OrderState, outstanding } from '../../orders/lifecycle.ts';
import type { BookId } from '../../orders/request.ts';
import type { OrderDraft } from '../../strategy/intent.ts';
import type { PlannedStep, TargetPlan } from './plan-target.ts';

/**
 * Plans an explicit order that cannot leave as it is.
 *
 * A market order through zero is a close and then an opening order. An exit of shares that orders
 * still hold whose cancel was requested, as in the same answer, waits for those cancels.
 *
 * @returns undefined for an order that is sent as it is, which is most of them
 */
export function planOrder(
  draft: OrderDraft,
  given: {
    readonly held: Quantity;
    readonly allowShort: boolean;
    readonly open: Iterable<OrderState>;
    readonly book: BookId;
  },
): TargetPlan | undefined {
  const { held } = given;
  const { side, quantity, terms, timeInForce, extendedHours } = draft;
  if (held.sign() === 0 || held.sign() > 0 === (side === 'buy')) return undefined;
  let live = ZERO_QUANTITY;
  let ending = ZERO_QUANTITY;
  const after = [];
  for (const order of given.open) {
    const { request, cancel } = order;
    if (request.book !== given.book || request.symbol !== draft.symbol) continue;
    if (request.side !== side) continue;
    const left = outstanding(order) ?? ZERO_QUANTITY;
    if (cancel === 'requested' || cancel === 'unknown') {
      ending = ending.plus(left);
      after.push(request.id);
    } else {
      live = live.plus(left);
    }
  }
  const there = held.abs().minus(live);
  if (there.sign() <= 0) return undefined;
  const exits: PlannedStep = {
    side,
    quantity: quantity.greaterThan(there) ? there : quantity,
    reduces: true,
    after,
    follows: false,
    terms: { terms, timeInForce, extendedHours },
  };
  if (!quantity.greaterThan(there)) {
    const isHeld = ending.sign() > 0 && quantity.greaterThan(there.minus(ending));
    return isHeld ? { cancels: [], steps: [exits] } : undefined;
  }
  const opens = terms.type === 'market' && (side === 'buy' || given.allowShort);
  if (!opens) return undefined;
  const opening = quantity.minus(there);
  return {
    cancels: [],
    steps: [exits, { side, quantity: opening, reduces: false, after: [], follows: true }],
  };
}
