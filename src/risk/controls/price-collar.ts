import { type Control, input, percent, price, type Review } from '../control.ts';

function measure({ order, facts, limits }: Review) {
  const { terms } = order;
  const limit = 'limitPrice' in terms ? terms.limitPrice.toNumber() : null;
  const stop = 'stopPrice' in terms ? terms.stopPrice.toNumber() : null;
  const market = facts.market?.price ?? Number.NaN;
  const { high, middle, low } = limits.priceCollar;
  const collar = market >= 25 ? high : market >= 3 ? middle : low;
  const stopAway = stop === null ? 0 : Math.abs(stop / market - 1);
  // A stop-limit's limit belongs to its trigger, so it is measured from there.
  const away = limit === null ? 0 : Math.abs(limit / (stop ?? market) - 1);
  return { market, limit, stop, away, stopAway, collar };
}

/** how far from the market an order may name a price. */
export const priceCollar: Control = {
  id: 'R-05',
  code: 'risk.price_collar',
  title: 'Price collar',
  check(review) {
    const { limit, stop, away, stopAway, collar } = measure(review);
    if (limit === null && stop === null) return undefined;
    return away <= collar && stopAway <= review.limits.priceCollar.stop;
  },
  inputs: (review) => ({ ...measure(review), stopCollar: review.limits.priceCollar.stop }),
  explain(inputs) {
    const away = Math.max(input(inputs, 'away'), input(inputs, 'stopAway'));
    return (
      `The price is ${percent(away)} from the market at ${price(input(inputs, 'market'))}; ` +
      `the collar is ${percent(input(inputs, 'collar'))} for limits and ` +
      `${percent(input(inputs, 'stopCollar'))} for stops.`
    );
  },
};
