import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { runWords } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const world = createRealWorldFor(undefined);

test('the value of a delisted share is given on the command line and shown', async () => {
  const folder = join(temporaryFolder(), 'bars');
  mkdirSync(folder);
  const text = readFileSync(join(import.meta.dirname, 'plain', 'SPY.csv'), 'utf8');
  const [header, ...rows] = text.trim().split('\n');
  writeFileSync(join(folder, 'SPY.csv'), text);
  writeFileSync(join(folder, 'GONE.csv'), [header, ...rows.slice(0, 20)].join('\n'));
  const hold = join(import.meta.dirname, 'strategies', 'hold.ts');
  const words = ['backtest', 'run', hold, '--data', folder, '--symbols', 'GONE,SPY'];
  const run = (...more: string[]) =>
    runWords(world, [...words, '--data-dir', temporaryFolder(), ...more]);
  const plain = await run();
  expect(plain.code).toBe(0);
  expect(plain.out).toMatch(/! The bars of GONE end on 2024-01-30, 40 sessions before the run/);
  expect(plain.out).toContain('is closed at its last price, $');
  const given = await run('--delisting', 'gone=0.16');
  expect(given.out).toContain('is closed at the given delisting value, $0.16 a share.');
  expect((await run('--delisting', 'GONE=x')).code).toBe(2);
});
