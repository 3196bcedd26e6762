import { durationText } from '../../../core/number-text.ts';
import { integer } from '../../../core/schema.ts';
import { defineControl, everywhere, perOrder, type Review } from '../../control.ts';
import { RATIO_SLACK } from '../../fraction.ts';
import { pricingOf, sharesOf } from '../../view.ts';

const QUANTITY_TOLERANCE = 0.01;
const PRICE_TOLERANCE = 0.001;

function alike(a: number, b: number, within: number): boolean {
  return Math.abs(a - b) <= (within + RATIO_SLACK) * Math.abs(b);
}

function twinOf({
  order,
  facts,
  view,
  limits,
}: Review<{ readonly duplicateWindowMs: number }>): string | null {
  let twin: string | null = null;
  for (const recent of view.recent) {
    if (recent.id === order.id || recent.symbol !== order.symbol) continue;
    if (recent.book !== order.book || recent.side !== order.side) continue;
    if (order.decidedAt - recent.decidedAt > limits.duplicateWindowMs) continue;
    const market = facts.market?.price ?? Number.NaN;
    const price = pricingOf(recent, market);
    const sameSize = alike(sharesOf(recent, price), facts.quantity, QUANTITY_TOLERANCE);
    if (sameSize && alike(price, facts.price, PRICE_TOLERANCE)) twin = recent.id;
  }
  return twin;
}

/** the same book, symbol, side, and about the same quantity and price, a moment ago. */
export const duplicate = defineControl({
  id: 'R-09',
  code: 'risk.duplicate',
  title: 'Duplicate order',
  limits: {
    duplicateWindowMs: integer({ min: 0, description: 'how long a like order is a duplicate' }),
  },
  defaults: everywhere({ duplicateWindowMs: 10_000 }),
  check: (review) => twinOf(review) === null,
  inputs: (review) => ({ twin: twinOf(review), windowMs: review.limits.duplicateWindowMs }),
  explain: ({ twin }) => `Order ${String(twin)} is the same and was decided a moment ago.`,
  usage: ({ limits }) => perOrder(`one like order in ${durationText(limits.duplicateWindowMs)}`),
  meaning: {
    means:
      'The same book decided a like order a moment ago: same symbol and side, quantity within ' +
      '1%, price within 0.1%.',
    atLimit:
      'A like order exactly duplicateWindowMs later, or exactly 1% or 0.1% away, is a duplicate.',
    remedy: 'Wait until duplicateWindowMs has passed if you want a second one.',
  },
});
