import { object } from '../../../core/schema.ts';
import { defineControl, everywhere, perOrder, type Review } from '../../control.ts';
import { shownDollars, shownFraction } from '../../control-text.ts';
import { fraction, RATIO_SLACK } from '../../fraction.ts';

interface Limits {
  readonly priceCollar: {
    readonly high: number;
    readonly middle: number;
    readonly low: number;
    readonly stop: number;
  };
}

function measure({ order, facts, limits }: Review<Limits>) {
  const { terms } = order;
  const limit = 'limitPrice' in terms ? terms.limitPrice.toNumber() : null;
  const stop = 'stopPrice' in terms ? terms.stopPrice.toNumber() : null;
  const market = facts.market?.price ?? Number.NaN;
  const { high, middle, low } = limits.priceCollar;
  const collar = market >= 25 ? high : market >= 3 ? middle : low;
  const isPast = stop !== null && (order.side === 'buy' ? stop <= market : stop >= market);
  const { reduces } = facts;
  const own = { market, limit, stop, collar, triggers: isPast, reduces };
  if (reduces && stop !== null && !isPast) return { ...own, away: 0, stopAway: 0 };
  const stopAway = stop === null ? 0 : Math.abs(stop / market - 1);
  // The limit of a stop-limit order is measured from its trigger.
  const away = limit === null ? 0 : limit / (stop ?? market) - 1;
  // An exit at a better price than the market's waits, at worst for long.
  const isBetter = order.side === 'sell' ? away > 0 : away < 0;
  return { ...own, away: reduces && isBetter ? 0 : Math.abs(away), stopAway };
}

/**
 * how far from the market the prices of an order may be.
 *
 * A protective price of an order that reduces may be any distance away: a stop that is not past the
 * market yet, or a limit at a better price. A stop that would trigger immediately adds to no
 * position.
 */
export const priceCollar = defineControl({
  id: 'R-05',
  code: 'risk.price_collar',
  title: 'Price collar',
  limits: {
    priceCollar: object({
      high: fraction('distance of a limit from the market for prices of 25 and more'),
      middle: fraction('the same for prices from 3 to 25'),
      low: fraction('the same for prices below 3'),
      stop: fraction('distance of a stop trigger from the market'),
    }),
  },
  defaults: everywhere({ priceCollar: { high: 0.03, middle: 0.05, low: 0.1, stop: 0.15 } }),
  check(review) {
    const { limit, stop, away, stopAway, collar, triggers, reduces } = measure(review);
    if (limit === null && stop === null) return undefined;
    if (triggers && !reduces) return false;
    const { stop: stopCollar } = review.limits.priceCollar;
    return away <= collar + RATIO_SLACK && stopAway <= stopCollar + RATIO_SLACK;
  },
  inputs: (review) => ({ ...measure(review), stopCollar: review.limits.priceCollar.stop }),
  fractions: ['away', 'stopAway', 'collar', 'stopCollar'],
  explain: ({ away, stopAway, market, stop, collar, stopCollar, triggers, reduces }) =>
    triggers && !reduces && stop !== null
      ? `The stop at ${shownDollars(stop)} is past the market at ${shownDollars(market)}: it ` +
        'would trigger immediately.'
      : `The price is ${shownFraction(Math.max(away, stopAway))} from the market at ` +
        `${shownDollars(market)}; the collar is ${shownFraction(collar)} for limits and ` +
        `${shownFraction(stopCollar)} for stops.`,
  usage({ limits: { priceCollar } }) {
    const [high, middle, low, stop] = [
      priceCollar.high,
      priceCollar.middle,
      priceCollar.low,
      priceCollar.stop,
    ].map(shownFraction);
    return perOrder(
      `limits ${high} from the market at $25 or more, ${middle} from $3, ${low} below; ` +
        `stops ${stop}`,
    );
  },
  meaning: {
    means:
      'The limit or stop price is too far from the market, or a stop that opens or adds to a ' +
      'position would trigger immediately. Protective prices of an order that reduces pass.',
    atLimit:
      'A price exactly at the collar passes. A market price of exactly 25 counts as high, one of ' +
      'exactly 3 as middle.',
    remedy: 'Check for a misplaced decimal point; choose a price nearer to the market.',
  },
});
