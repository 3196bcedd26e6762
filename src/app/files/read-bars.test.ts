import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBars, readBarsCsv } from './read-bars.ts';

const HEAD = 'date,open,high,low,close,volume';
const ROWS = ['2024-06-06,100,101,99,100,5', '2024-06-07,100,101,99,100,5'];
const AFTER = '2024-06-10,10,11,9,10,5';
let folder = '';

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quipu-bars-'));
  write('AAA.csv', [HEAD, ...ROWS, AFTER]);
  write('AAA.factors.csv', [
    'date,price_factor,split_factor,reference_price',
    '2024-06-07,1,0.1,100',
    '2050-12-31,1,1,0',
  ]);
  write('BBB.csv', [HEAD, ...ROWS, '2024-06-08,1,1,1,1,1', AFTER]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bars of a folder', () => {
  test('include the splits of their factors, without findings', async () => {
    const { bars, findings } = await readBars(folder, { symbols: ['AAA'] });
    expect(bars).toHaveLength(1);
    expect(bars[0]).toMatchObject({ symbol: 'AAA', timeframe: '1Day', columns: { length: 3 } });
    expect(bars[0]!.actions).toMatchObject([{ kind: 'split', exDate: '2024-06-10' }]);
    expect(findings).toEqual([]);
  });

  test('are rejected for a bad row with its place, and read without it on request', async () => {
    const line = `${join(folder, 'BBB.csv')}:4`;
    const refused = readBars(folder, { symbols: ['BBB'] });
    await expect(refused).rejects.toThrow(line);
    await expect(refused).rejects.toMatchObject({ code: 'app.data_row' });
    const { bars, findings } = await readBars(folder, { symbols: ['BBB'], skipBadRows: true });
    expect(bars[0]!.columns.length).toBe(3);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['closed_day', 'no_factors', 'jump']),
    );
  });

  test('are rejected for a symbol without a file', async () => {
    await expect(readBars(folder, { symbols: ['AAB'] })).rejects.toMatchObject({
      code: 'app.no_data',
      next: 'Did you mean AAA?',
    });
    await expect(readBars(folder, { symbols: ['no'] })).rejects.toMatchObject({
      code: 'market.invalid_symbol',
    });
  });
});

describe('bars of one file', () => {
  test('are named by the file or by the caller, and have no splits', async () => {
    const { bars, findings } = await readBarsCsv(join(folder, 'AAA.csv'));
    expect(bars).toMatchObject({ symbol: 'AAA', columns: { length: 3 }, actions: [] });
    expect(findings.map(({ code }) => code)).toContain('no_factors');
    const named = await readBarsCsv(join(folder, 'AAA.csv'), { symbol: 'CCC' });
    expect(named.bars.symbol).toBe('CCC');
  });

  test('are rejected for a missing file or a bad row', async () => {
    const none = join(folder, 'ZZZ.csv');
    await expect(readBarsCsv(none)).rejects.toMatchObject({ code: 'app.no_file' });
    await expect(readBarsCsv(join(folder, 'BBB.csv'))).rejects.toMatchObject({
      code: 'app.data_row',
    });
  });
});
