import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sma } from '../../src/analysis/indicators/sma.ts';
import { runBacktest } from '../../src/research/run.ts';
import type { BarSeries } from '../../src/market/bar.ts';
import { parseFactors } from '../../src/market/files/factors-csv.ts';
import { parseDailyBars } from '../../src/market/files/series-csv.ts';
import { ticker } from '../../src/market/symbol.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { order, target } from '../../src/strategy/intent.ts';
import { walk } from './qgbm.ts';

/**
 * Second implementation of the backtest's rules in plain floats, as short as possible, as a careful
 * user would write it in a notebook. It shares no code with the engine.
 */
interface Rules {
  readonly cash: number;
  readonly fast: number;
  readonly slow: number;
  /** Trading cost of both sides, as a fraction of the open. */
  readonly cost: number;
  /** Fee as a fraction of the value of every fill. */
  readonly fee: number;
  /** Shares of a buy, from equity and the close. */
  readonly size: (equity: number, close: number) => number;
  /** Dividend per share and shares per old share at a bar's open. */
  readonly dividend: (bar: number) => number;
}

interface Naive {
  readonly final: number;
  readonly fills: number;
  readonly cash: number;
}

function naive(open: Float64Array, close: Float64Array, rules: Rules): Naive {
  let { cash } = rules;
  let shares = 0;
  let fills = 0;
  let wanted = 0;
  let fastSum = 0;
  let slowSum = 0;
  for (let bar = 0; bar < close.length; bar += 1) {
    cash += shares * rules.dividend(bar);
    if (wanted !== 0) {
      const paid = open[bar]! * (wanted > 0 ? 1 + rules.cost : 1 - rules.cost);
      cash -= wanted * paid + Math.abs(wanted) * paid * rules.fee;
      shares += wanted;
      fills += 1;
      wanted = 0;
    }
    // The running sums of TA-Lib: add the new, read, drop the oldest.
    fastSum += close[bar]!;
    slowSum += close[bar]!;
    const fastMean = fastSum / rules.fast;
    const slowMean = slowSum / rules.slow;
    if (bar >= rules.fast - 1) fastSum -= close[bar - rules.fast + 1]!;
    if (bar < rules.slow - 1) continue;
    slowSum -= close[bar - rules.slow + 1]!;
    if (shares === 0 && fastMean > slowMean) {
      wanted = rules.size(cash, close[bar]!);
    } else if (shares > 0 && fastMean < slowMean) {
      wanted = -shares;
    }
  }
  return { final: cash + shares * close.at(-1)!, fills, cash };
}

describe('the backtest against a second implementation of its rules', () => {
  it('agrees on fifty thousand bars of a random walk, to the millionth of a dollar', () => {
    const columns = walk(50_000, { seed: 1, mu: 0, sigma: 0.0005, p0: 100 });
    const start = Date.UTC(2020, 0, 2);
    for (let row = 0; row < columns.length; row += 1) {
      columns.start[row] = start + row * 60_000;
      columns.end[row] = start + (row + 1) * 60_000;
    }
    const series: BarSeries = { symbol: ticker('QGBM'), timeframe: '1Min', columns, actions: [] };
    const like = { symbol: 'QGBM', quantity: 100, timeInForce: 'gtc' } as const;
    const cross = defineStrategy({
      name: 'cross',
      symbols: ['QGBM'],
      timeframe: '1Min',
      indicators: () => ({ fast: sma({ period: 10 }), slow: sma({ period: 30 }) }),
      onBar({ position, indicators: { fast, slow } }) {
        if (!position && fast.value > slow.value) return [order({ ...like, side: 'buy' }, 'up')];
        if (position && fast.value < slow.value) return [order({ ...like, side: 'sell' }, 'down')];
        return undefined;
      },
    });
    const ours = runBacktest(cross, {
      bars: series,
      cash: 1_000_000,
      costs: { halfSpreadBps: 0, slippageBps: 5, fees: { rate: 0.001 } },
    });
    const theirs = naive(columns.open, columns.close, {
      cash: 1_000_000,
      fast: 10,
      slow: 30,
      cost: 0.0005,
      fee: 0.001,
      size: () => 100,
      dividend: () => 0,
    });
    expect(ours.fills).toBe(theirs.fills);
    expect(ours.fills).toBeGreaterThan(1_000);
    expect(ours.finalValue).toBeCloseTo(theirs.final, 6);
  });

  const folder = new URL('../../../shared/data/us-daily/', import.meta.url).pathname;
  const absent = !existsSync(`${folder}SPY.csv`);

  it(
    'agrees on eleven years of SPY with dividends',
    (context) => {
      if (absent) context.skip('../shared/data/us-daily is not on this machine');
      const symbol = ticker('SPY');
      const bars = parseDailyBars(readFileSync(`${folder}SPY.csv`, 'utf8'), symbol).value;
      const actions = parseFactors(readFileSync(`${folder}SPY.factors.csv`, 'utf8'), symbol).value;
      const crossover = defineStrategy({
        name: 'sma-crossover',
        symbols: ['SPY'],
        timeframe: '1Day',
        indicators: () => ({ fast: sma({ period: 20 }), slow: sma({ period: 50 }) }),
        onBar({ bar, position, indicators: { fast, slow } }) {
          if (!position && fast.value > slow.value) return [target(bar.symbol, 1, 'up')];
          if (position && fast.value < slow.value) return [target(bar.symbol, 0, 'down')];
          return undefined;
        },
      });
      const ours = runBacktest(crossover, {
        bars: { ...bars, actions },
        from: '2004-01-01',
        to: '2015-01-01',
        costs: { fees: { rate: 0.0005 } },
      });
      const { columns } = bars;
      const first = columns.end.findIndex((end) => end >= Date.UTC(2004, 0, 1, 5));
      const last = columns.end.findIndex((end) => end >= Date.UTC(2015, 0, 1, 5));
      const paid = new Map(
        actions.flatMap((action) =>
          action.kind === 'dividend' ? [[action.at, action.perShare.toNumber()] as const] : [],
        ),
      );
      // A daily bar starts at midnight in New York; its dividends come at its open, 9.5 h later.
      const opens = columns.start.slice(first, last).map((start) => start + 9.5 * 3_600_000);
      const theirs = naive(columns.open.slice(first, last), columns.close.slice(first, last), {
        cash: 100_000,
        fast: 20,
        slow: 50,
        cost: 0.0002,
        fee: 0.0005,
        size: (equity, close) => Math.floor((0.995 * equity) / close),
        dividend: (bar) => paid.get(opens[bar]! as never) ?? 0,
      });
      expect(ours.fills).toBe(theirs.fills);
      expect(ours.fills).toBeGreaterThan(50);
      expect(ours.finalValue).toBeCloseTo(theirs.final, 4);
      expect(Number(ours.income)).toBeGreaterThan(5_000);
    },
  );
});
