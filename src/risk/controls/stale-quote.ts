import { type Control, input, judged } from '../control.ts';

/** the age of the price that an order is sized and judged by. */
export const staleQuote: Control = {
  id: 'R-22',
  code: 'risk.stale_quote',
  title: 'Stale price',
  check({ facts, view, limits }) {
    const { market } = facts;
    const ageMs = market === undefined ? Number.NaN : view.at - market.at;
    const limitMs =
      market?.source === 'bar' ? market.periodMs * limits.barStalePeriods : limits.quoteStaleMs;
    // A price from the future is a broken clock, not a fresh price.
    const ok = market !== undefined && market.price > 0 && ageMs >= 0 && ageMs <= limitMs;
    return judged(staleQuote, ok, {
      ageMs: market === undefined ? null : ageMs,
      limitMs,
      source: market?.source ?? null,
    });
  },
  explain(result) {
    return result.inputs['source'] === null
      ? 'No price is known for this symbol.'
      : `The last price is ${Math.round(input(result, 'ageMs') / 1000)} s old; ` +
          `${Math.round(input(result, 'limitMs') / 1000)} s is allowed.`;
  },
};
