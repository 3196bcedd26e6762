import { countText, quantityText } from '../../../core/number-text.ts';
import { integer, object } from '../../../core/schema.ts';
import { defineControl } from '../../control.ts';
import { isOpenOrder } from '../../view.ts';

/** how many orders may be open at a time, in a symbol and in the account. */
export const openOrders = defineControl({
  id: 'R-13',
  code: 'risk.open_orders',
  title: 'Open orders',
  limits: {
    maxOpenOrders: object({
      account: integer({ min: 0, description: 'orders that may be open at a time' }),
      symbol: integer({ min: 0, description: 'the same in one symbol' }),
    }),
  },
  defaults: {
    live: { maxOpenOrders: { account: 50, symbol: 5 } },
    sim: { maxOpenOrders: { account: 1_000, symbol: 50 } },
    research: { maxOpenOrders: { account: 100_000, symbol: 1_000 } },
  },
  check({ facts, limits }) {
    const { account, symbol } = limits.maxOpenOrders;
    return facts.reduces || (facts.openOrders < account && facts.openInSymbol < symbol);
  },
  inputs: ({ facts, limits }) => ({
    open: facts.openOrders,
    inSymbol: facts.openInSymbol,
    limit: limits.maxOpenOrders.account,
    symbolLimit: limits.maxOpenOrders.symbol,
    reduces: facts.reduces,
  }),
  explain: ({ open, inSymbol, limit, symbolLimit }) =>
    `The account has ${countText(open, 'open order')}, ${quantityText(inSymbol)} in this symbol; ` +
    `the limits are ${quantityText(limit)} and ${quantityText(symbolLimit)}. Cancel some, or ` +
    'wait until they end.',
  usage({ view, limits }) {
    const { account, symbol } = limits.maxOpenOrders;
    let open = 0;
    for (const order of view.open) if (isOpenOrder(order)) open += 1;
    return {
      limit: `${countText(account, 'open order')}, ${quantityText(symbol)} in one symbol`,
      value: quantityText(open),
      used: open / account,
    };
  },
  meaning: {
    means: 'The account or the symbol has as many open orders as its limit allows.',
    atLimit:
      'The order that makes the number of open orders exactly the limit passes, the next one is ' +
      'denied; reducing orders have no limit.',
    remedy: 'Cancel some open orders, or wait until they end.',
  },
});
