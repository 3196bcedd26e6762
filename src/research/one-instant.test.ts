import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../market/bar.ts';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { defineStrategy, type SliceContext } from '../strategy/define.ts';
import { target } from '../strategy/intent.ts';
import { runBacktest } from './run.ts';

/** A series of daily bars whose four prices are the same. */
function series(
  name: string,
  days: readonly (readonly [date: string, price: number])[],
): BarSeries {
  const symbol = ticker(name);
  const rows = days.map(([date, price]) => `${date},${price},${price},${price},${price},1000`);
  const text = ['date,open,high,low,close,volume', ...rows].join('\n');
  return { ...parseDailyBars(text, symbol).value, actions: [] };
}

const DAYS = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
const dated = (...prices: readonly number[]) =>
  prices.map((price, day) => [DAYS[day]!, price] as const);

const free = { halfSpreadBps: 0, slippageBps: 0, fees: 'none' } as const;
const costs = { cash: 10_000, costs: free, dividends: 'ignore' } as const;

describe('the bars of one instant', () => {
  it('are all applied before a strategy is called, whatever a ticker is called', () => {
    const seen: string[] = [];
    const strategy = defineStrategy({
      name: 'watcher',
      symbols: ['AAA', 'ZZZ'],
      timeframe: '1Day',
      onBar({ bar, book }) {
        seen.push(`${bar.symbol} ${book.price('AAA')} ${book.price('ZZZ')}`);
      },
    });
    const bars = [series('AAA', dated(10, 11)), series('ZZZ', dated(20, 22))];
    runBacktest(strategy, { bars, ...costs });
    expect(seen).toEqual(['AAA 10 20', 'ZZZ 10 20', 'AAA 11 22', 'ZZZ 11 22']);
  });

  it('give the same result under other spellings', () => {
    const run = (first: string, second: string): number => {
      const strategy = defineStrategy({
        name: 'equal-weights',
        symbols: [first, second],
        timeframe: '1Day',
        onBar: ({ bar }) => [target(bar.symbol, 0.49, 'equal weights')],
      });
      const bars = [series(first, dated(10, 13, 9, 10)), series(second, dated(20, 18, 25, 20))];
      return runBacktest(strategy, { bars, ...costs }).finalValue;
    };
    expect(run('ZZZ', 'AAA')).toBe(run('AAA', 'ZZZ'));
  });
});

describe('onBars', () => {
  it('shows symbols in the order of the strategy, and those without a bar', () => {
    const seen: string[] = [];
    const show = ({ symbols, missing, get }: SliceContext<unknown, never, unknown>): void => {
      const prices = symbols.map(({ symbol, bar: { close } }) => `${symbol} ${close}`);
      seen.push(`${prices.join(', ')}; missing ${missing.join(' ')}${get('AAA') ? '' : ' (AAA)'}`);
    };
    const strategy = defineStrategy({
      name: 'slices',
      symbols: ['ZZZ', 'AAA'],
      timeframe: '1Day',
      onBars: (slice) => show(slice as never),
    });
    const thin = [
      [DAYS[0]!, 10],
      [DAYS[2]!, 12],
    ] as const;
    const bars = [series('AAA', thin), series('ZZZ', dated(20, 21, 22))];
    runBacktest(strategy, { bars, ...costs });
    expect(seen).toEqual([
      'ZZZ 20, AAA 10; missing ',
      'ZZZ 21; missing AAA (AAA)',
      'ZZZ 22, AAA 12; missing ',
    ]);
  });

  it('sells before it buys, so that a rotation is whole in one step', () => {
    const held: (number | undefined)[][] = [];
    const strategy = defineStrategy({
      name: 'rotation',
      symbols: ['AAA', 'ZZZ'],
      timeframe: '1Day',
      onBars({ symbols, book }) {
        const [a, z] = symbols;
        if (!a || !z) return undefined;
        held.push([a.position?.quantity, z.position?.quantity]);
        // The buy stands first: with the sell's proceeds it is as large as the account.
        if (book.position('ZZZ')) return [target('AAA', 1, 'in'), target('ZZZ', 0, 'out')];
        return book.position('AAA') ? undefined : [target('ZZZ', 1, 'start')];
      },
    });
    const bars = [series('AAA', dated(10, 10, 10, 10)), series('ZZZ', dated(20, 20, 20, 20))];
    expect(runBacktest(strategy, { bars, ...costs }).fills).toBe(3);
    expect(held).toEqual([
      [undefined, undefined],
      [undefined, 497],
      [995, undefined],
      [995, undefined],
    ]);
  });
});
