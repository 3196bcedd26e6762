import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runSeed } from './run-seed.ts';
import { count, type Counts, SOMETIMES, type Sometimes } from './sometimes.ts';

const SEEDS = 50;
const BATCH = 5;
const LIMIT_MS = 180_000;
const run = promisify(execFile);

const batches = Array.from({ length: SEEDS / BATCH }, (_, batch) => 1 + batch * BATCH);
const totals = { orders: 0, fills: 0, crashes: 0, unknown: 0 };
const sometimes: Counts = new Map();

/** Too rare for so few seeds; `npm run simulate -- --seeds 500` reaches them. */
const RARE: ReadonlySet<Sometimes> = new Set<Sometimes>([
  'abandoned, then it appears',
  'cancel refused',
  'duplicate answered',
  'fill after the end',
]);

describe('the whole application under virtual time', () => {
  it.each(batches)(
    'every invariant holds after seeds %i and the four that follow',
    async (first) => {
      for (let seed = first; seed < first + BATCH; seed += 1) {
        const report = await runSeed(seed);
        expect(report.broken, `again: npm run simulate -- --seeds 1 --seed ${seed}`).toEqual([]);
        totals.orders += report.orders;
        totals.fills += report.fills;
        totals.crashes += report.crashes;
        totals.unknown += report.unknown;
        for (const [what, times] of report.sometimes) count(sometimes, what, times);
      }
    },
    LIMIT_MS,
  );

  it('trades, crashes, and leaves outcomes unknown', () => {
    expect(totals.orders).toBeGreaterThan(SEEDS * 10);
    expect(totals.fills).toBeGreaterThan(SEEDS * 4);
    expect(totals.crashes).toBeGreaterThan(SEEDS / 2);
    expect(totals.unknown).toBeGreaterThan(20);
  });

  it('reaches the rare events that the seeds exist for', () => {
    const missed = SOMETIMES.filter((what) => !RARE.has(what) && !sometimes.has(what));
    expect(missed).toEqual([]);
  });

  it(
    'two processes give the same digest for the same seeds, and another for others',
    async () => {
      const [one, two, other] = await Promise.all([digest(7), digest(7), digest(8)]);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      expect(two).toBe(one);
      expect(other).not.toBe(one);
    },
    LIMIT_MS,
  );
});

async function digest(seed: number): Promise<string> {
  const script = new URL('../../scripts/simulate.ts', import.meta.url).pathname;
  const args = [script, '--seeds', '2', '--seed', String(seed)];
  const { stdout } = await run(process.execPath, args);
  return stdout.trim().split('\n').at(-1) ?? '';
}
