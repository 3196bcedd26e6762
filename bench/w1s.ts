import type { Bound } from 'quipu-portfolio/indicators';
import { createStream } from 'quipu-portfolio/indicators';
import type { BarColumns } from '../src/core/columns.ts';
import { geometricMean, table, TEN, TEN_NAMES, tenBars, type TenName } from './ten.ts';
import { streamingPeers } from './w1s-peers.ts';
import { median, type Workload } from './workload.ts';

/** A stream of a million bars shows nothing that this many do not. */
const MOST_BARS = 100_000;
const WARM_UP_ROUNDS = 3;

/** Ten indicators, one bar per call: a bound indicator as engines step it, and a stream. */
export const w1s: Workload = {
  name: 'W1s',
  title: `ten indicators bar by bar, ns a bar (over at most ${MOST_BARS})`,
  run({ rounds, bars, peers }) {
    const columns = tenBars(Math.min(bars, MOST_BARS));
    const others = peers ? streamingPeers(columns) : undefined;
    const times = new Map<string, number[]>();
    const measure = (key: string, feedAll: () => void): void => {
      const before = process.hrtime.bigint();
      feedAll();
      const elapsed = Number(process.hrtime.bigint() - before) / columns.length;
      times.set(key, [...(times.get(key) ?? []), elapsed]);
    };
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      if (round === 0) times.clear();
      for (const name of TEN_NAMES) {
        measure(name, stepper(TEN[name], columns));
        measure(`stream ${name}`, streamer(TEN[name], columns));
        if (others !== undefined) measure(`peer ${name}`, others[name]());
      }
    }
    return reportOf((key) => median(times.get(key) ?? []), peers);
  },
};

/** Feeds every bar to the bound indicator, which writes its row of outputs. */
function stepper(indicator: Bound, bars: BarColumns): () => void {
  const [first, second, third, fourth] = indicator.inputs.map((name) => bars[name as 'close']);
  const input = new Float64Array(indicator.inputs.length);
  const output = new Float64Array(indicator.outputs.length);
  const state = indicator.createState();
  return () => {
    for (let row = 0; row < bars.length; row += 1) {
      input[0] = first![row]!;
      if (second !== undefined) input[1] = second[row]!;
      if (third !== undefined) input[2] = third[row]!;
      if (fourth !== undefined) input[3] = fourth[row]!;
      indicator.step(state, input, output);
    }
  };
}

function streamer(indicator: Bound, bars: BarColumns): () => void {
  const stream = createStream(indicator);
  const { open, high, low, close, volume } = bars;
  return () => {
    for (let row = 0; row < bars.length; row += 1) {
      stream.push({
        open: open[row]!,
        high: high[row]!,
        low: low[row]!,
        close: close[row]!,
        volume: volume[row]!,
      });
    }
  };
}

function reportOf(perBar: (key: string) => number, peers: boolean): ReturnType<Workload['run']> {
  const own = TEN_NAMES.map((name): readonly [TenName, number] => [name, perBar(name)]);
  const mean = geometricMean(own.map(([, value]) => value));
  const json = Object.fromEntries(
    [...own, ['geometric_mean', mean] as const].map(([name, value]) => [
      name,
      Number(value.toFixed(3)),
    ]),
  );
  const ratios: number[] = [];
  const rows = own.map(([name, value]) => {
    const cells = [name, value.toFixed(1), perBar(`stream ${name}`).toFixed(1)];
    if (!peers) return cells;
    const other = perBar(`peer ${name}`);
    ratios.push(value / other);
    return [...cells, other.toFixed(1), (value / other).toFixed(3)];
  });
  const last = peers ? ['', geometricMean(ratios).toFixed(3)] : [];
  const head = ['', 'quipu, step', 'quipu, stream', ...(peers ? ['trading-signals', 'ratio'] : [])];
  const foot = ['geometric mean', mean.toFixed(1), '', ...last];
  return { json, rows: table([head, ...rows, foot]) };
}
