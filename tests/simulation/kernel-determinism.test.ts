import { tmpdir } from 'node:os';

import { expect, it } from 'vitest';

import { follow, programArguments } from '../support/child.ts';
import { runScenario } from '../support/simulated-scenario.ts';

const SEEDS = Array.from({ length: 6 }, (_, seed) => seed);

it('INV-52: gives one digest per seed, in two processes and twice in one', async () => {
  const here: string[] = [];
  for (const seed of SEEDS) here.push(await runScenario(seed));
  const program = new URL('../support/simulated-scenario.ts', import.meta.url);
  // A different folder, time zone, language or seed order must not change a digest.
  const backwards = SEEDS.toReversed().map((seed) => String(seed));
  const child = follow(process.execPath, programArguments(program, backwards), {
    cwd: tmpdir(),
    env: { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8' },
  });
  expect(await child.ended).toBe(0);
  expect(child.lines.toReversed()).toEqual(here);
  expect(await runScenario(SEEDS[3]!)).toBe(here[3]);
  expect(new Set(here).size, 'different seeds have different histories').toBe(SEEDS.length);
});
