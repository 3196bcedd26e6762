import { type Control, input } from '../control.ts';

/** how many orders may be alive at a time, in a symbol and in the account. */
export const openOrders: Control = {
  id: 'R-13',
  code: 'risk.open_orders',
  title: 'Open orders',
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
  explain(inputs) {
    return (
      `There are ${input(inputs, 'open')} open orders, ${input(inputs, 'inSymbol')} of them in ` +
      `this symbol; the limits are ${input(inputs, 'limit')} and ` +
      `${input(inputs, 'symbolLimit')}. Cancel some, or wait until they end.`
    );
  },
};
