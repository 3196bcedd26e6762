import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runWords } from '../../../tests/support/command-line.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { BUILT_IN } from '../../app/files/built-in.ts';
import { createRealWorldFor } from '../../app/host/real-world.ts';

const world = createRealWorldFor(undefined);
const backtest = (...words: string[]) =>
  runWords(world, ['backtest', 'run', ...words, '--data-dir', temporaryFolder()]);

test.each([...BUILT_IN.keys()])('%s runs without data over the simulated market', async (name) => {
  const { code, out } = await backtest(name, '--json');
  const { data } = JSON.parse(out) as {
    data: { fills: number; is_reliable: boolean; caveats: { code: string; seed: number }[] };
  };
  expect(code).toBe(0);
  // No two companies of the simulated market are cointegrated, so a pair is never traded.
  if (name === 'pairs-trading') expect(data.caveats[1]?.code).toBe('caveat.no_orders');
  else expect(data.fills).toBeGreaterThan(0);
  expect(data.is_reliable).toBe(true);
  // A profit on simulated prices is never shown without its caveat.
  expect(data.caveats[0]).toMatchObject({ code: 'caveat.simulated_prices', seed: 1 });
});

test('the same seed gives the same result, and another seed another', async () => {
  const valueOf = async (...words: string[]): Promise<unknown> => {
    const { out } = await backtest('breakout', '--json', ...words);
    return (JSON.parse(out) as { data: { final_value: unknown } }).data.final_value;
  };
  const first = await valueOf();
  expect(await valueOf('--seed', '1')).toEqual(first);
  expect(await valueOf('--seed', '2')).not.toEqual(first);
});

test('runs over bars of another length', async () => {
  const { out } = await backtest('trend-follower', '--timeframe', '1Day', '--json');
  const { data } = JSON.parse(out) as { data: { bars: number; sessions: number; fills: number } };
  expect(data.bars).toBe(data.sessions);
  expect(data.fills).toBeGreaterThan(0);
});

test('its caveat is the first line, and the report names the seed', async () => {
  const out = join(temporaryFolder(), 'made');
  const ran = await backtest('breakout', '--report', out);
  expect(ran.out.split('\n')[0]).toMatch(/^! Prices are simulated \(seed 1\)/);
  const report = await world.files.read(join(out, 'report.html'));
  const words = Buffer.from(report!)
    .toString()
    .replaceAll(/<[^>]*>/g, '');
  expect(words).toContain('quipu backtest run breakout --seed 1');
});

test.each([
  [['--seed', '-1'], /--seed: expected a whole number from 0, found "-1"/],
  [['--seed', 'x'], /--seed: expected a whole number from 0, found "x"/],
  [['--symbols', 'SPY'], /There is no SPY in the simulated market/],
])('%j is refused', async (words, message) => {
  const ran = await backtest('breakout', ...words);
  expect(ran.code).not.toBe(0);
  expect(ran.err).toMatch(message);
});

test.each([...BUILT_IN.keys()])('%s passes its checks', async (name) => {
  const { code, out } = await runWords(world, ['strategy', 'check', name, '--json']);
  const { data } = JSON.parse(out) as { data: { checks: { outcome: string }[] } };
  expect(data.checks.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass']);
  expect(code).toBe(0);
});

test('a strategy that reaches outside of its inputs fails its checks, each named', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'reaches.ts');
  await world.files.write(
    file,
    `import { readFileSync } from 'node:fs';
     import { defineStrategy, target } from 'quipu-portfolio';
     void readFileSync;
     let calls = 0;
     export default defineStrategy({
       name: 'reaches', symbols: ['LNDZ'], timeframe: '1Day',
       onBar({ bar }) {
         calls += 1;
         void [Date.now(), new Date(0), new Date(), Math.random(), performance.now()];
         return [target(bar.symbol, (calls % 5) / 10, 'call ' + calls)];
       },
     });`,
  );
  const { code, out, err } = await runWords(world, ['strategy', 'check', file]);
  expect(code).toBe(13);
  expect(out).toContain('ok    Warm-up');
  expect(out).toMatch(/FAIL {2}Deterministic .*: first .*\(call 1\), then/);
  expect(out).toContain('FAIL  No look-ahead');
  const used = 'Date.now, Math.random, new Date(), performance.now, the import node:fs';
  expect(out).toContain(`FAIL  Inputs only    It used ${used}.`);
  expect(err).toContain('reaches fails 3 checks. (app.problems_found)');
  // The clock and the rest are whole again.
  expect(Date.now()).toBeGreaterThan(0);
  expect(new Date(0).getTime()).toBe(0);
});

test('a parameter of a check may stand before the strategy', async () => {
  const words = ['strategy', 'check', '--set', 'fast=5', '--set', 'slow=30', 'trend-follower'];
  const { code, out } = await runWords(world, words);
  expect(code).toBe(0);
  expect(out).toContain('ok  Deterministic');
});
