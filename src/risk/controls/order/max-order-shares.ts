import { nullable, number } from '../../../core/schema.ts';
import { defineControl, perOrder } from '../../control.ts';
import { shownQuantity } from '../../control-text.ts';

/** the shares of one order, where a cap is set; a misplaced zero shows in shares first. */
export const maxOrderShares = defineControl({
  id: 'R-04',
  code: 'risk.max_order_shares',
  title: 'Maximum order shares',
  limits: { maxOrderShares: nullable(number({ min: 0, description: 'shares of one order' })) },
  defaults: {
    live: { maxOrderShares: 10_000 },
    sim: { maxOrderShares: null },
    research: { maxOrderShares: null },
  },
  check({ facts, limits }) {
    if (limits.maxOrderShares === null) return undefined;
    return facts.reduces || facts.quantity <= limits.maxOrderShares;
  },
  inputs: ({ facts, limits }) => ({
    shares: facts.quantity,
    limit: limits.maxOrderShares,
    reduces: facts.reduces,
  }),
  explain: ({ shares, limit }) =>
    `The order is for ${shownQuantity(shares)} shares; one order may be for ` +
    `${shownQuantity(limit ?? Number.POSITIVE_INFINITY)}.`,
  usage: ({ limits }) =>
    perOrder(
      limits.maxOrderShares === null
        ? 'no cap is set'
        : `${shownQuantity(limits.maxOrderShares)} in one order`,
    ),
  meaning: {
    means: 'The order has more shares than the limit for one order.',
    atLimit: 'An order of exactly the limit passes; reducing orders have no limit.',
    remedy: 'Check for a misplaced zero; split the order, or raise maxOrderShares.',
  },
});
