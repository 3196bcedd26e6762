import { type Control, dollars, input, judged } from '../control.ts';

/** the value of one order, as a fraction of equity and in dollars where a cap is set. */
export const maxOrderValue: Control = {
  id: 'R-03',
  code: 'risk.max_order_value',
  title: 'Maximum order value',
  check({ facts, view, limits }) {
    const byEquity = limits.maxOrderFraction * view.equity;
    const limit =
      limits.maxOrderValue === null ? byEquity : Math.min(byEquity, limits.maxOrderValue);
    // An order that only reduces is never too large to make things safer.
    return judged(maxOrderValue, facts.reduces || facts.value <= limit, {
      value: facts.value,
      limit,
      reduces: facts.reduces,
    });
  },
  explain(result) {
    const value = dollars(input(result, 'value'));
    return `The order is worth ${value}; one order may be worth ${dollars(input(result, 'limit'))}.`;
  },
};
