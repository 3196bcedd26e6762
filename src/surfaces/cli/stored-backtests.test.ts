import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { METRICS } from '../../analysis/performance/catalog.ts';
import { createRealWorldFor } from '../../app/host/real-world.ts';
import { runWords } from '../../../tests/support/command-line.ts';
import { look, lookText } from '../../../tests/support/look.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

const world = createRealWorldFor(undefined);
const example = join(import.meta.dirname, '../../../examples/sma-crossover/strategy.ts');

const sessions = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08'];
const closes = [101, 102, 103, 99, 98];

/** A data folder with a command line over it, and the arguments of a run of a few trading days. */
function bench(): {
  readonly folder: string;
  readonly quipu: (...words: string[]) => ReturnType<typeof runWords>;
  readonly run: readonly string[];
} {
  const folder = temporaryFolder();
  const rows = sessions.map((date, day) => {
    const close = closes[day]!;
    return `${date},${close},${close + 1},${close - 1},${close},1000`;
  });
  writeFileSync(join(folder, 'SPY.csv'), ['date,open,high,low,close,volume', ...rows].join('\n'));
  const quipu = (...words: string[]) => runWords(world, ['--data-dir', folder, ...words]);
  const parameters = ['--fast', '2', '--slow', '3', '--json'];
  return { folder, quipu, run: ['backtest', 'run', example, '--data', folder, ...parameters] };
}

test('a removed backtest is no longer listed', async () => {
  const { quipu, run } = bench();
  const id = lookText((await quipu(...run)).json, 'data', 'id');
  const other = lookText((await quipu(...run, '--convention', 'pyfolio')).json, 'data', 'id');
  expect(await quipu('backtest', 'remove', id)).toMatchObject({ code: 0, err: '' });
  const left = await quipu('backtest', 'list', '--json');
  expect(look(left.json, 'data')).toMatchObject([{ id: other }]);
  for (const word of ['show', 'remove', 'rm']) {
    expect(await quipu('backtest', word, id)).toMatchObject({ code: 5, out: '' });
  }
});

