import { type Control, input } from '../control.ts';

/** the shares of one order, where a cap is set; a misplaced zero shows in shares first. */
export const maxOrderShares: Control = {
  id: 'R-04',
  code: 'risk.max_order_shares',
  title: 'Maximum order shares',
  check({ facts, limits }) {
    if (limits.maxOrderShares === null) return undefined;
    return facts.reduces || facts.quantity <= limits.maxOrderShares;
  },
  inputs: ({ facts, limits }) => ({
    shares: facts.quantity,
    limit: limits.maxOrderShares,
    reduces: facts.reduces,
  }),
  explain(inputs) {
    const shares = input(inputs, 'shares');
    const asked = Number.isFinite(shares) ? String(shares) : 'an unknown number of';
    return `The order is for ${asked} shares; one order may be for ${input(inputs, 'limit')}.`;
  },
};
