import { type Control, dollars, type Review, input } from '../control.ts';

function limitOf({ view, limits }: Review): number {
  const byEquity = limits.maxOrderFraction * view.equity;
  return limits.maxOrderValue === null ? byEquity : Math.min(byEquity, limits.maxOrderValue);
}

/** the value of one order, as a fraction of equity and in dollars where a cap is set. */
export const maxOrderValue: Control = {
  id: 'R-03',
  code: 'risk.max_order_value',
  title: 'Maximum order value',
  check: (review) => review.facts.reduces || review.facts.value <= limitOf(review),
  // An order that only reduces is never too large to make things safer.
  inputs: (review) => ({
    value: review.facts.value,
    limit: limitOf(review),
    reduces: review.facts.reduces,
  }),
  explain(inputs) {
    const value = dollars(input(inputs, 'value'));
    const limit = dollars(input(inputs, 'limit'));
    return `The order is worth ${value}; one order may be worth ${limit}.`;
  },
};