describe('where no folder is named', () => {
  /** Returns a working folder with a backtest named baseline in the demo's data folder below it. */
  async function standing(): Promise<{
    readonly cwd: string;
    readonly id: string;
    readonly here: (...words: string[]) => ReturnType<typeof runWords>;
  }> {
    const cwd = temporaryFolder();
    const { run } = bench();
    const words = ['--data-dir', join(cwd, '.quipu-demo')];
    const id = lookText((await runWords(world, [...words, ...run])).json, 'data', 'id');
    await runWords(world, [...words, 'backtest', 'tag', id, 'baseline']);
    const inside = { ...world, process: { ...world.process, cwd } };
    return { cwd, id, here: (...rest) => runWords(inside, rest) };
  }

  test('an empty list names other folders with runs and the command that lists them', async () => {
    const { here } = await standing();
    const { out } = await here('backtest', 'list');
    expect(out.split('\n')[1]).toBe(
      '1 backtest is in ./.quipu-demo: quipu backtest list --data-dir ./.quipu-demo',
    );
  });

  test.each([
    ['backtest', 'show', 'baseline'],
    ['backtest', 'compare', 'baseline', 'other'],
    ['report', 'build', 'baseline'],
    ['explain', 'sharpe', '--run', 'baseline'],
  ])('a run that is not found suggests another folder: %s %s', async (...words) => {
    const { here } = await standing();
    const { code, err } = await here(...words);
    expect(code).toBe(5);
    expect(err).toContain('1 backtest is in ./.quipu-demo: add --data-dir ./.quipu-demo');
  });

  test('a report accepts a name, and rejects a name that is also a file', async () => {
    const { cwd, id, here } = await standing();
    const folder = ['--data-dir', join(cwd, '.quipu-demo')];
    const out = join(cwd, 'made');
    const made = await here('report', 'build', 'baseline', '--out', out, ...folder);
    expect(made.code).toBe(0);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toMatch(/^# sma-crossover/);
    const missed = await here('report', 'build', 'basline', ...folder);
    expect(missed.err).toContain('Did you mean baseline');
    const both = { ...world.files, read: () => Promise.resolve('date,return\n') };
    const inside = { ...world, files: both, process: { ...world.process, cwd } };
    const refused = await runWords(inside, ['report', 'build', 'baseline', ...folder]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(`is a file, and the name of ${id}`);
    expect(refused.err).toContain('./baseline');
  });
});

test('a run under stress is answered, shown, and saved for its report', async () => {
  const { folder, quipu, run } = bench();
  const plain = await quipu(...run);
  expect(look(plain.json, 'data')).not.toHaveProperty('stress');
  const stressed = await quipu(...run, '--stress');
  const runs = look(stressed.json, 'data', 'stress') as { stress: string }[];
  expect(runs.map(({ stress }) => stress)).toEqual([
    'as_run',
    'one_bar_later',
    'costs_0x',
    'costs_2x',
    'costs_3x',
  ]);
  const id = lookText(stressed.json, 'data', 'id');
  expect(id).not.toBe(lookText(plain.json, 'data', 'id'));
  expect((await quipu('backtest', 'show', id)).out).toMatch(/Stress +one bar later [+-]\d/);
  const out = join(folder, 'report');
  await quipu('report', 'build', id, '--out', out);
  const html = readFileSync(join(out, 'report.html'), 'utf8');
  expect(html).toContain('id="stress-runs"');
  // Options of the command are not broken across lines.
  const text = html.replaceAll(/<.?span[^>]*>/g, '');
  expect(text).toMatch(/quipu backtest run [^<]* --stress( |<)/);
});

test('metrics of only five trading days are in brackets, and JSON names them', async () => {
  const { quipu, run } = bench();
  const fresh = await quipu(...run);
  const id = lookText(fresh.json, 'data', 'id');
  expect(look(fresh.json, 'data', 'sessions')).toBe(5);
  expect(look(fresh.json, 'data', 'too_short')).toContain('volatility');
  expect(look(fresh.json, 'data', 'too_short')).not.toContain('total_return');
  const shown = (await quipu('backtest', 'show', id)).out;
  expect(shown).toMatch(/volatility \([\d.]+%\)/);
  expect(shown).toMatch(/In brackets +too short: 5 trading days, 30 needed/);
  expect((await quipu('explain', 'volatility', '--run', id)).out).toContain(
    '(too short: 5 trading days, 30 needed)',
  );
  const other = lookText((await quipu(...run, '--convention', 'pyfolio')).json, 'data', 'id');
  expect((await quipu('backtest', 'compare', id, other)).out).toMatch(
    /Annualized volatility +\([\d.]+%\).*\nMax/,
  );
});

describe('a saved backtest', () => {
  test('is listed and shown with its original figures', async () => {
    const { quipu, run } = bench();
    const fresh = await quipu(...run);
    expect(fresh).toMatchObject({ code: 0, err: '' });
    const id = lookText(fresh.json, 'data', 'id');
    const listed = await quipu('backtest', 'list', '--json');
    expect(look(listed.json, 'data')).toMatchObject([{ id, strategy: 'sma-crossover' }]);
    expect((await quipu('backtest', 'ls')).out).toContain(id);
    const shown = await quipu('backtest', 'show', id, '--json');
    const { not_kept: notKept, ...data } = look(fresh.json, 'data') as Record<string, unknown>;
    expect(notKept).toBeNull();
    expect(look(shown.json, 'data')).toMatchObject(data);
    expect((await quipu('backtest', 'show', id)).out).toContain('Assumptions');
  });

  test('has the same id for the same run, and another for another run', async () => {
    const { quipu, run } = bench();
    const ids = [];
    for (const more of [[], [], ['--convention', 'pyfolio']]) {
      ids.push(lookText((await quipu(...run, ...more)).json, 'data', 'id'));
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    const { json } = await quipu('backtest', 'list', '--json');
    expect(look(json, 'data')).toHaveLength(2);
    expect(look(json, 'data', 0, 'convention')).toBe('pyfolio');
  });

  test('has the same report later, byte for byte', async () => {
    const { folder, quipu, run } = bench();
    const [now, later] = [join(folder, 'now'), join(folder, 'later')];
    const fresh = await quipu(...run, '--report', now);
    const id = lookText(fresh.json, 'data', 'id');
    expect((await quipu('backtest', 'export', id, '--out', later)).code).toBe(0);
    const names = readdirSync(now);
    expect(names).toHaveLength(6);
    expect(readdirSync(later)).toEqual(names);
    for (const name of names) {
      expect(readFileSync(join(later, name), 'utf8')).toBe(readFileSync(join(now, name), 'utf8'));
    }
    const printed = await quipu('backtest', 'export', id, '--format', 'md');
    expect(printed.out).toBe(readFileSync(join(now, 'report.md'), 'utf8'));
    const tables = join(folder, 'tables');
    await quipu('backtest', 'export', id, '--format', 'csv', '--out', tables);
    expect(readdirSync(tables)).toEqual(['equity.csv', 'metrics.csv', 'trades.csv']);
  });

  test('is still printed if it cannot be saved', async () => {
    const { folder, quipu, run } = bench();
    writeFileSync(join(folder, 'documents.db'), 'no database, but long enough to be looked at');
    const { code, err, json } = await quipu(...run);
    expect({ code, err }).toEqual({ code: 13, err: '' });
    expect(look(json, 'data')).toMatchObject({ id: null, bars: 5 });
    expect(look(json, 'data', 'not_kept')).toContain('(store.corrupt)');
    expect(look(json, 'error')).toMatchObject({ code: 'store.corrupt' });
    expect(lookText(json, 'error', 'message')).toMatch(/^The run was not saved: /);
    const text = await quipu(...run.filter((word) => word !== '--json'));
    expect(text.code).toBe(13);
    expect(text.out).toContain('sma-crossover  SPY');
    expect(text.err).toMatch(
      /^quipu: The run was not saved: .* \(store\.corrupt\)\n {2}Next: .*\n$/,
    );
    expect((await quipu('backtest', 'list')).code).toBe(13);
  });

  test('is still printed if its report cannot be written', async () => {
    const { folder, quipu, run } = bench();
    const ran = await quipu(...run, '--report', join(folder, 'SPY.csv', 'report'));
    expect(ran).toMatchObject({ code: 70, err: '' });
    expect(look(ran.json, 'data')).toMatchObject({ bars: 5, files: [] });
    expect(look(ran.json, 'error')).toMatchObject({ code: 'world.file_failed' });
    expect(look((await quipu('backtest', 'list', '--json')).json, 'data')).toHaveLength(1);
  });

  test('begins with what to know before its figures, in its report and later too', async () => {
    const { folder, quipu, run } = bench();
    const words = run
      .filter((word) => word !== '--json')
      .map((word) => (word === '3' ? '50' : word));
    const report = join(folder, 'report');
    const fresh = await quipu(...words, '--to', '2030-01-01', '--report', report);
    const lines = fresh.out.split('\n');
    expect(lines[0]).toMatch(/^! No orders: its indicators need \d+ bars/);
    expect(lines[1]).toMatch(/^! The data end on 2024-01-08, before the last day requested/);
    const id = /Saved as (bt_\w+)/.exec(fresh.out)?.[1] ?? '';
    expect((await quipu('backtest', 'show', id)).out.split('\n')[0]).toBe(lines[0]);
    const page = readFileSync(join(report, 'report.md'), 'utf8');
    expect(page).toContain(lines[0]!.slice(2));
    expect(page.indexOf('No orders: ')).toBeLessThan(page.indexOf('Total return'));
  });

  test('has every amount of dollars as a string, in its answer and when it is shown', async () => {
    const { quipu, run } = bench();
    const fresh = await quipu(...run, '--stress');
    const id = lookText(fresh.json, 'data', 'id');
    for (const { json } of [fresh, await quipu('backtest', 'show', id, '--json')]) {
      const data = look(json, 'data') as Readonly<Record<string, unknown>>;
      const money = METRICS.filter(({ unit }) => unit === 'money').map((one) => data[one.id]);
      const facts = [data['cash'], data['initial_value'], data['final_value']];
      for (const value of [...money, ...facts, look(json, 'data', 'stress', 0, 'final_value')]) {
        expect(value === null || typeof value === 'string').toBe(true);
      }
      expect(data['final_equity']).toBe(data['final_value']);
    }
  });

  test('prints whole lines without trailing spaces, all of them as the result', async () => {
    const { folder, quipu, run } = bench();
    const words = run.filter((word) => word !== '--json');
    const { out, err } = await quipu(...words, '--report', join(folder, 'report'));
    expect(err).toBe('');
    expect(out).not.toMatch(/[ \t]\n/);
    expect(out).toMatch(/\nReport: .*report\.html\nSaved as (bt_\w+); .* backtest show \1\n$/);
  });

  test.each(['none', 'SPY.csv'])(
    'are not listed from %s, which is no data folder',
    async (name) => {
      const { folder } = bench();
      const ran = await runWords(world, ['--data-dir', join(folder, name), 'backtest', 'list']);
      expect(ran).toMatchObject({ code: 5, out: '' });
      expect(ran.err).toContain('There is no data folder ');
    },
  );
});

describe('a refused option is named as typed, with the help of its command', () => {
  test.each([
    [['--fast', '1'], '--fast: expected a whole number from 2 to 100, found 1.'],
    [['--set', 'slow=x'], '--slow: expected a whole number '],
    [['--half-spread-bps', 'x'], '--half-spread-bps: expected a number from 0 to 1000'],
    [['--limit', 'maxOrderValue=-5'], '--limit maxOrderValue: expected a number of at least 0'],
    [['--limit', 'dailyLoss.halt=70'], '--limit dailyLoss.halt: expected a number from 0 to 10'],
    [['--limit', 'maxOrdrValue=5'], '--limit: expected the name of a risk limit'],
    [['--limit', 'maxGross=x'], 'See quipu backtest run --help.'],
    [['--set', 'slow'], 'See quipu backtest run --help.'],
    [['--zzz'], 'See quipu backtest run --help.'],
  ])('%j', async (words, part) => {
    const { quipu, run } = bench();
    const bare = run.filter((word) => word !== '--json' && !/^--(fast|slow)$|^[23]$/.test(word));
    const ran = await quipu(...bare, ...words);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(part);
  });

  test.each([
    [['backtest', 'run'], 'See quipu backtest run --help.'],
    [['backtest', 'ls', '--limit', '2.5'], 'See quipu backtest list --help.'],
    [['backtests'], 'See quipu backtest --help.'],
    [['order', 'sho'], 'See quipu order --help.'],
    [['staus'], 'See quipu --help.'],
  ])('%j', async (words, part) => {
    const ran = await bench().quipu(...words);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(`Next: ${part}`);
  });
});

describe('a run that does not exist', () => {
  test.each([[['show', 'bt_none']], [['export', 'bt_none', '--format', 'md']]])(
    '%j exits with 5 and creates nothing',
    async (words) => {
      const { folder, quipu } = bench();
      const ran = await quipu('backtest', ...words);
      expect(ran).toMatchObject({ code: 5, out: '' });
      expect(ran.err).toContain('(app.run_not_found)');
      expect(existsSync(join(folder, 'documents.db'))).toBe(false);
    },
  );

  test('names the closest ids', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    const ran = await quipu('backtest', 'show', `${id}0`);
    expect(ran.err).toContain(`Did you mean ${id}?`);
  });

  test('an empty folder has an empty list', async () => {
    const { quipu } = bench();
    expect(look((await quipu('backtest', 'list', '--json')).json, 'data')).toEqual([]);
    expect((await quipu('backtest', 'list')).out).toBe('No backtest is saved here yet.\n');
  });
});

describe('the name of a backtest', () => {
  test('finds it like its id, until the name is removed', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    expect(await quipu('backtest', 'tag', id, 'base')).toMatchObject({
      code: 0,
      out: `${id} is now named base.\n`,
    });
    const shown = await quipu('backtest', 'show', 'base', '--json');
    expect(look(shown.json, 'data')).toMatchObject({ id, name: 'base', bars: 5 });
    const exported = await quipu('backtest', 'export', 'base', '--format', 'md');
    expect(exported).toMatchObject({ code: 0 });
    expect((await quipu('backtest', 'list')).out).toContain('base');
    // The same run again is the same run, and keeps its name.
    await quipu(...run);
    expect((await quipu('backtest', 'show', 'base')).code).toBe(0);
    await quipu('backtest', 'tag', 'base');
    const lost = await quipu('backtest', 'show', 'base');
    expect(lost).toMatchObject({ code: 5, out: '' });
  });

  test('is unique and cannot look like an id', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    const other = lookText((await quipu(...run, '--convention', 'pyfolio')).json, 'data', 'id');
    await quipu('backtest', 'tag', id, 'base');
    const taken = await quipu('backtest', 'tag', other, 'base');
    expect(taken).toMatchObject({ code: 6, out: '' });
    expect(taken.err).toContain(id);
    for (const name of ['bt_mine', 'two words', '', '../up', 'x'.repeat(41)]) {
      const refused = await quipu('backtest', 'tag', other, name);
      expect(refused, name).toMatchObject({ code: 2, out: '' });
    }
    expect((await quipu('backtest', 'remove', 'base')).out).toBe(`Removed ${id}.\n`);
    expect(await quipu('backtest', 'tag', other, 'base')).toMatchObject({ code: 0 });
  });
});

