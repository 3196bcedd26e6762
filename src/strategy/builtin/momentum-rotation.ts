import { roc } from '../../analysis/indicators/roc.ts';
import { signedPercentText } from '../../core/number-text.ts';
import { integer, number } from '../../core/schema.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { defineStrategy, type Readings, type SymbolView } from '../define.ts';
import { close, type Intent, target } from '../intent.ts';

const indicators = ({ lookback, skip }: { readonly lookback: number; readonly skip: number }) => ({
  whole: roc({ period: lookback }),
  recent: roc({ period: skip }),
});

type Ranked = SymbolView<ReturnType<typeof indicators>>;

/** The return from `lookback` to `skip` bars ago, a fraction. */
function momentumOf({ whole, recent }: Readings<ReturnType<typeof indicators>>): number {
  return (1 + whole.value / 100) / (1 + recent.value / 100) - 1;
}

/**
 * Each month holds the symbols with the highest return over the past year, equally weighted.
 *
 * It decides at the first close of a month. The last month is left out of the return, because
 * short-term winners tend to fall back. A symbol with a negative return is not held: its part stays
 * in cash.
 *
 * @see Jegadeesh and Titman 1993, Returns to Buying Winners and Selling Losers, Journal of Finance
 */
export const momentumRotation = defineStrategy({
  name: 'momentum-rotation',
  description: 'Each month holds the symbols with the highest return over the past year.',
  notes: {
    idea:
      'Symbols that rose most over the past year tend to rise more over the next month, except ' +
      'for the last month, which tends to reverse.',
    sources: [
      'Jegadeesh and Titman 1993, Returns to Buying Winners and Selling Losers, Journal of ' +
        'Finance',
      'Antonacci 2014, Dual Momentum Investing (holding cash when the return is negative)',
    ],
    losesWhen:
      'A market turns sharply: the winners of a decline are the losers of the recovery, as in ' +
      'spring 2009.',
  },
  params: {
    lookback: integer({
      min: 2,
      max: 750,
      default: 252,
      description: 'Bars over which the return is measured.',
    }),
    skip: integer({ min: 1, max: 63, default: 21, description: 'Latest bars that are left out.' }),
    hold: integer({ min: 1, max: 50, default: 3, description: 'Number of symbols to hold.' }),
    weight: number({
      min: 0,
      max: 1,
      default: 0.9,
      description: 'Weight of all of them together.',
    }),
  },
  symbols: ['SPY', 'IWM', 'EEM', 'TLT', 'GLD'],
  timeframe: '1Day',
  indicators,
  memory: () => ({ month: '' }),
  onBars({ at, symbols, book, params: { hold, weight }, memory }) {
    const month = newYorkDate(at).slice(0, 7);
    if (month === memory.month) return undefined;
    memory.month = month;
    const best = [...symbols]
      .filter(({ indicators: readings }) => momentumOf(readings) > 0)
      .sort((a, b) => momentumOf(b.indicators) - momentumOf(a.indicators))
      .slice(0, hold);
    const sells = symbols.flatMap(({ symbol, position }): Intent[] => {
      if (position === undefined || best.some((one) => one.symbol === symbol)) return [];
      return [close(symbol, `not among the ${hold} with the highest return`)];
    });
    return [
      ...sells,
      ...best.flatMap((one, rank) => buy(one, rank, { book, each: weight / hold })),
    ];
  },
});

/** Leaves a weight that is within a tenth of its target: small trades cost more than they give. */
const CLOSE_ENOUGH = 0.1;

function buy(
  { symbol, indicators: readings }: Ranked,
  rank: number,
  { book, each }: { readonly book: { weight(symbol: string): number }; readonly each: number },
): Intent[] {
  if (Math.abs(book.weight(symbol) / each - 1) <= CLOSE_ENOUGH) return [];
  const reason = `rank ${rank + 1}: ${signedPercentText(momentumOf(readings))}`;
  return [target(symbol, each, reason)];
}
