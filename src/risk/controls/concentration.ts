import { type Control, input, judged, percent } from '../control.ts';

/** the value of one symbol as a fraction of equity, working orders included. */
export const concentration: Control = {
  id: 'R-15',
  code: 'risk.concentration',
  title: 'Concentration',
  check({ order, facts, view, limits }) {
    const after =
      order.side === 'buy'
        ? facts.holding + facts.workingBuys + facts.quantity
        : facts.holding - facts.workingSells - facts.quantity;
    const weight = (Math.abs(after) * (facts.market?.price ?? Number.NaN)) / view.equity;
    const ok = facts.reduces || weight <= limits.maxConcentration;
    const limit = limits.maxConcentration;
    return judged(concentration, ok, { weight, limit, reduces: facts.reduces });
  },
  explain(result) {
    return (
      `The position would be ${percent(input(result, 'weight'))} of equity; ` +
      `one symbol may be ${percent(input(result, 'limit'))}.`
    );
  },
};
