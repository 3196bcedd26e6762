import { adjacentColumns, type Bound, compute } from 'quipu-portfolio/indicators';
import type { BarColumns, Columns } from '../src/core/columns.ts';
import { geometricMean, table, TEN, TEN_NAMES, tenBars, type TenName } from './ten.ts';
import { batchPeers, type Peer, type PeerRun } from './w1-peers.ts';
import { goalRow, median, type Workload } from './workload.ts';

const WARM_UP_ROUNDS = 12;
/** Runs of each per round: a single run of a few milliseconds is too short on a busy machine. */
const RUNS = 5;
/** Bars for peers that take microseconds per bar, so that a round ends. */
const PEER_BARS = 100_000;

/** Ten indicators over whole columns, through the public API. */
export const w1: Workload = {
  name: 'W1',
  title: 'ten indicators over whole columns, ns per bar',
  run({ rounds, bars, peers, plain }) {
    if (plain) Reflect.deleteProperty(globalThis, 'WebAssembly');
    const columns = tenBars(bars);
    const ours = runsOf(columns);
    const others = peers ? peerRuns(columns) : [];
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
      for (const { run } of ours) run();
    }
    for (let round = 0; round < 3; round += 1) {
      for (const { run } of others) run();
    }
    const times = new Map<string, number[]>();
    const measure = (key: string, length: number, run: () => unknown): void => {
      const before = process.hrtime.bigint();
      run();
      const elapsed = Number(process.hrtime.bigint() - before) / length;
      times.set(key, [...(times.get(key) ?? []), elapsed]);
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, run } of ours) {
        for (let turn = 0; turn < RUNS; turn += 1) measure(name, bars, run);
      }
      for (const { key, run, length } of others) measure(key, length, run);
    }
    return reportOf(times, plain, others);
  },
};

/** Returns each of the ten with its columns, on which compiled kernels work in place. */
function runsOf(bars: BarColumns): { readonly name: TenName; readonly run: () => void }[] {
  const inputs = ['high', 'low', 'close', 'volume'] as const;
  const outputs = TEN_NAMES.flatMap((name) =>
    TEN[name].outputs.map((output) => `${name} ${output}` as const),
  );
  const columns = adjacentColumns(bars.length, [...inputs, ...outputs]);
  for (const input of inputs) columns[input].set(bars[input]);
  return TEN_NAMES.map((name) => {
    const indicator: Bound = TEN[name];
    const into = Object.fromEntries(
      indicator.outputs.map((output) => [output, (columns as Columns)[`${name} ${output}`]!]),
    );
    return { name, run: () => void compute(indicator, columns, into) };
  });
}

interface PeerTimed {
  readonly key: string;
  readonly name: TenName;
  readonly peer: string;
  readonly length: number;
  readonly run: () => unknown;
}

function peerRuns(columns: BarColumns): PeerTimed[] {
  const length = Math.min(columns.length, PEER_BARS);
  const head = (column: 'high' | 'low' | 'close' | 'volume'): number[] =>
    Array.from(columns[column].subarray(0, length));
  const bars = {
    high: head('high'),
    low: head('low'),
    close: head('close'),
    volume: head('volume'),
  };
  return batchPeers(bars).flatMap((peer) =>
    TEN_NAMES.flatMap((name) => {
      const found = peer.runs[name];
      if (found === undefined) return [];
      check(name, peer, found, bars.close.length, columns);
      return [{ key: `${peer.name} ${name}`, name, peer: peer.name, length, run: found.run }];
    }),
  );
}

/** Throws if a peer with the same rule ends at another value. */
function check(
  name: TenName,
  peer: Peer,
  { run, last }: PeerRun,
  length: number,
  columns: BarColumns,
): void {
  if (last === undefined) return;
  const inputs = Object.fromEntries(
    TEN[name].inputs.map((input) => [input, columns[input as 'close'].subarray(0, length)]),
  );
  const output = name === 'bbands' ? 'middle' : TEN[name].outputs[0]!;
  const ours = compute(TEN[name] as Bound, inputs)[output]!.at(-1)!;
  const theirs = last(run());
  if (theirs !== undefined && Math.abs(theirs - ours) <= 1e-6 * Math.max(1, Math.abs(ours))) return;
  throw new Error(`${name}: expected ${peer.name}'s last value ${theirs}, found ${ours}.`);
}

function reportOf(
  times: ReadonlyMap<string, readonly number[]>,
  plain: boolean,
  others: readonly PeerTimed[],
): ReturnType<Workload['run']> {
  const form = plain ? 'plain' : 'wasm';
  const perBar = (key: string): number => median(times.get(key) ?? []);
  const rounded = TEN_NAMES.map((name) => [name, Number(perBar(name).toFixed(3))] as const);
  const mean = geometricMean(rounded.map(([, value]) => value));
  const json = { form, ...Object.fromEntries(rounded), geometric_mean: Number(mean.toFixed(3)) };
  const peers = [...new Set(others.map(({ peer }) => peer))];
  const ratios: number[] = [];
  const rows = TEN_NAMES.map((name) => {
    const own = perBar(name);
    const found = peers.map((peer) => {
      const values = times.get(`${peer} ${name}`);
      return values === undefined ? undefined : median(values);
    });
    const best = Math.min(...found.filter((value) => value !== undefined));
    if (Number.isFinite(best)) ratios.push(own / best);
    const cells = found.map((value) => value?.toFixed(1) ?? '-');
    const ratio = Number.isFinite(best) ? (own / best).toFixed(3) : '-';
    return [name, own.toFixed(2), ...cells, ratio];
  });
  const last = ratios.length > 0 ? geometricMean(ratios).toFixed(3) : '-';
  const head = ['', `quipu, ${form}`, ...peers, 'ratio to best'];
  const foot = ['geometric mean', mean.toFixed(2), ...peers.map(() => ''), last];
  const goal = {
    atMost: 0.1,
    of: 'of the fastest npm library of each',
    why: plain
      ? 'the goal is for the form with WebAssembly'
      : 'peers at a few ns per bar are near the memory bound; their times vary from run to run',
  };
  const goalRows = ratios.length > 0 ? [goalRow(geometricMean(ratios), goal)] : [];
  return { json, rows: [...table([head, ...rows, foot]), ...goalRows] };
}
