import { type Control, input, percent, type Review } from '../control.ts';

function weightOf({ order, facts, view }: Review): number {
  const after =
    order.side === 'buy'
      ? facts.holding + facts.workingBuys + facts.quantity
      : facts.holding - facts.workingSells - facts.quantity;
  return (Math.abs(after) * (facts.market?.price ?? Number.NaN)) / view.equity;
}

/** the value of one symbol as a fraction of equity, working orders included. */
export const concentration: Control = {
  id: 'R-15',
  code: 'risk.concentration',
  title: 'Concentration',
  check: (review) => review.facts.reduces || weightOf(review) <= review.limits.maxConcentration,
  inputs: (review) => ({
    weight: weightOf(review),
    limit: review.limits.maxConcentration,
    reduces: review.facts.reduces,
  }),
  explain(inputs) {
    return (
      `The position would be ${percent(input(inputs, 'weight'))} of equity; ` +
      `one symbol may be ${percent(input(inputs, 'limit'))}.`
    );
  },
};