describe('comparing backtests', () => {
  test('gives each metric once, with its differences from the first run', async () => {
    const { quipu, run } = bench();
    const ids: string[] = [];
    for (const more of [[], ['--cash', '5000'], ['--slippage-bps', '50']]) {
      ids.push(lookText((await quipu(...run, ...more)).json, 'data', 'id'));
    }
    const { code, json } = await quipu('backtest', 'compare', ...ids, '--json');
    expect(code).toBe(0);
    const metrics = look(json, 'data', 'metrics') as readonly Record<string, unknown>[];
    expect(metrics.length).toBeGreaterThan(100);
    const finals = metrics.find(({ id }) => id === 'final_equity')!;
    const [a, b, c] = finals['values'] as readonly number[];
    expect(b).toBeLessThan(5_100);
    expect(c).toBeLessThan(a!);
    expect(finals['differences']).toEqual([0, b! - a!, c! - a!]);
    // A missing value has no known difference.
    const beta = metrics.find(({ id }) => id === 'beta');
    expect(beta).toMatchObject({ values: [null, null, null], differences: [null, null, null] });
  });

  test('prints the main metrics first, and the settings that differ', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    const other = lookText(
      (await quipu(...run.map((word) => (word === '3' ? '4' : word)))).json,
      'data',
      'id',
    );
    await quipu('backtest', 'tag', id, 'base');
    const { out } = await quipu('backtest', 'compare', 'base', other);
    expect(out).toMatch(/^! bt_\w+: No orders: .*\n +base +bt_\w+ +difference\n/);
    expect(out).toMatch(/\nparams +fast 2, slow 3 +fast 2, slow 4\n/);
    expect(out).not.toContain('symbols');
    expect(out).toMatch(/\nTotal return +\S+% +\S+% +\S+%\n/);
    expect(out).toMatch(/\nMaximum drawdown +-?[\d.]+%/);
    const all = await quipu('backtest', 'compare', 'base', other, '--all');
    expect(all.out.split('\n').length).toBeGreaterThan(100);
  });

  test.each([
    [['bt_none'], 2, 'expected two or more backtests, found 1'],
    [['bt_none', 'bt_more'], 5, '(app.run_not_found)'],
  ])('rejects %j', async (names, code, part) => {
    const { quipu } = bench();
    const ran = await quipu('backtest', 'compare', ...names);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(part);
  });
});
