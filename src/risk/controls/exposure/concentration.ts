import { marketValue } from '../../../market/instrument.ts';
import { defineControl, type Review } from '../../control.ts';
import { shownFraction } from '../../control-text.ts';
import { fraction } from '../../fraction.ts';

function weightOf({ order, facts, view }: Review): number {
  const after =
    order.side === 'buy'
      ? facts.holding + facts.workingBuys + facts.quantity
      : facts.holding - facts.workingSells - facts.quantity;
  const price = facts.market?.price ?? Number.NaN;
  return marketValue(order.instrument, price, Math.abs(after)) / view.equity;
}

/** the value of one symbol as a fraction of equity, working orders included. */
export const concentrationControl = defineControl({
  id: 'R-15',
  code: 'risk.concentration',
  title: 'Concentration',
  limits: { maxConcentration: fraction('value of one symbol as a fraction of equity') },
  defaults: {
    live: { maxConcentration: 0.2 },
    sim: { maxConcentration: 1 },
    research: { maxConcentration: 1 },
  },
  check: (review) => review.facts.reduces || weightOf(review) <= review.limits.maxConcentration,
  inputs: (review) => ({
    weight: weightOf(review),
    limit: review.limits.maxConcentration,
    reduces: review.facts.reduces,
  }),
  fractions: ['weight', 'limit'],
  explain: ({ weight, limit }) =>
    `The position would be ${shownFraction(weight)} of equity; one symbol may be ` +
    `${shownFraction(limit)}.`,
  usage({ view, limits }) {
    let largest = 0;
    let of = '';
    for (const { symbol, instrument, held, price } of view.positions) {
      const value = held === 0 ? 0 : Math.abs(marketValue(instrument, price, held));
      if (value > largest) {
        largest = value;
        of = symbol;
      }
    }
    const weight = largest / view.equity;
    return {
      limit: `${shownFraction(limits.maxConcentration)} in one symbol`,
      value: of === '' ? shownFraction(0) : `${of} ${shownFraction(weight)}`,
      used: weight / limits.maxConcentration,
    };
  },
  meaning: {
    means: 'The order would make one symbol too large a part of equity.',
    atLimit: 'A position of exactly the limit passes; reducing orders have no limit.',
    remedy: 'Lower the order, or raise maxConcentration.',
  },
});
