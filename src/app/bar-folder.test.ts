import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { ticker } from '../market/symbol.ts';
import { createRealWorld } from '../world/real/create-real-world.ts';
import { readBarFolder } from './bar-folder.ts';

const DAYS = `date,open,high,low,close,volume
2014-06-05,646.2,649.37,642.61,647.35,75951100
2014-06-06,649.9,651.26,644.47,645.57,87484600
2014-06-09,92.7,93.88,91.75,93.7,75415000
`;

const FACTORS = `date,price_factor,split_factor,reference_price
2014-06-06,1,0.142857,645.57
2050-12-31,1,1,0
`;

async function noticed(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const query = { folder, symbol: ticker('AAPL'), timeframe: '1Day', skipBadRows: false } as const;
  const { findings } = await readBarFolder(createRealWorld(), query);
  return findings.map(({ code }) => code);
}

test('prices without a file of splits are told to be so, and a move like a split is named', async () => {
  expect(await noticed({ 'AAPL.csv': DAYS })).toEqual(['no_factors', 'jump']);
});

test('a split that the factors tell is nothing to notice', async () => {
  expect(await noticed({ 'AAPL.csv': DAYS, 'AAPL.factors.csv': FACTORS })).toEqual([]);
});
