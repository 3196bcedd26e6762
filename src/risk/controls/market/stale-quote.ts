import { durationText } from '../../../core/number-text.ts';
import { integer, number } from '../../../core/schema.ts';
import { defineControl, perOrder, type Review } from '../../control.ts';

interface Limits {
  readonly quoteStaleMs: number;
  readonly barStalePeriods: number;
}

function limitOf({ facts, limits }: Review<Limits>): number {
  return facts.market?.source === 'bar'
    ? facts.market.periodMs * limits.barStalePeriods
    : limits.quoteStaleMs;
}

/** the age of the price that an order is sized and checked by. */
export const staleQuote = defineControl({
  id: 'R-22',
  code: 'risk.stale_quote',
  title: 'Stale price',
  limits: {
    quoteStaleMs: integer({
      min: 0,
      description: 'maximum age of a quote while the market is open',
    }),
    barStalePeriods: number({ min: 0, description: 'maximum age of a bar, in its periods' }),
  },
  defaults: {
    live: { quoteStaleMs: 5_000, barStalePeriods: 1.5 },
    sim: { quoteStaleMs: 60_000, barStalePeriods: 1.5 },
    research: { quoteStaleMs: 60_000, barStalePeriods: 1.5 },
  },
  check(review) {
    const { market, reduces } = review.facts;
    if (market === undefined || !(market.price > 0)) return false;
    // An exit is not held back by the age of a price.
    if (reduces) return true;
    const ageMs = review.view.at - market.at;
    // A price from the future is a broken clock, not a fresh price.
    return ageMs >= 0 && ageMs <= limitOf(review);
  },
  inputs: (review) => ({
    ageMs: review.facts.market === undefined ? null : review.view.at - review.facts.market.at,
    limitMs: limitOf(review),
    source: review.facts.market?.source ?? null,
    reduces: review.facts.reduces,
  }),
  explain: ({ source, ageMs, limitMs }) =>
    source === null || ageMs === null
      ? 'No price is known for this symbol.'
      : `The last price is ${durationText(ageMs)} old; ${durationText(limitMs)} is allowed.`,
  usage: ({ limits }) =>
    perOrder(
      `quote ${durationText(limits.quoteStaleMs)}, ` +
        `bar ${limits.barStalePeriods} periods old at most`,
    ),
  meaning: {
    means:
      'No price of the symbol is known, or the last one is too old. An order that reduces passes ' +
      'with an old price.',
    atLimit: 'A price of exactly the maximum age passes; one from the future is denied.',
    remedy:
      'Wait for the market to open or for the stream; check quipu doctor if it should be open.',
  },
});
