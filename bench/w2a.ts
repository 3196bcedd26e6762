import type { IBar } from 'grademark';
import { defineStrategy, order, sma } from 'quipu-portfolio';
import { type BarsInput, runBacktest } from 'quipu-portfolio/backtest';
import { walk } from '../tests/golden/qgbm.ts';
import { median, timed, type Workload } from './workload.ts';

const SYMBOL = 'QGBM';
const SHARES = 100;
const CASH = 1_000_000;
const MINUTE_MS = 60_000;
const WARM_UPS = 3;
const START = Date.UTC(2020, 0, 2);

const crossover = defineStrategy({
  name: 'sma-cross',
  symbols: [SYMBOL],
  timeframe: '1Min',
  indicators: () => ({ fast: sma({ period: 10 }), slow: sma({ period: 30 }) }),
  onBar({ position, indicators: { fast, slow } }) {
    if (!position && fast.value > slow.value) {
      return [order({ ...LIKE, side: 'buy' }, 'fast above slow')];
    }
    if (position && fast.value < slow.value) {
      return [order({ ...LIKE, side: 'sell' }, 'fast below slow')];
    }
    return undefined;
  },
});

const LIKE = { symbol: SYMBOL, quantity: SHARES, timeInForce: 'gtc' } as const;

function series(bars: number): BarsInput {
  const columns = walk(bars, { seed: 1, mu: 0, sigma: 0.0005, p0: 100 });
  for (let row = 0; row < bars; row += 1) {
    columns.start[row] = START + row * MINUTE_MS;
    columns.end[row] = START + (row + 1) * MINUTE_MS;
  }
  return { symbol: SYMBOL, timeframe: '1Min', columns, actions: [] };
}

/**
 * The event-driven backtest: a crossover of two averages, a ledger, fees, slippage, the risk gate.
 */
export const w2a: Workload = {
  name: 'W2a',
  title: 'event-driven backtest, SMA 10/30, 100 shares, fee 0.1%, slippage 0.05%',
  async run({ rounds, bars, peers }) {
    const input = series(bars);
    const run = () => {
      const result = runBacktest(crossover, {
        bars: input,
        cash: CASH,
        costs: { halfSpreadBps: 0, slippageBps: 5, fees: { rate: 0.001 } },
      });
      // The workload includes a return, a Sharpe ratio and a drawdown next to ledger and curve.
      for (const id of ['total_return', 'sharpe', 'max_drawdown'] as const) result.metric(id);
      return result;
    };
    for (let warm = 0; warm < WARM_UPS; warm += 1) run();
    const result = run();
    const peer = peers ? await grademark(input) : undefined;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push((await timed(run)) / bars);
      if (peer !== undefined) theirs.push((await timed(peer.run)) / peer.bars);
    }
    const perBar = median(ours);
    const rows: [string, string][] = [
      ['quipu', `${perBar.toFixed(0)} ns per bar`],
      ['  final value', `${result.finalValue.toFixed(2)} USD after ${result.fills} fills`],
    ];
    if (peer !== undefined) {
      const other = median(theirs);
      const who = `grademark, ${peer.bars} bars, no ledger, no gate`;
      rows.push([who, `${other.toFixed(0)} ns per bar`]);
      rows.push(['  quipu / grademark', (perBar / other).toFixed(3)]);
    }
    return {
      json: {
        ns_per_bar: Number(perBar.toFixed(1)),
        final_value: Number(result.finalValue.toFixed(6)),
        fills: result.fills,
        orders: result.orders,
        initial_value: CASH,
      },
      rows,
    };
  },
};

type Row = IBar & { readonly fast: number; readonly slow: number };

/** Runs the same rule in grademark, over few enough bars that a round ends. */
async function grademark({
  columns,
}: BarsInput): Promise<{ readonly bars: number; readonly run: () => unknown }> {
  // Loaded only here, so that a peer's memory does not count in our measurement.
  const [{ DataFrame }, { backtest }] = await Promise.all([
    import('data-forge'),
    import('grademark'),
  ]);
  const bars = Math.min(columns.length, 20_000);
  let fast = 0;
  let slow = 0;
  const rows: Row[] = [];
  for (let row = 0; row < bars; row += 1) {
    fast += columns.close[row]! - (columns.close[row - 10] ?? 0);
    slow += columns.close[row]! - (columns.close[row - 30] ?? 0);
    rows.push({
      time: new Date(columns.start[row]!),
      open: columns.open[row]!,
      high: columns.high[row]!,
      low: columns.low[row]!,
      close: columns.close[row]!,
      volume: columns.volume[row]!,
      fast: fast / 10,
      slow: slow / 30,
    });
  }
  const frame = new DataFrame<number, Row>(rows);
  const strategy = {
    entryRule: (enter: () => void, { bar }: { readonly bar: Row }) => {
      if (bar.fast > bar.slow) enter();
    },
    exitRule: (exit: () => void, { bar }: { readonly bar: Row }) => {
      if (bar.fast < bar.slow) exit();
    },
    fees: () => 0.1,
  };
  return { bars, run: () => backtest(strategy, frame) };
}
