import type { Control, Review } from '../control.ts';
import { pricingOf, sharesOf } from '../view.ts';

const QUANTITY_LIKE = 0.01;
const PRICE_LIKE = 0.001;

function alike(a: number, b: number, within: number): boolean {
  return Math.abs(a - b) <= within * Math.abs(b);
}

function twinOf({ order, facts, view, limits }: Review): string | null {
  let twin: string | null = null;
  for (const recent of view.recent) {
    if (recent.id === order.id || recent.symbol !== order.symbol) continue;
    if (recent.book !== order.book || recent.side !== order.side) continue;
    if (order.decidedAt - recent.decidedAt > limits.duplicateWindowMs) continue;
    const market = facts.market?.price ?? Number.NaN;
    const price = pricingOf(recent, market);
    const sameSize = alike(sharesOf(recent, price), facts.quantity, QUANTITY_LIKE);
    if (sameSize && alike(price, facts.price, PRICE_LIKE)) twin = recent.id;
  }
  return twin;
}

/** the same source, symbol, side, about the same quantity and price, a moment ago. */
export const duplicate: Control = {
  id: 'R-09',
  code: 'risk.duplicate',
  title: 'Duplicate order',
  check: (review) => twinOf(review) === null,
  inputs: (review) => ({
    twin: twinOf(review),
    windowMs: review.limits.duplicateWindowMs,
  }),
  explain(inputs) {
    return `Order ${String(inputs['twin'])} is the same and was decided a moment ago.`;
  },
};
