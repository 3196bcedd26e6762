// Strategy that always has orders pending: market orders, resting limits, and cancels.
import { cancel, defineStrategy, type Intent, order, price, target } from 'quipu-portfolio';

const SYMBOLS = 'BLUQ FQTB FRGZ GRZQ LNDZ MZDN NMBQ PTRZ QBYT SLQE VLTZ WVRQ QMKT'.split(' ');

// oxlint-disable-next-line import/no-default-export -- a strategy file ends with one
export default defineStrategy({
  name: 'restless',
  symbols: SYMBOLS,
  timeframe: '1Min',
  onBar({ bar, position, book }): readonly Intent[] {
    const { symbol, close } = bar;
    const resting = book
      .orders()
      .filter(({ request }) => request.symbol === symbol && request.terms.type === 'limit');
    const oldest = resting.at(0);
    // Two or three of them in a minute: a kill leaves few unknown orders, whose symbols are blocked
    // for a while.
    const turn = (Math.floor(bar.start / 60_000) + 5 * SYMBOLS.indexOf(symbol)) % 16;
    if (turn === 0) return [target(symbol, position === undefined ? 0.04 : 0, 'in and out')];
    if (turn === 10 && oldest !== undefined) return [cancel(oldest.request.id, 'it rested long')];
    if (turn === 5) {
      const limitPrice = price((Math.floor(close * 99.9) / 100).toFixed(2));
      const terms = { type: 'limit', limitPrice } as const;
      return [order({ symbol, side: 'buy', quantity: 7, terms }, 'a little lower')];
    }
    return [];
  },
});
