import { flag } from '../../../core/schema.ts';
import { defineControl, type Review } from '../../control.ts';
import { shownDollars, shownFraction } from '../../control-text.ts';
import { fraction } from '../../fraction.ts';

interface Limits {
  readonly maxGross: number;
  readonly cashBuffer: number;
  readonly allowShort: boolean;
  readonly spendProceeds: boolean;
}

function measure({ order, facts, view, limits }: Review<Limits>) {
  const { reduces, value, reserved } = facts;
  const proceeds = limits.spendProceeds ? facts.expected : 0;
  const available = view.cash + proceeds - reserved - limits.cashBuffer * view.equity;
  const gross = (view.gross - proceeds + reserved + value) / view.equity;
  return { available, gross, short: order.side === 'sell' && !reduces };
}

/**
 * what an order may cost, with every order that may be alive counted at its worst.
 *
 * Cash minus reservations must cover it and leave the buffer; gross exposure stays within its
 * limit; the broker's own buying power must allow it too where it is known.
 */
export const capital = defineControl({
  id: 'R-14',
  code: 'risk.capital',
  title: 'Capital',
  limits: {
    maxGross: fraction('value of all positions as a fraction of equity'),
    cashBuffer: fraction('cash that stays uninvested, as a fraction of equity'),
    allowShort: flag({ description: 'whether shares may be sold that are not held' }),
    spendProceeds: flag({
      description: 'whether own market sells that are still working count as cash',
    }),
  },
  defaults: {
    live: { maxGross: 1, cashBuffer: 0.02, allowShort: false, spendProceeds: false },
    sim: { maxGross: 1, cashBuffer: 0.005, allowShort: false, spendProceeds: false },
    // Sells decided at one close pay for buys decided at the same close: both fill at one open.
    research: { maxGross: 1, cashBuffer: 0.005, allowShort: false, spendProceeds: true },
  },
  check(review) {
    const { facts, view, limits } = review;
    if (facts.reduces) return true;
    const { available, gross, short } = measure(review);
    const power = view.buyingPower;
    return (
      facts.value <= available &&
      gross <= limits.maxGross &&
      (power === null || facts.value <= power) &&
      (!short || limits.allowShort)
    );
  },
  inputs: (review) => ({
    ...measure(review),
    value: review.facts.value,
    power: review.view.buyingPower,
    maxGross: review.limits.maxGross,
    allowShort: review.limits.allowShort,
    reduces: review.facts.reduces,
  }),
  fractions: ['gross', 'maxGross'],
  // No order that sells more than is held passes, whatever its size or price.
  isFundamental: ({ short, allowShort }) => short && !allowShort,
  explain: ({ short, allowShort, value, available }) =>
    short && !allowShort
      ? 'The sell order is for more shares than are held and not already being sold; selling ' +
        'short is off.'
      : `The order needs ${shownDollars(value)}; after open orders and the cash buffer ` +
        `${shownDollars(available)} is available.`,
  usage({ view, limits }) {
    const { maxGross, cashBuffer, allowShort, spendProceeds } = limits;
    const gross = view.gross / view.equity;
    return {
      limit:
        `gross ${shownFraction(maxGross)}, ${shownFraction(cashBuffer)} stays in cash, ` +
        `short sales ${allowShort ? 'on' : 'off'}, ` +
        `sells pay for buys ${spendProceeds ? 'while open' : 'once filled'}`,
      value: shownFraction(gross),
      used: gross / maxGross,
    };
  },
  meaning: {
    means:
      'The order costs more than cash, the gross limit or the buying power allow, with open ' +
      'orders counted at their worst; or it would sell short where that is not allowed.',
    atLimit:
      'An order of exactly the available cash, the gross limit or the buying power passes. The ' +
      "broker's buying power counts while its statement is at most 60 s old.",
    remedy: 'Lower the order, cancel open orders, raise maxGross or lower cashBuffer.',
  },
});
