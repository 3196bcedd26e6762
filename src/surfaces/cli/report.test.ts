import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { runWords } from '../../../tests/support/command-line.ts';
import { look } from '../../../tests/support/look.ts';
import { JournalPen } from '../../../tests/support/account-entries.ts';
import { isoDate } from '../../core/time.ts';
import { openSqliteJournal } from '../../store/sqlite/journal.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

const world = createRealWorldFor(undefined);
const quipu = (...words: string[]) => runWords(world, words);

const FILES = [
  'equity.csv',
  'metrics.csv',
  'report.html',
  'report.json',
  'report.md',
  'trades.csv',
];
const RETURNS = 'date,return\n2024-01-02,0.01\n2024-01-03,-0.005\n2024-01-04,0.02\n';

function csv(text: string): { readonly file: string; readonly out: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'returns.csv');
  writeFileSync(file, text);
  return { file, out: join(folder, 'made') };
}

describe('report build', () => {
  test('of the account reads the journal of a folder when no server runs', async () => {
    const folder = temporaryFolder();
    const journal = await openSqliteJournal(folder);
    const account = '6f1c5a52-8e0b-4c7e-9a55-0d3f4be03f9c';
    const run = { version: '0', mode: 'paper', account, books: [], limits: '{}' } as const;
    const manifest = { ...run, data: '', seed: null };
    await journal.append(
      new JournalPen()
        .write({ kind: 'run_started', manifest })
        .write({ kind: 'session', date: isoDate('2024-03-18'), phase: 'open', equity: 0 })
        .deposit(1_000)
        .write({ kind: 'session', date: isoDate('2024-03-18'), phase: 'close', equity: 1_010 })
        .entries,
    );
    await journal.close();
    const out = join(folder, 'made');
    const ran = await quipu('report', 'build', '--data-dir', folder, '--out', out, '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(look(ran.json, 'data')).toMatchObject({ from: '2024-03-18', periods: 1 });
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as unknown;
    expect(look(report, 'series', 'return')).toEqual([expect.closeTo(0.01, 12)]);
    // Users know the account by its mode; one trading day is one, on one day.
    expect(look(ran.json, 'data', 'title')).toBe('Paper account …3f9c');
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toMatch(
      /<title>Paper account …3f9c · Mon, Mar 18, 2024 · Account report<\/title>/,
    );
    expect(page).toContain('Mon, Mar 18, 2024 · 1 trading day<');
    expect(page).not.toMatch(/\b1 trading days|Mon, Mar 18, 2024 to Mon|2024-03-18 to 2024-03-18/);
    const early = ['report', 'build', '--data-dir', folder, '--to', '2024-03-17'];
    expect(await quipu(...early)).toMatchObject({ code: 5, out: '' });
  });

  test('compares the account with a saved backtest over their common trading days', async () => {
    const folder = temporaryFolder();
    const dates = ['2024-03-18', '2024-03-19', '2024-03-20', '2024-03-21'];
    const journal = await openSqliteJournal(folder);
    const pen = new JournalPen();
    for (const [day, text] of dates.entries()) {
      const date = isoDate(text);
      pen.write({ kind: 'session', date, phase: 'open', equity: day === 0 ? 0 : 1_000 + day });
      if (day === 0) pen.deposit(1_000);
      pen.write({ kind: 'session', date, phase: 'close', equity: 1_010 + day });
    }
    await journal.append(pen.entries);
    await journal.close();
    const rows = dates.slice(1).map((date, day) => `${date},${100 + day},110,90,${100 + day},1000`);
    const head = 'date,open,high,low,close,volume';
    writeFileSync(join(folder, 'SPY.csv'), [head, ...rows].join('\n'));
    const example = join(import.meta.dirname, '../../../examples/sma-crossover/strategy.ts');
    const words = ['--data-dir', folder];
    await quipu(
      'backtest',
      'run',
      example,
      '--data',
      folder,
      '--fast',
      '2',
      '--slow',
      '3',
      ...words,
    );
    const [{ id }] = look((await quipu('backtest', 'list', '--json', ...words)).json, 'data') as [
      { id: string },
    ];
    const out = join(folder, 'made');
    const build = ['report', 'build', ...words, '--out', out];
    expect(await quipu(...build, '--against', id)).toMatchObject({ code: 0 });
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as unknown;
    expect(look(report, 'against')).toMatchObject({
      run: id,
      title: 'sma-crossover',
      sessions_in_common: 3,
      series: { date: dates.slice(1), backtest_growth: [1, 1, 1] },
    });
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('id="live-and-backtest"');
    const late = await quipu(...build, '--from', '2024-03-21', '--against', id);
    expect(late).toMatchObject({ code: 5 });
    expect(late.err).toContain(`at least 2 trading days in common with ${id}, found 1`);
    expect(await quipu(...build, '--against', 'bt_none')).toMatchObject({ code: 5 });
    const ofRun = await quipu('report', 'build', id, ...words, '--against', id);
    expect(ofRun).toMatchObject({ code: 2 });
  });

  test('writes every file of a report and prints the paths', async () => {
    const { file, out } = csv(RETURNS);
    const ran = await quipu('report', 'build', file, '--out', out);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(out).toSorted()).toEqual(FILES);
    for (const name of FILES) expect(ran.out).toContain(join(out, name));
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('returns');
  });

  test('writes the same bytes for the same file', async () => {
    const { file, out } = csv(RETURNS);
    const texts = [];
    for (const place of [out, `${out}-again`]) {
      await quipu('report', 'build', file, '--out', place);
      texts.push(FILES.map((name) => readFileSync(join(place, name), 'utf8')));
    }
    expect(texts[0]).toEqual(texts[1]);
  });

  test('lists the files in JSON, under the requested convention', async () => {
    const { file, out } = csv('date,equity\n2024-01-02,100\n2024-01-03,101\n2024-01-04,99\n');
    const words = ['report', 'build', file, '--out', out, '--convention', 'pyfolio', '--json'];
    const { code, json } = await quipu(...words);
    expect(code).toBe(0);
    expect(look(json, 'data')).toMatchObject({ from: '2024-01-03', periods: 2 });
    expect(look(json, 'data', 'files')).toHaveLength(FILES.length);
    expect(readFileSync(join(out, 'report.json'), 'utf8')).toContain('"pyfolio"');
  });

  test('compares an equity with its benchmark level', async () => {
    const rows = [100, 101, 99, 104].map((equity, day) => `2024-01-0${day + 2},${equity}`);
    const { file, out } = csv(
      `date,equity,benchmark\n${rows.map((row, day) => `${row},${50 + day}`).join('\n')}\n`,
    );
    const { code } = await quipu('report', 'build', file, '--out', out);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as unknown;
    const metrics = look(report, 'metrics') as { id: string; value: number }[];
    expect(metrics.find(({ id }) => id === 'benchmark_return')!.value).toBeCloseTo(53 / 50 - 1, 9);
  });

  test('uses the requested rates, and its command repeats them', async () => {
    const { file, out } = csv(
      'date,return\n' +
        ['02', '03', '04', '05', '08'].map((d, i) => `2024-01-${d},0.0${i}`).join('\n'),
    );
    const sharpeOf = (name: string): number => {
      const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as unknown;
      const metrics = look(report, 'metrics') as { id: string; value: number }[];
      return metrics.find(({ id }) => id === name)!.value;
    };
    const build = ['report', 'build', file, '--out', out];
    expect(await quipu(...build)).toMatchObject({ code: 0 });
    // 0% to 4%: mean 2%, deviation √(0.001 / 4).
    const deviation = Math.sqrt(0.001 / 4);
    expect(sharpeOf('sharpe')).toBeCloseTo((0.02 / deviation) * Math.sqrt(252), 9);
    const rates = ['--risk-free', '0.05', '--periods-per-year', '12'];
    expect(await quipu(...build, ...rates)).toMatchObject({ code: 0 });
    const free = 1.05 ** (1 / 12) - 1;
    expect(sharpeOf('sharpe')).toBeCloseTo(((0.02 - free) / deviation) * Math.sqrt(12), 9);
    const html = readFileSync(join(out, 'report.html'), 'utf8');
    expect(html.replaceAll(/<[^>]+>/g, '')).toContain('--risk-free 0.05 --periods-per-year 12');
    for (const bad of ['x', '', '0', '400']) {
      const refused = await quipu(...build, '--periods-per-year', bad);
      expect(refused).toMatchObject({ code: 2 });
      expect(refused.err).toContain('--periods-per-year: expected a number from 1 to 366');
    }
  });

  test('rejects a bad row by line and reason with 3, and writes nothing', async () => {
    const { file, out } = csv(RETURNS.replace('-0.005', 'abc'));
    const refused = await quipu('report', 'build', file, '--out', out);
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.err).toContain('returns.csv:3: ');
    expect(refused.err).toContain('(app.data_row)');
    expect(existsSync(out)).toBe(false);
    const left = await quipu('report', 'build', file, '--out', out, '--skip-bad-rows');
    expect(left.code).toBe(0);
    expect(left.err).toContain('Finding: Line 3: ');
  });

  test.each([
    ['date,value\n2024-01-02,1\n', 3, 'Expected the columns date,return'],
    ['date,value\n2024-01-02,1\n', 3, 'Correct the names on the first line'],
    ['date,return\n', 5, 'There are no returns in'],
    ['date,equity\n2024-01-02,100\n', 5, 'There are no returns in'],
  ])('refuses %j', async (text, code, part) => {
    const { file, out } = csv(text);
    const ran = await quipu('report', 'build', file, '--out', out, '--skip-bad-rows');
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(part);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    [['/no/returns.csv'], 5, 'There is no file /no/returns.csv'],
    [['x.csv', '--convention', 'mine'], 2, 'Allowed choices are quipu'],
    [['--data-dir', '/no/folder'], 5, 'no data folder has a journal'],
    [['x.csv', '--from', '2024-01-02'], 2, '--from: expected an account report'],
    [['bt_0', '--data-dir', '/no/folder'], 5, 'There is no data folder /no/folder'],
  ])('refuses %j', async (words, code, part) => {
    const ran = await quipu('report', 'build', ...words);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(part);
  });
});
