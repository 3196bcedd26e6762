import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRealWorldFor } from '../../app/real-world.ts';
import { runWords } from '../../../tests/support/command-line.ts';
import { look, lookText } from '../../../tests/support/look.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

const world = createRealWorldFor(undefined);
const example = join(import.meta.dirname, '../../../examples/sma-crossover/strategy.ts');

const sessions = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08'];
const closes = [101, 102, 103, 99, 98];

/** A data folder with one command line over it, and the words of a run of a few sessions. */
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

test('a backtest that is removed is known no more', async () => {
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
  /** A folder to stand in, with a backtest called baseline in the demo's data folder below it. */
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

  test('an empty list says where runs are, and the command that lists them', async () => {
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
  ])('a run that is not found here may be there: %s %s', async (...words) => {
    const { here } = await standing();
    const { code, err } = await here(...words);
    expect(code).toBe(5);
    expect(err).toContain('1 backtest is in ./.quipu-demo: add --data-dir ./.quipu-demo');
  });

  test('a report takes a name; one that is a file too is refused, naming both', async () => {
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

test('a run under stress is answered, shown, and kept for its report', async () => {
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
  expect((await quipu('backtest', 'show', id)).out).toMatch(/Stress +one bar later [▲▼]/);
  const out = join(folder, 'report');
  await quipu('report', 'build', id, '--out', out);
  const html = readFileSync(join(out, 'report.html'), 'utf8');
  expect(html).toContain('id="stress-runs"');
  // Each option of the command stays whole where lines break.
  const text = html.replaceAll(/<.?span[^>]*>/g, '');
  expect(text).toMatch(/quipu backtest run [^<]* --stress( |<)/);
});

test('what five sessions do not bear stands in brackets, and JSON names it', async () => {
  const { quipu, run } = bench();
  const fresh = await quipu(...run);
  const id = lookText(fresh.json, 'data', 'id');
  expect(look(fresh.json, 'data', 'sessions')).toBe(5);
  expect(look(fresh.json, 'data', 'too_short')).toContain('volatility');
  expect(look(fresh.json, 'data', 'too_short')).not.toContain('total_return');
  const shown = (await quipu('backtest', 'show', id)).out;
  expect(shown).toMatch(/volatility \([\d.]+ %\)/);
  expect(shown).toMatch(/In brackets +too short: 5 sessions, 30 needed/);
  expect((await quipu('explain', 'volatility', '--run', id)).out).toContain(
    '(too short: 5 sessions, 30 needed)',
  );
  const other = lookText((await quipu(...run, '--convention', 'pyfolio')).json, 'data', 'id');
  expect((await quipu('backtest', 'compare', id, other)).out).toMatch(
    /Annualized volatility +\([\d.]+ %\).*\nMax/,
  );
});

describe('a backtest is kept', () => {
  test('and is listed and shown with the figures that it had', async () => {
    const { quipu, run } = bench();
    const fresh = await quipu(...run);
    expect(fresh).toMatchObject({ code: 0, err: '' });
    const id = lookText(fresh.json, 'data', 'id');
    const listed = await quipu('backtest', 'list', '--json');
    expect(look(listed.json, 'data')).toMatchObject([{ id, strategy: 'sma-crossover' }]);
    expect((await quipu('backtest', 'ls')).out).toContain(id);
    const shown = await quipu('backtest', 'show', id, '--json');
    expect(look(shown.json, 'data')).toMatchObject(look(fresh.json, 'data') as object);
    expect((await quipu('backtest', 'show', id)).out).toContain('Assumed');
  });

  test('once: the same run again is the same id, another is another', async () => {
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

  test('and its report later is that of the run, byte for byte', async () => {
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

  test('or is told all the same when it cannot be kept', async () => {
    const { folder, quipu, run } = bench();
    writeFileSync(join(folder, 'documents.db'), 'no database, but long enough to be looked at');
    const { code, err, json } = await quipu(...run);
    expect(code).toBe(0);
    expect(err).toContain('The run is not kept: ');
    expect(look(json, 'data')).toMatchObject({ id: null, bars: 5 });
  });
});

describe('a run that is not there', () => {
  test.each([[['show', 'bt_none']], [['export', 'bt_none', '--format', 'md']]])(
    '%j is 5, and makes nothing',
    async (words) => {
      const { folder, quipu } = bench();
      const ran = await quipu('backtest', ...words);
      expect(ran).toMatchObject({ code: 5, out: '' });
      expect(ran.err).toContain('(app.run_not_found)');
      expect(existsSync(join(folder, 'documents.db'))).toBe(false);
    },
  );

  test('names the ids most like it', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    const ran = await quipu('backtest', 'show', `${id}0`);
    expect(ran.err).toContain(`Did you mean ${id}?`);
  });

  test('an empty folder has an empty list', async () => {
    const { quipu } = bench();
    expect(look((await quipu('backtest', 'list', '--json')).json, 'data')).toEqual([]);
    expect((await quipu('backtest', 'list')).out).toBe('No backtest is kept here yet.\n');
  });
});

describe('a backtest has a name', () => {
  test('that finds it as its id does, until the name is taken away', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    expect(await quipu('backtest', 'tag', id, 'base')).toMatchObject({
      code: 0,
      out: `${id} is called base.\n`,
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

  test('of its own, and one that cannot be an id', async () => {
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
    expect((await quipu('backtest', 'remove', 'base')).out).toBe(`${id} is removed.\n`);
    expect(await quipu('backtest', 'tag', other, 'base')).toMatchObject({ code: 0 });
  });
});

describe('backtests side by side', () => {
  test('have each metric once, and what the others differ from the first', async () => {
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
    // What one run does not have differs by nothing that is known.
    const beta = metrics.find(({ id }) => id === 'beta');
    expect(beta).toMatchObject({ values: [null, null, null], differences: [null, null, null] });
  });

  test('read in a terminal, the most telling first, with what was set differently', async () => {
    const { quipu, run } = bench();
    const id = lookText((await quipu(...run)).json, 'data', 'id');
    const other = lookText(
      (await quipu(...run.map((word) => (word === '3' ? '4' : word)))).json,
      'data',
      'id',
    );
    await quipu('backtest', 'tag', id, 'base');
    const { out } = await quipu('backtest', 'compare', 'base', other);
    expect(out).toMatch(/^ +base +bt_\w+ +difference\n/);
    expect(out).toMatch(/\nparams +fast 2, slow 3 +fast 2, slow 4\n/);
    expect(out).not.toContain('symbols');
    expect(out).toMatch(/\nTotal return +\S+ % +\S+ % +\S+ %\n/);
    expect(out).toMatch(/\nMaximum drawdown +-?[\d.]+ %/);
    const all = await quipu('backtest', 'compare', 'base', other, '--all');
    expect(all.out.split('\n').length).toBeGreaterThan(100);
  });

  test.each([
    [['bt_none'], 2, 'expected two or more backtests, found 1'],
    [['bt_none', 'bt_more'], 5, '(app.run_not_found)'],
  ])('%j are refused', async (names, code, part) => {
    const { quipu } = bench();
    const ran = await quipu('backtest', 'compare', ...names);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(part);
  });
});
