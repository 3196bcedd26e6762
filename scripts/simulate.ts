import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { sha256Hex } from '../src/core/sha256.ts';
import { poisonGlobals } from '../src/world/simulated/poison.ts';
import { runSeed, type SeedReport } from '../tests/simulation/run-seed.ts';
import { count, type Counts, SOMETIMES } from '../tests/simulation/sometimes.ts';

/** Result of a seed, and the ambient clocks, timers or connections that it used. */
interface Played {
  readonly report: SeedReport;
  readonly outside: readonly string[];
}

if (isMainThread) {
  await main();
} else {
  parentPort!.on('message', (seed: number) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    void play(seed).then((played) => parentPort!.postMessage(played));
  });
}

/** Plays one seed with every ambient clock and source of randomness disabled. */
async function play(seed: number): Promise<Played> {
  const poison = poisonGlobals();
  try {
    return { report: await runSeed(seed), outside: [...poison.calls] };
  } finally {
    poison.restore();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      verbose: { type: 'boolean', default: false },
      /** Stops at the first seed with a finding. */
      stop: { type: 'boolean', default: false },
      /** Stops at the first seed with a finding that starts with this text. */
      until: { type: 'string' },
      /** Threads that play seeds in parallel; one per core by default. */
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  const seeds = whole('seeds', values.seeds);
  const first = whole('seed', values.seed);
  const workers = Math.min(seeds, whole('workers', values.workers));
  const digests: string[] = [];
  const sometimes: Counts = new Map();
  const totals = { orders: 0, fills: 0, crashes: 0, unknown: 0, repeats: 0 };
  let failed = 0;

  for await (const { report, outside } of playAll({ first, seeds, workers })) {
    const { seed } = report;
    digests.push(report.digest);
    totals.orders += report.orders;
    totals.fills += report.fills;
    totals.crashes += report.crashes;
    totals.unknown += report.unknown;
    totals.repeats += report.repeats;
    for (const [what, times] of report.sometimes) count(sometimes, what, times);
    if (values.verbose) {
      const shown = { ...report, broken: undefined, sometimes: undefined };
      process.stdout.write(`${JSON.stringify(shown)}\n`);
    }
    const broken = [
      ...report.broken,
      ...outside.map((name) => `the program bypassed its world to use ${name}`),
    ];
    if (broken.length === 0) continue;
    failed += 1;
    process.stdout.write(`seed ${seed}: ${broken.length} broken\n`);
    for (const finding of broken) process.stdout.write(`  ${finding}\n`);
    process.stdout.write(`  again: npm run simulate -- --seeds 1 --seed ${seed}\n`);
    const { until } = values;
    if (values.stop || (until !== undefined && broken.some((text) => text.startsWith(until))))
      break;
  }

  const reached = SOMETIMES.map((what) => `${what}: ${sometimes.get(what) ?? 0}`);
  process.stdout.write(`sometimes: ${reached.join('; ')}\n`);
  process.stdout.write(
    `${seeds} seeds from ${first}: ${totals.orders} orders, ${totals.fills} fills, ` +
      `${totals.crashes} crashes, ${totals.unknown} unknown outcomes, ${totals.repeats} repeats, ` +
      `${failed} failed\n`,
  );
  process.stdout.write(`${sha256Hex(digests.join('|'))}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Plays seeds on several threads and yields their reports in seed order. */
async function* playAll(plan: {
  readonly first: number;
  readonly seeds: number;
  readonly workers: number;
}): AsyncGenerator<Played, void> {
  const { first, seeds, workers } = plan;
  if (workers === 1) {
    for (let seed = first; seed < first + seeds; seed += 1) yield await play(seed);
    return;
  }
  const threads = Array.from({ length: workers }, () => new Worker(new URL(import.meta.url)));
  const results = Array.from({ length: seeds }, () => Promise.withResolvers<Played>());
  // A seed that failed before it was awaited is reported in its turn.
  for (const { promise } of results) promise.catch(() => {});
  let next = 0;
  for (const thread of threads) {
    let playing = -1;
    const advance = (): void => {
      playing = next;
      next += 1;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
      if (playing < seeds) thread.postMessage(first + playing);
    };
    thread.on('message', (played: Played) => {
      results[playing]?.resolve(played);
      advance();
    });
    thread.on('error', (error) => results[playing]?.reject(error));
    advance();
  }
  try {
    for (const { promise } of results) yield await promise;
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name}: expected a whole number above 0, found "${text}".\n`);
  return process.exit(2);
}
