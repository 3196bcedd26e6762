// A strategy that always has something under way: market orders, limits that rest, and cancels.
import { cancel, defineStrategy, type Intent, order, price, target } from 'quipu-portfolio';

const SYMBOLS = 'BLUQ FQTB FRGZ GRZQ LNDZ MZDN NMBQ PTRZ QBYT SLQE VLTZ WVRQ QMKT'.split(' ');

// oxlint-disable-next-line import/no-default-export -- a strategy file ends with one
export default defineStrategy({
  name: 'restless',
  symbols: SYMBOLS,
  timeframe: '1Min',
  memory: () => ({ bars: 0 }),
  onBar({ bar, position, book, memory }): readonly Intent[] {
    memory.bars += 1;
    const { symbol, close } = bar;
    const resting = book
      .orders()
      .filter(({ request }) => request.symbol === symbol && request.terms.type === 'limit');
    const oldest = resting.at(0);
    // A symbol's own turn, so that something else happens to each of them in one minute.
    const turn = (Math.floor(bar.start / 60_000) + SYMBOLS.indexOf(symbol)) % 4;
    if (turn === 0) return [target(symbol, position === undefined ? 0.04 : 0, 'in and out')];
    if (turn === 2 && oldest !== undefined) return [cancel(oldest.request.id, 'it rested long')];
    if (turn === 3) {
      const limitPrice = price((Math.floor(close * 99.9) / 100).toFixed(2));
      const terms = { type: 'limit', limitPrice } as const;
      return [order({ symbol, side: 'buy', quantity: 7, terms }, 'a little lower')];
    }
    return [];
  },
});
