import { parseArgs } from 'node:util';
import { sha256Hex } from '../src/core/sha256.ts';
import { poisonGlobals } from '../src/world/simulated/poison.ts';
import { runSeed } from '../tests/simulation/run-seed.ts';
import { count, type Counts, SOMETIMES } from '../tests/simulation/sometimes.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    /** Ends at the first seed that breaks something. */
    stop: { type: 'boolean', default: false },
  },
});

const seeds = whole('seeds', values.seeds);
const first = whole('seed', values.seed);
const poison = poisonGlobals();
const digests: string[] = [];
const sometimes: Counts = new Map();
const totals = { orders: 0, fills: 0, crashes: 0, unknown: 0, repeats: 0 };
let failed = 0;

for (let seed = first; seed < first + seeds; seed += 1) {
  const report = await runSeed(seed);
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
  if (report.broken.length === 0) continue;
  failed += 1;
  process.stdout.write(`seed ${seed}: ${report.broken.length} broken\n`);
  for (const finding of report.broken) process.stdout.write(`  ${finding}\n`);
  process.stdout.write(`  again: npm run simulate -- --seeds 1 --seed ${seed}\n`);
  if (values.stop) break;
}

poison.restore();
if (poison.calls.length > 0) {
  failed += 1;
  process.stdout.write(`The outside was reached past the world: ${poison.calls.join(', ')}\n`);
}
const reached = SOMETIMES.map((what) => `${what}: ${sometimes.get(what) ?? 0}`);
process.stdout.write(`sometimes: ${reached.join('; ')}\n`);
process.stdout.write(
  `${seeds} seeds from ${first}: ${totals.orders} orders, ${totals.fills} fills, ` +
    `${totals.crashes} crashes, ${totals.unknown} unknown fates, ${totals.repeats} repeats, ` +
    `${failed} failed\n`,
);
process.stdout.write(`${sha256Hex(digests.join('|'))}\n`);
process.exitCode = failed === 0 ? 0 : 1;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name}: expected a whole number above 0, found "${text}".\n`);
  return process.exit(2);
}
