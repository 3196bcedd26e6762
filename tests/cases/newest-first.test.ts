import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { runWords } from '../support/command-line.ts';
import { look } from '../support/look.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const world = createRealWorldFor(undefined);
const here = (...names: string[]): string => join(import.meta.dirname, ...names);

test('a price file that is newest first is read in time order, and that is noted', async () => {
  const run = async (data: string) => {
    const words = ['backtest', 'run', here('strategies', 'hold.ts'), '--data', here(data)];
    return runWords(world, [...words, '--data-dir', temporaryFolder(), '--json']);
  };
  const [plain, reversed] = [await run('plain'), await run('newest-first')];
  expect(reversed.code).toBe(0);
  expect(look(reversed.json, 'data', 'bars')).toBe(60);
  expect(look(reversed.json, 'data', 'caveats')).toEqual([]);
  expect(look(reversed.json, 'data', 'findings')).toContainEqual(
    expect.stringMatching(/SPY\.csv: The rows are newest first; they are read in time order\.$/),
  );
  expect(look(reversed.json, 'data', 'final_value')).toBe(look(plain.json, 'data', 'final_value'));
});

/** Writes a file of returns and builds its report; returns the summary. */
async function report(rows: readonly string[], ...more: string[]) {
  const folder = temporaryFolder();
  const file = join(folder, 'mine.csv');
  writeFileSync(file, ['date,return', ...rows].join('\n'));
  const out = join(folder, 'out');
  const ran = await runWords(world, ['report', 'build', file, '--out', out, '--json', ...more]);
  return { ...ran, text: () => readFileSync(join(out, 'equity.csv'), 'utf8') };
}

test('a file of returns that is newest first has the report of the same rows in order', async () => {
  const rows = ['2024-01-02,0.1', '2024-01-03,-0.05', '2024-01-04,0.02'];
  const [plain, reversed] = [await report(rows), await report(rows.toReversed())];
  expect(reversed.code).toBe(0);
  expect(reversed.text()).toBe(plain.text());
});

test('a file of returns of which most rows are bad has no report', async () => {
  const bad = ['2024-01-02,0.1', '2024-01-03,x', '2024-01-04,y'];
  expect(await report(bad, '--skip-bad-rows')).toMatchObject({ code: 13 });
  expect(await report(bad.slice(0, 2), '--skip-bad-rows')).toMatchObject({ code: 0 });
});
