import { type Control, input, type Review } from '../control.ts';

function limitOf({ facts, limits }: Review): number {
  return facts.market?.source === 'bar'
    ? facts.market.periodMs * limits.barStalePeriods
    : limits.quoteStaleMs;
}

/** the age of the price that an order is sized and judged by. */
export const staleQuote: Control = {
  id: 'R-22',
  code: 'risk.stale_quote',
  title: 'Stale price',
  check(review) {
    const { market } = review.facts;
    if (market === undefined || !(market.price > 0)) return false;
    const ageMs = review.view.at - market.at;
    // A price from the future is a broken clock, not a fresh price.
    return ageMs >= 0 && ageMs <= limitOf(review);
  },
  inputs: (review) => ({
    ageMs: review.facts.market === undefined ? null : review.view.at - review.facts.market.at,
    limitMs: limitOf(review),
    source: review.facts.market?.source ?? null,
  }),
  explain(inputs) {
    return inputs['source'] === null
      ? 'No price is known for this symbol.'
      : `The last price is ${Math.round(input(inputs, 'ageMs') / 1000)} s old; ` +
          `${Math.round(input(inputs, 'limitMs') / 1000)} s is allowed.`;
  },
};
