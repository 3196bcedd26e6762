import { createStream } from 'quipu-portfolio/indicators';
import { geometricMean, table, TEN, TEN_NAMES, tenBars, type TenName } from './ten.ts';
import { type Candle, loopsOf } from './w1s-loop.ts';
import { feedPeer } from './w1s-peers.ts';
import { goalRow, median, type Workload } from './workload.ts';

/** Maximum number of bars; a longer stream would show nothing new. */
const MOST_BARS = 100_000;
const WARM_UP_ROUNDS = 3;

/**
 * Ten indicators, one bar per call: a bound indicator as engines step it, and a stream.
 *
 * Each of ours and of the peer's has its own loops.
 */
export const w1s: Workload = {
  name: 'W1s',
  title: `ten indicators bar by bar, ns per bar (over at most ${MOST_BARS})`,
  async run({ rounds, bars, peers }) {
    const columns = tenBars(Math.min(bars, MOST_BARS));
    const candles = Array.from({ length: columns.length }, (_, row): Candle => ({
      open: columns.open[row]!,
      high: columns.high[row]!,
      low: columns.low[row]!,
      close: columns.close[row]!,
      volume: columns.volume[row]!,
    }));
    const closes = Array.from(columns.close);
    const loops = await Promise.all(
      TEN_NAMES.map(async (name) => ({ name, own: await loopsOf(name) })),
    );
    const times = new Map<string, number[]>();
    const measure = (key: string, feedAll: () => void): void => {
      const before = process.hrtime.bigint();
      feedAll();
      const elapsed = Number(process.hrtime.bigint() - before) / columns.length;
      times.set(key, [...(times.get(key) ?? []), elapsed]);
    };
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      if (round === 0) times.clear();
      for (const { name, own } of loops) {
        const read = TEN[name].inputs.map((input) => columns[input as 'close']);
        measure(name, () => own.stepAll(TEN[name], read));
        measure(`stream ${name}`, () => own.pushAll(createStream<string>(TEN[name]), candles));
        if (peers) measure(`peer ${name}`, () => feedPeer(name, closes, candles, own));
      }
    }
    return reportOf((key) => median(times.get(key) ?? []), peers);
  },
};

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
  const goal = {
    atMost: 0.2,
    of: 'of the fastest streaming library',
    why: 'each step costs a call, which is most of the time of VWAP and EMA',
  };
  const goalRows = peers ? [goalRow(geometricMean(ratios), goal)] : [];
  return { json, rows: [...table([head, ...rows, foot]), ...goalRows] };
}
