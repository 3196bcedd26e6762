import { moneyText } from '../../../core/number-text.ts';
import { list, number, text } from '../../../core/schema.ts';
import { defineControl, perOrder } from '../../control.ts';
import { shownDollars } from '../../control-text.ts';

const SYMBOL = /^[A-Z0-9][A-Z0-9./]*$/;

/** symbols that nothing is added to, and shares that are too cheap to trade well. */
export const restricted = defineControl({
  id: 'R-19',
  code: 'risk.restricted',
  title: 'Restricted symbols',
  limits: {
    restricted: list(text({ max: 32, pattern: SYMBOL, what: 'a symbol in capitals' }), {
      description: 'symbols that only reducing orders pass in, such as an employer',
    }),
    minPrice: number({ min: 0, description: 'dollars from which shares may be added to' }),
  },
  defaults: {
    live: { restricted: [], minPrice: 1 },
    sim: { restricted: [], minPrice: 0 },
    research: { restricted: [], minPrice: 0 },
  },
  check({ order, facts, limits }) {
    if (facts.reduces) return true;
    if (limits.restricted.includes(order.symbol)) return false;
    if (limits.minPrice === 0 || order.instrument.assetClass !== 'us_equity') return true;
    return facts.price >= limits.minPrice;
  },
  inputs: ({ order, facts, limits }) => ({
    listed: limits.restricted.includes(order.symbol),
    price: facts.price,
    minPrice: limits.minPrice,
    reduces: facts.reduces,
  }),
  cause: ({ listed }) => ({ listed }),
  isFundamental: ({ listed }) => listed,
  explain: ({ listed, price, minPrice }) =>
    listed
      ? 'The symbol is on the list of restricted symbols; only reducing orders pass.'
      : `The shares are at ${shownDollars(price)}; below ${shownDollars(minPrice)} only reducing ` +
        'orders pass.',
  usage({ limits }) {
    const names = limits.restricted.length === 0 ? 'no symbol' : limits.restricted.join(', ');
    const cheap = limits.minPrice > 0 ? `, shares from ${moneyText(limits.minPrice)}` : '';
    return perOrder(`${names} restricted${cheap}`);
  },
  meaning: {
    means:
      'The symbol is on your list of restricted symbols, or its shares cost less than minPrice: ' +
      'such shares have wide spreads, and prices that a single order can move.',
    atLimit: 'An order at exactly minPrice passes; reducing orders have no limit.',
    remedy: 'Take the symbol off the list in the configuration, or lower minPrice.',
  },
});
