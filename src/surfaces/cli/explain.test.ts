import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isoDate } from '../../core/time.ts';
import { openSqliteJournal } from '../../store/sqlite/journal.ts';
import { JournalPen } from '../../../tests/support/account-entries.ts';
import { parseReturns, reportOfReturns } from '../../analysis/report/returns-csv.ts';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { keepRun, writingRuns } from '../../app/library/stored-runs.ts';
import { runWords } from '../../../tests/support/command-line.ts';
import { look } from '../../../tests/support/look.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

const world = createRealWorldFor(undefined);

/** A data folder with a saved run of three trading days: +10%, -50%, +20%. */
async function kept(): Promise<{ readonly folder: string; readonly id: string }> {
  const folder = temporaryFolder();
  const csv = 'date,return,benchmark\n2024-01-02,0.1,\n2024-01-03,-0.5,0.1\n2024-01-04,0.2,0\n';
  const report = reportOfReturns(parseReturns(csv).value, { header: { title: 'three' } });
  const id = await writingRuns(folder, (documents) =>
    keepRun(world, documents, { data: {}, report }),
  );
  return { folder, id };
}

test('explains a metric by its definition, without a server', async () => {
  const { code, out, err } = await runWords(world, ['explain', 'cagr']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('CAGR (cagr)');
  expect(out).toContain('365.25');
  expect(out).not.toContain('value');
});

test('shows inputs, steps and value for a metric of a run', async () => {
  const { folder, id } = await kept();
  const words = ['explain', 'total_return', '--run', id, '--data-dir', folder];
  const { json } = await runWords(world, [...words, '--json']);
  expect(look(json, 'data', 'value')).toBeCloseTo(1.1 * 0.5 * 1.2 - 1, 12);
  expect(look(json, 'data', 'inputs', 0)).toEqual({ what: 'sessions', value: 3 });
  expect(look(json, 'data', 'alternatives')).toHaveProperty('quantstats');
  const { out } = await runWords(world, words);
  for (const part of ['inputs', 'sessions a year P', `of ${id}`, 'by convention']) {
    expect(out).toContain(part);
  }
});

test('shows another value under another convention, and a reason for a missing value', async () => {
  const { folder, id } = await kept();
  const of = (...words: string[]) =>
    runWords(world, ['explain', ...words, '--run', id, '--data-dir', folder, '--json']);
  const [own, other] = [await of('cagr'), await of('cagr', '--convention', 'pyfolio')];
  expect(look(other.json, 'data', 'convention')).toBe('pyfolio');
  expect(look(other.json, 'data', 'value')).not.toBe(look(own.json, 'data', 'value'));
  expect(look(own.json, 'data', 'alternatives', 'pyfolio')).toBe(look(other.json, 'data', 'value'));
  const trades = await of('win_rate');
  expect(look(trades.json, 'data', 'value')).toBeNull();
  expect(look(trades.json, 'data', 'undefined')).not.toBeNull();
});

test('explains a file of returns and gives a reason for what it lacks', async () => {
  const file = join(temporaryFolder(), 'mine.csv');
  writeFileSync(file, 'date,return\n2024-01-02,0.02\n2024-01-03,-0.01\n2024-01-04,0.01\n');
  const of = (...words: string[]) => runWords(world, ['explain', ...words, '--file', file]);
  const { json } = await of('kelly', '--convention', 'quantstats', '--json');
  // Two days of three won 1.5% on average, one lost 1%.
  expect(look(json, 'data', 'value')).toBeCloseTo(2 / 3 - 1 / 3 / 1.5, 12);
  expect(look(json, 'data', 'of')).toBe(file);
  const { out } = await of('win_rate');
  expect(out).toContain('closed trades  none: round trips were not recorded');
  const rate = await of('sharpe', '--risk-free', '0.05', '--periods-per-year', '365');
  expect(rate.out).toMatch(/sessions a year P +365\nrisk-free rate a year rf +0\.05\n/);
});

test('explains the account from the journal of a folder when no server runs', async () => {
  const folder = temporaryFolder();
  const journal = await openSqliteJournal(folder);
  const account = '6f1c5a52-8e0b-4c7e-9a55-0d3f4be03f9c';
  const run = { version: '0', mode: 'paper', account, books: [], limits: '{}' } as const;
  const pen = new JournalPen()
    .write({ kind: 'run_started', manifest: { ...run, data: '', seed: null } })
    .write({ kind: 'session', date: isoDate('2024-03-18'), phase: 'open', equity: 0 })
    .deposit(1_000)
    .write({ kind: 'session', date: isoDate('2024-03-18'), phase: 'close', equity: 1_010 });
  await journal.append(pen.entries);
  await journal.close();
  const of = (...words: string[]) =>
    runWords(world, ['explain', 'net_profit', ...words, '--data-dir', folder]);
  const { code, json } = await of('--account', '--json');
  expect(code).toBe(0);
  expect(look(json, 'data')).toMatchObject({ of: 'Paper account …3f9c', value: 10 });
  expect(look(json, 'data', 'steps', 2)).toEqual({ what: 'Σ net deposits', value: 0 });
  expect(look(json, 'meta')).toMatchObject({ mode: 'paper', data_dir: folder });
  // Days also mean the account.
  expect((await of('--from', '2024-03-18')).out).toContain('of Paper account ...3f9c');
  expect(await of('--to', '2024-03-17')).toMatchObject({ code: 5, out: '' });
});

test.each([
  [['--run', 'bt_x', '--account'], 'found both'],
  [['--file', 'x.csv', '--from', '2024-01-02'], '--from: expected one source to explain sharpe'],
  [['--file', 'x.csv', '--run', 'bt_x'], '--run: expected one source'],
  [['--from', 'lately'], '--from'],
])('rejects sharpe with %j, which is too much or too little', async (words, part) => {
  const folder = temporaryFolder();
  const ran = await runWords(world, ['explain', 'sharpe', ...words, '--data-dir', folder]);
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain(part);
});

test.each([
  [['sharp'], 5, 'Did you mean sharpe?'],
  [['xyzzyplugh'], 5, 'docs/reference lists'],
  [['max_drawdwn'], 5, 'max_drawdown'],
  [['store.lease'], 5, 'store.lease_held'],
  [['R-02'], 5, '(app.unknown_word)'],
  [['drawdown', '--run', 'bt_none'], 5, '(app.unknown_metric)'],
  [['sharpe', '--account'], 5, 'no server runs here, and no data folder has a journal'],
  [['sharpe', '--run', 'bt_none'], 5, '(app.run_not_found)'],
  [['sharpe', '--convention', 'mine'], 2, 'Allowed choices are quipu'],
  [[], 2, "missing required argument 'word'"],
])('rejects %j', async (words, code, part) => {
  const ran = await runWords(world, ['explain', ...words, '--data-dir', temporaryFolder()]);
  expect(ran).toMatchObject({ code, out: '' });
  expect(ran.err).toContain(part);
});

test('explains an error code with a next step and its exit code', async () => {
  const { code, out } = await runWords(world, ['explain', 'store.lease_held']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^store\.lease_held\nmeans +Another process .*\ndo +Stop .*\nexit code +6\n$/,
  );
});

test.each([['R-14'], ['r-14'], ['risk.capital']])(
  'explains %s as the capital control',
  async (word) => {
    const { json } = await runWords(world, ['explain', word, '--json']);
    expect(look(json, 'data')).toMatchObject({
      kind: 'error',
      code: 'risk.capital',
      control: 'R-14',
      exit_code: 7,
    });
  },
);

test.each([['round trip'], ['Round-Trip'], ['round_trip']])(
  'explains %s as a term',
  async (word) => {
    const { json } = await runWords(world, ['explain', word, '--json']);
    expect(look(json, 'data')).toMatchObject({ kind: 'term', term: 'round trip' });
  },
);

test("defines drawdown on daily closes and mentions the dashboard's marks", async () => {
  const { out } = await runWords(world, ['explain', 'max_drawdown']);
  expect(out).toContain('Maximum drawdown, of session closes (max_drawdown)');
  expect(out).toContain("dashboard's goes by every mark");
});

test("shows the formula of another convention, and Quipu's own among the choices", async () => {
  const { out } = await runWords(world, ['explain', 'cagr', '--convention', 'pyfolio']);
  expect(out).toMatch(/formula +\(1 \+ total_return\)\^\(P \/ n\) - 1, n sessions\n/);
  expect(out).toMatch(/choices +quipu and backtesting: .*365\.25|choices +quipu: .*365\.25/);
});
