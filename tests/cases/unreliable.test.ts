import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { runWords } from '../support/command-line.ts';
import { look } from '../support/look.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const world = createRealWorldFor(undefined);
const strategy = (name: string): string => join(import.meta.dirname, 'strategies', `${name}.ts`);
const plain = join(import.meta.dirname, 'plain');

/** Runs a backtest of a strategy of this folder, saved in a new folder. */
function backtest(name: string, data: string, ...more: string[]) {
  const words = ['backtest', 'run', strategy(name), '--data', data];
  return runWords(world, [...words, '--data-dir', temporaryFolder(), ...more]);
}

/** Returns a folder with the rows of the plain file, changed. */
function changed(change: (rows: readonly string[]) => readonly string[]): string {
  const [header, ...rows] = readFileSync(join(plain, 'SPY.csv'), 'utf8').trim().split('\n');
  const folder = join(temporaryFolder(), 'bars');
  mkdirSync(folder);
  writeFileSync(join(folder, 'SPY.csv'), [header, ...change(rows)].join('\n'));
  return folder;
}

describe('orders that the simulated broker refuses', () => {
  test.each(['at-the-open', 'at-the-close'])('%s: are above the headline', async (name) => {
    const { out, err, code } = await backtest(name, plain);
    expect(out).toMatch(/^! Serious: 60 of 60 orders \(100\.0%\) were refused by the simulated/);
    expect(out).toContain('Refused by the simulated broker\n  40010001 60: ');
    expect(err).toContain('(app.unreliable_result)');
    expect(code).toBe(13);
  });

  it('are counted in JSON, with the error', async () => {
    const { json, code } = await backtest('at-the-open', plain, '--json');
    expect(code).toBe(13);
    expect(look(json, 'data', 'is_reliable')).toBe(false);
    expect(look(json, 'data', 'caveats')).toMatchObject([
      { code: 'caveat.orders_refused', severity: 'serious', count: 60, of: 60 },
      { code: 'caveat.no_fills', severity: 'warning', count: 60 },
    ]);
    expect(look(json, 'data', 'refused')).toEqual([
      {
        code: 40010001,
        count: 60,
        message: 'time_in_force opg is not supported by this simulator',
      },
    ]);
    expect(look(json, 'error', 'code')).toBe('app.unreliable_result');
  });
});

test('a hole of more than five sessions ends with 13, unless its code is allowed', async () => {
  const hole = changed((rows) => rows.toSpliced(20, 6));
  const refused = await backtest('hold', hole);
  expect(refused.code).toBe(13);
  expect(refused.out).toMatch(/^! Serious: The bars of SPY miss 6 sessions, the first before/);
  expect(refused.err).toContain('--allow caveat.missing_sessions');
  const allowed = await backtest('hold', hole, '--allow', 'caveat.missing_sessions', '--json');
  expect(allowed.code).toBe(0);
  expect(look(allowed.json, 'data', 'is_reliable')).toBe(true);
  expect(look(allowed.json, 'data', 'caveats')).toMatchObject([{ severity: 'serious', count: 6 }]);
  const short = await backtest(
    'hold',
    changed((rows) => rows.toSpliced(20, 5)),
  );
  expect(short).toMatchObject({ code: 0, err: '' });
  expect(short.out).toMatch(/^! The bars of SPY miss 5 sessions/);
});

test('a run over less than half of the rows ends with 13', async () => {
  const torn = changed((rows) => rows.map((row, place) => (place < 31 ? `${row},1` : row)));
  const refused = await backtest('hold', torn);
  expect(refused.code).toBe(3);
  expect(refused.err).not.toContain('--skip-bad-rows');
  const { code, out } = await backtest('hold', torn, '--skip-bad-rows');
  expect(code).toBe(13);
  expect(out).toMatch(/^! Serious: 31 of 60 rows \(51\.7%\) of SPY were left out\./);
});

test('a sound run begins with its headline', async () => {
  const { code, out } = await backtest('hold', plain);
  expect(code).toBe(0);
  expect(out).toMatch(/^hold {2}SPY/);
});
