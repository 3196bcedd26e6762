import { price } from '../../src/core/decimal.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { cancel, type Intent, order, target } from '../../src/strategy/intent.ts';
import { universeSymbols } from './market.ts';

const [first, second, third, , , , seventh] = universeSymbols();

/** Trades constantly: market buys and sells, resting limit orders, and cancels. */
export const churn = defineStrategy({
  name: 'churn',
  symbols: [first!, second!],
  timeframe: '1Min',
  memory: () => ({ bars: 0 }),
  onBar({ bar, position, book, memory }): readonly Intent[] {
    memory.bars += 1;
    const turn = memory.bars % 5;
    const [resting] = book.orders().filter(({ request }) => request.terms.type === 'limit');
    if (turn === 4 && resting !== undefined) return [cancel(resting.request.id, 'it rested long')];
    if (turn === 1) {
      const limitPrice = price((Math.floor(bar.close * 99.5) / 100).toFixed(2));
      const terms = { type: 'limit', limitPrice } as const;
      return [order({ symbol: bar.symbol, side: 'buy', quantity: 5, terms }, 'a little lower')];
    }
    if (turn === 2) {
      const limitPrice = price((Math.ceil(bar.close * 100.5) / 100).toFixed(2));
      const terms = { type: 'limit', limitPrice } as const;
      return [order({ symbol: bar.symbol, side: 'buy', quantity: 40, terms }, 'at any price')];
    }
    if (turn === 3 && position !== undefined && position.quantity > 10) {
      // Twice more than is held: the gate must count the first when it checks the second.
      const words = { symbol: bar.symbol, side: 'sell' } as const;
      const shares = Math.floor(position.quantity * 0.6);
      return [
        order({ ...words, quantity: shares }, 'more than half of it back'),
        order({ ...words, quantity: shares - 5 }, 'and again'),
      ];
    }
    if (turn === 0) return [target(bar.symbol, position === undefined ? 0.3 : 0, 'in and out')];
    return [];
  },
});

/** Buys a little at every third bar, and sells half when the position is large. */
export const steady = defineStrategy({
  name: 'steady',
  symbols: [third!],
  timeframe: '1Min',
  onBar({ bar, position, book }): readonly Intent[] {
    if (Math.floor(bar.start / 60_000) % 3 !== 0) return [];
    const weight = book.weight(bar.symbol);
    if (position !== undefined && weight > 0.6) return [target(bar.symbol, 0.2, 'much')];
    return [order({ symbol: bar.symbol, side: 'buy', quantity: 7, timeInForce: 'gtc' }, 'steady')];
  },
});

/** Fraction of the account that each order of `greedy` requests. */
const GREED = 0.08;

/** Orders more than its cash covers, slightly below the market, and cancels some of it. */
export const greedy = defineStrategy({
  name: 'greedy',
  symbols: [first!, third!, seventh!],
  timeframe: '1Min',
  onBar({ bar, book }): readonly Intent[] {
    const mine = book.orders().filter(({ request }) => request.symbol === bar.symbol);
    const [oldest] = mine;
    const intents: Intent[] = [];
    if (mine.length > 3 && oldest !== undefined) {
      intents.push(cancel(oldest.request.id, 'room for another'));
    }
    const limitPrice = price((Math.floor(bar.close * 98) / 100).toFixed(2));
    const shares = Math.floor((GREED * 100_000) / bar.close);
    const terms = { type: 'limit', limitPrice } as const;
    const words = { symbol: bar.symbol, side: 'buy', quantity: shares, terms } as const;
    intents.push(order({ ...words, timeInForce: 'gtc' }, 'as much as there is'));
    return intents;
  },
});
