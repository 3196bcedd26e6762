import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { runWords } from '../support/command-line.ts';
import { root } from '../tidy/source.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const world = createRealWorldFor(undefined);

test.each([
  ['throw new Error("no luck");', 'no luck (broken.mjs:5)'],
  // The helper throws in a file of Quipu; the line of the call counts.
  ['return [target("no symbol", 1, "x")];', '(broken.mjs:5)'],
  [
    'return [target(bar.symbol, 0 / 0, "x")];',
    'an intent (target SPY) with the wrong weight: expected a number, found NaN',
  ],
])('an error of a strategy names its place: %s', async (line, message) => {
  const folder = temporaryFolder();
  const file = join(folder, 'broken.mjs');
  const source = [
    `import { defineStrategy, target } from '${root}/src/index.ts';`,
    'export default defineStrategy({',
    "  name: 'broken', symbols: ['SPY'], timeframe: '1Day', params: {},",
    '  onBar({ bar }) {',
    `    if (bar.close > 0) { ${line} }`,
    '  },',
    '});',
  ];
  writeFileSync(file, source.join('\n'));
  const data = join(import.meta.dirname, 'plain');
  const words = ['backtest', 'run', file, '--data', data, '--data-dir', folder];
  const { code, err } = await runWords(world, words);
  expect(code).toBe(3);
  expect(err).toContain('at the SPY bar of 2024-01-02T21:00:00Z');
  expect(err).toContain(message);
});
