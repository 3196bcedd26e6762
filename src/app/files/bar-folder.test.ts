import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { ticker } from '../../market/symbol.ts';
import { createRealWorld } from '../../world/real/create-real-world.ts';
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

test('reports prices without a split file, and moves that look like splits', async () => {
  expect(await noticed({ 'AAPL.csv': DAYS })).toEqual(['no_factors', 'jump']);
});

test('reports nothing about a split that the factor file has', async () => {
  expect(await noticed({ 'AAPL.csv': DAYS, 'AAPL.factors.csv': FACTORS })).toEqual([]);
});

describe('a symbol without bars', () => {
  const filled = (): string => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'AAPL.csv'), DAYS);
    writeFileSync(join(folder, 'AAPL.factors.csv'), FACTORS);
    mkdirSync(join(folder, 'minutes'));
    writeFileSync(join(folder, 'minutes', 'AAPL-2014-06-05-trade.csv'), '');
    mkdirSync(join(folder, 'empty'));
    return folder;
  };

  test.each([
    ['', '1Min', 'AAPL', 'no 1Min bars of AAPL', 'only daily bars (1 symbol)', 'timeframe 1Day'],
    ['', '5Min', 'AAPL', 'no 5Min bars of AAPL', 'only daily bars (1 symbol)', 'timeframe 1Day'],
    ['/minutes', '1Day', 'AAPL', 'no 1Day bars', 'only minute bars (1 symbol)', 'timeframe 1Min'],
    ['/AAPL.csv', '1Day', 'AAPL', 'Expected a folder', 'found the file', 'Name its folder'],
    ['/none', '1Day', 'AAPL', 'There is no folder', '/none', 'Check the path.'],
    ['/empty', '1Min', 'AAPL', 'no 1Min bars', 'AAPL-YYYY-MM-DD-trade.csv', 'SPY-2024-03-18-trade'],
    ['', '1Day', 'APAL', 'no 1Day bars of APAL', 'APAL.csv', 'Did you mean AAPL?'],
    ['', '1Day', 'NOPE', 'no 1Day bars of NOPE', 'NOPE.csv', 'The folder has AAPL:'],
  ] as const)(
    'in %s, of %s: %s, is explained by what the folder has',
    async (path, timeframe, name, what, found, todo) => {
      const query = {
        folder: filled() + path,
        symbol: ticker(name),
        timeframe,
        skipBadRows: true,
      };
      const error = await readBarFolder(createRealWorld(), query).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({
        code: 'app.no_data',
        message: expect.stringContaining(what) as string,
        next: expect.stringContaining(todo) as string,
      });
      expect((error as Error).message).toContain(found);
    },
  );
});
