import { type Control, input, judged, notApplicable, percent, type Review } from '../control.ts';

function namedPrices({ order }: Review): { limit: number | null; stop: number | null } {
  const { terms } = order;
  return {
    limit: 'limitPrice' in terms ? terms.limitPrice.toNumber() : null,
    stop: 'stopPrice' in terms ? terms.stopPrice.toNumber() : null,
  };
}

/** how far from the market an order may name a price. */
export const priceCollar: Control = {
  id: 'R-05',
  code: 'risk.price_collar',
  title: 'Price collar',
  check(review) {
    const { limit, stop } = namedPrices(review);
    const market = review.facts.market?.price ?? Number.NaN;
    if (limit === null && stop === null) return notApplicable(priceCollar, { market });
    const { high, middle, low, stop: stopCollar } = review.limits.priceCollar;
    const collar = market >= 25 ? high : market >= 3 ? middle : low;
    const limitAway = limit === null ? 0 : Math.abs(limit / market - 1);
    const stopAway = stop === null ? 0 : Math.abs(stop / market - 1);
    // A stop-limit's limit belongs to its trigger, so it is measured from there.
    const away = stop !== null && limit !== null ? Math.abs(limit / stop - 1) : limitAway;
    return judged(priceCollar, away <= collar && stopAway <= stopCollar, {
      market,
      limit,
      stop,
      away,
      stopAway,
      collar,
      stopCollar,
    });
  },
  explain(result) {
    const away = Math.max(input(result, 'away'), input(result, 'stopAway'));
    return (
      `The price is ${percent(away)} from the market at ${input(result, 'market')}; ` +
      `the collar is ${percent(input(result, 'collar'))} for limits and ` +
      `${percent(input(result, 'stopCollar'))} for stops.`
    );
  },
};
