import { expect, test } from 'vitest';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { defineStrategy } from '../strategy/define.ts';
import { order, target } from '../strategy/intent.ts';
import { runBacktest } from './run.ts';
import { stressRuns } from './stress.ts';

const symbol = ticker('QMKT');
const bars = {
  ...parseDailyBars(
    [
      'date,open,high,low,close,volume',
      '2024-01-02,100,100,100,100,1000',
      '2024-01-03,102,110,102,110,1000',
      '2024-01-04,111,120,111,120,1000',
      '2024-01-05,121,121,118,118,1000',
      '2024-01-08,119,125,119,125,1000',
    ].join('\n'),
    symbol,
  ).value,
  actions: [],
};

/** Half of the account at the first close, out at the third. */
const inAndOut = defineStrategy({
  name: 'in-and-out',
  symbols: [symbol],
  timeframe: '1Day',
  onBar({ bar }) {
    if (bar.close === 100) return [target(bar.symbol, 0.5, 'in')];
    return bar.close === 120 ? [target(bar.symbol, 0, 'out')] : [];
  },
});

const options = {
  bars,
  cash: 10_000,
  costs: { halfSpreadBps: 10, slippageBps: 0, fees: 'none' },
} as const;

test('a run is run again a bar later and at other costs', () => {
  const base = runBacktest(inAndOut, options);
  const runs = stressRuns(inAndOut, options, base);
  expect(runs.map(({ stress, finalValue }) => [stress, Number(finalValue.toFixed(4))])).toEqual([
    // 50 × (121 - 102), less 0.1% of 50 × 223 for each multiple of the costs.
    ['as_run', 10_938.85],
    // 50 × (119 - 111), less 0.1% of 50 × 230.
    ['one_bar_later', 10_388.5],
    ['costs_0x', 10_950],
    ['costs_2x', 10_927.7],
    ['costs_3x', 10_916.55],
  ]);
  expect(runs[1]).toMatchObject({ totalReturn: runs[1]!.finalValue / 10_000 - 1, trades: 1 });
});

test('what has no value stays without one', () => {
  const quiet = defineStrategy({
    name: 'quiet',
    symbols: [symbol],
    timeframe: '1Day',
    onBar: () => [],
  });
  const base = runBacktest(quiet, options);
  for (const run of stressRuns(quiet, options, base)) {
    expect(run).toMatchObject({ totalReturn: 0, sharpe: null, trades: 0, finalValue: 10_000 });
  }
});

test('a delayed order is pending: a target decided meanwhile buys no more', () => {
  const eager = defineStrategy({
    name: 'eager',
    symbols: [symbol],
    timeframe: '1Day',
    onBar: ({ bar, position }) => (position ? [] : [target(bar.symbol, 0.5, 'in')]),
  });
  const run = runBacktest(eager, { ...options, delayBars: 1 });
  const bought = run.charts.shown[0]!.fills;
  expect(bought[0]).toMatchObject({ quantity: 50, side: 'buy' });
  expect(run.openPositions.map(({ quantity }) => Number(quantity))).toEqual([
    bought.reduce((sum, { quantity, side }) => sum + (side === 'buy' ? quantity : -quantity), 0),
  ]);
  expect(Number(run.openPositions[0]!.quantity)).toBeLessThanOrEqual(50);
});

test('what waits at the end of the data never reaches the market', () => {
  const late = defineStrategy({
    name: 'late',
    symbols: [symbol],
    timeframe: '1Day',
    onBar: ({ bar }) =>
      bar.close === 125
        ? [order({ symbol: bar.symbol, side: 'buy', quantity: 1, timeInForce: 'gtc' }, 'late')]
        : [],
  });
  const run = runBacktest(late, { ...options, delayBars: 1 });
  expect([run.orders, run.fills]).toEqual([1, 0]);
});
