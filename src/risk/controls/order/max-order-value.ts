import { nullable, number } from '../../../core/schema.ts';
import { defineControl, perOrder } from '../../control.ts';
import { shownDollars } from '../../control-text.ts';
import { fraction } from '../../fraction.ts';

interface Limits {
  readonly maxOrderFraction: number;
  readonly maxOrderValue: number | null;
}

function limitOf({ maxOrderFraction, maxOrderValue }: Limits, equity: number): number {
  const byEquity = maxOrderFraction * equity;
  return maxOrderValue === null ? byEquity : Math.min(byEquity, maxOrderValue);
}

/** the value of one order, as a fraction of equity and in dollars where a cap is set. */
export const maxOrderValue = defineControl({
  id: 'R-03',
  code: 'risk.max_order_value',
  title: 'Maximum order value',
  limits: {
    maxOrderFraction: fraction('value of one order as a fraction of equity'),
    maxOrderValue: nullable(number({ min: 0, description: 'value of one order in dollars' })),
  },
  defaults: {
    live: { maxOrderFraction: 0.1, maxOrderValue: null },
    sim: { maxOrderFraction: 1, maxOrderValue: null },
    research: { maxOrderFraction: 1, maxOrderValue: null },
  },
  // An order that only reduces is never too large.
  check: ({ facts, view, limits }) => facts.reduces || facts.value <= limitOf(limits, view.equity),
  inputs: ({ facts, view, limits }) => ({
    value: facts.value,
    limit: limitOf(limits, view.equity),
    reduces: facts.reduces,
  }),
  explain: ({ value, limit }) =>
    `The value of the order is ${shownDollars(value)}; one order may have a value of ` +
    `${shownDollars(limit)}.`,
  usage: ({ view, limits }) =>
    perOrder(`${shownDollars(limitOf(limits, view.equity))} for one order`),
  meaning: {
    means: 'The value of the order is above the limit for one order.',
    atLimit: 'An order of exactly the limit passes; reducing orders have no limit.',
    remedy:
      'Check for a misplaced zero; split the order, or raise maxOrderFraction or maxOrderValue.',
  },
});
