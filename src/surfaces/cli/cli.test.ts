import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWords } from '../../../tests/support/command-line.ts';
import { type DemoHouse, startDemoHouse } from '../../../tests/support/demo-house.ts';
import { look, lookText } from '../../../tests/support/look.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

let house: DemoHouse;

beforeAll(async () => {
  house = await startDemoHouse();
}, 60_000);

afterAll(() => house.stop());

const quipu = (...words: string[]) => runWords(house.world, words);

const here = (...words: string[]) => quipu(...words, '--data-dir', house.dataDir);

describe('every reading command', () => {
  test.each([
    'status',
    'account',
    'position list',
    'order list',
    'strategy list',
    'risk show',
    'portfolio show',
    'portfolio equity',
    'journal verify',
    'journal list',
    'token list',
    'whoami',
    'doctor',
    'positions ls',
  ])('%s answers in text and in JSON with the mode', async (words) => {
    const text = await here(...words.split(' '));
    expect(text.err).toBe('');
    expect(text.code).toBe(0);
    expect(text.out.length).toBeGreaterThan(10);
    // Whole lines, without spaces at their ends.
    expect(text.out).toMatch(/\S\n$/);
    expect(text.out).not.toMatch(/[ \t]\n/);
    const { json, code } = await here(...words.split(' '), '--json');
    expect(code).toBe(0);
    expect(look(json, 'meta', 'mode')).toBe('sim');
    expect(look(json, 'data')).toBeDefined();
  });
});

describe('one fact is one figure', () => {
  test('the time of the statement that the ledger was compared with', async () => {
    const status = await here('status', '--json');
    const account = await here('account', '--json');
    // A statement may arrive between two commands, never in between two of the same time.
    const again = await here('status', '--json');
    const times = [status, again].map(({ json }) => look(json, 'data', 'reconciled', 'at'));
    expect(times).toContain(look(account.json, 'data', 'broker', 'at'));
    expect((await here('status')).out).toMatch(
      /Ledger compared with the broker statement of .* ET/,
    );
    expect((await here('doctor')).out).toMatch(/ledger {2}equal\S* the broker statement of .* ET/);
  });

  test('the number of denied orders', async () => {
    const why = ['--reason', 'more than is held'];
    const sold = await here('sell', 'QMKT', '100000', ...why);
    expect(sold.code).toBe(7);
    expect(sold.err).toMatch(/^quipu: The sell order is for more shares than are held/);
    const denied = look((await here('status', '--json')).json, 'data', 'denied');
    const risk = await here('risk', 'show', '--json');
    expect(look(risk.json, 'data', 'denied')).toBe(denied);
    const text = (await here('risk', 'show')).out;
    expect(text).toMatch(/orders? denied; one that several controls deny counts for each\./);
  });
});

describe('trading', () => {
  test('buys, shows the order, halts, refuses with 7, and resumes', async () => {
    const bought = await here('buy', 'qmkt', '2', '--reason', 'a test', '--json');
    expect(bought.code).toBe(0);
    const shown = await here('order', 'show', lookText(bought.json, 'data', 'id'));
    expect(shown.out).toContain('owner (cli): a test');
    const halted = await here('halt');
    expect(halted.out).toContain('SIM engine HALTED');
    const refused = await here('buy', 'QMKT', '1');
    expect(refused).toMatchObject({ code: 7, out: '' });
    expect(refused.err).toContain('(risk.engine_state)');
    expect((await here('resume')).code).toBe(2);
    expect((await here('resume', '--reason', 'over')).out).toContain('RUNNING');
  });

  test('pauses one strategy and starts it again, with the reason', async () => {
    const listed = await here('strategy', 'list', '--json');
    const [first, second] = look(listed.json, 'data') as { book: string }[];
    const paused = await here('strategy', 'pause', first!.book, '--reason', 'lunch');
    expect(paused.code).toBe(0);
    expect(paused.out).toMatch(/ is paused: owner \(cli\): lunch \(\d+ positions?, /);
    const states = async (): Promise<unknown> => {
      const { json } = await here('strategy', 'list', '--json');
      return (look(json, 'data') as { state: string }[]).map(({ state }) => state);
    };
    expect(await states()).toEqual(['paused', 'running']);
    expect((await here('strategy', 'start', first!.book)).code).toBe(2);
    const started = await here('strategy', 'start', first!.book, '--reason', 'back');
    expect(started.out).toContain(' is running: owner (cli): back');
    expect(await states()).toEqual(['running', 'running']);
    const wrong = await here('strategy', 'pause', `${second!.book}x`, '--reason', 'typo');
    expect(wrong.code).toBe(5);
    expect(wrong.err).toContain(`Did you mean ${second!.book}?`);
  });

  test('treats the same key as the same order', async () => {
    const words = ['buy', 'QMKT', '5', '--idempotency-key', 'key-for-this-test', '--json'];
    const first = await here(...words);
    const second = await here(...words);
    expect(look(second.json, 'data', 'id')).toBe(look(first.json, 'data', 'id'));
    const other = await here('buy', 'QMKT', '6', '--idempotency-key', 'key-for-this-test');
    expect(other.code).toBe(6);
  });
});

describe('an invalid command line ends with one sentence, a code and an exit code', () => {
  test.each([
    [['status', '--jsn'], 2, "unknown option '--jsn'; did you mean --json?"],
    [['staus'], 2, "unknown command 'staus'; did you mean status?"],
    [['order', 'sho', 'x'], 2, "unknown command 'sho'; did you mean show?"],
    [['order', 'show'], 2, "missing required argument 'id'"],
    [['order', 'show', 'nope'], 5, 'found "nope"'],
    [['order', 'cancel', 'nope'], 5, 'found "nope"'],
    [['buy', 'ZZZZ', '1'], 5, 'found "ZZZZ"'],
    [['buy', 'QMKT', 'many'], 2, 'quantity: expected a decimal'],
    [['buy', 'QMKT', '-3'], 2, 'quantity: expected a decimal above zero'],
    [['buy', 'QMKT', '1', '--tif', 'ever'], 2, 'Allowed choices are day, gtc, ioc'],
    [['order', 'list', '--limit', '9999'], 2, '--limit: expected a whole number from 1 to 500'],
    [['token', 'revoke', 'tk_none'], 5, 'found "tk_none"'],
    [['status', '--timeout', 'soon'], 2, '--timeout: expected a duration'],
    [['demo', '--speed', 'fast'], 2, '--speed: expected a number'],
    [['backtest', 'run', 'x.ts'], 5, 'found no file'],
    [['backtest', 'run', '/no/x.ts', '--data', '/tmp'], 5, 'found no file'],
    [['up', '--config', '/no/config.json'], 5, 'found no file'],
    [['report', 'build', '/no/returns.csv'], 5, 'no file /no/returns.csv'],
    [['status', '--token-file', '/no/token'], 5, 'found no file'],
    [['backtest', 'run', 'rebalancer', '--data', '/no/bars'], 5, 'no folder /no/bars'],
  ])('%j', async (words, code, part) => {
    const ran = await here(...words);
    expect(ran.err).toContain(part);
    expect(ran).toMatchObject({ code, out: '' });
    const [sentence = '', next = '', ...more] = ran.err.trimEnd().split('\n');
    expect(sentence).toMatch(/^quipu: .* \([a-z]+\.[a-z_]+\)$/);
    expect(next).toMatch(/^ {2}Next: /);
    expect(more).toEqual([]);
  });

  test('gives the same code in JSON', async () => {
    const { json, code } = await here('order', 'show', 'nope', '--json');
    expect(code).toBe(5);
    expect(look(json, 'error')).toMatchObject({ code: 'app.order_not_found', retry: 'no' });
  });

  test('exits with 10 without a server and with 4 for a wrong token', async () => {
    const folder = temporaryFolder();
    expect((await quipu('status', '--data-dir', folder)).code).toBe(10);
    const file = join(folder, 'token');
    writeFileSync(file, 'qk_wrong');
    expect((await here('status', '--token-file', file)).code).toBe(4);
  });

  test('exits with 6 on a folder in use and names the holder', async () => {
    const second = await here('demo', '--port', '0', '--for', '1s');
    expect(second.code).toBe(6);
    expect(second.err).toContain(`process ${process.pid}`);
  });
});

describe('quipu backtest run', () => {
  const quipu = (...words: string[]) =>
    runWords(house.world, ['--data-dir', temporaryFolder(), ...words]);

  const example = join(import.meta.dirname, '../../../examples/sma-crossover/strategy.ts');

  function prices(rows: readonly string[]): string {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'SPY.csv'), ['date,open,high,low,close,volume', ...rows].join('\n'));
    return folder;
  }

  const sessions = [
    '2024-01-02',
    '2024-01-03',
    '2024-01-04',
    '2024-01-05',
    '2024-01-08',
    '2024-01-09',
  ];
  const rising = sessions.map(
    (date, day) => `${date},${100 + day},${102 + day},${99 + day},${101 + day},1000`,
  );

  test('takes parameters as their own options and with --set', async () => {
    const words = [
      'backtest',
      'run',
      example,
      '--data',
      prices(rising),
      '--json',
      '--set',
      'slow=3',
    ];
    const { code, json, err } = await quipu(...words, '--fast', '2');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(look(json, 'data', 'params')).toEqual({ fast: 2, slow: 3 });
    expect(look(json, 'data')).toMatchObject({
      bars: 6,
      fills: 1,
      trades_open: 1,
      initial_value: '100000.00',
    });
    expect(look(json, 'data', 'total_return')).toBeGreaterThan(0);
    expect(look(json, 'data', 'open_positions')).toHaveLength(1);
    expect(look(json, 'meta', 'mode')).toBe('sim');
  });

  test('prints the results and the assumptions', async () => {
    const { out } = await quipu(
      'backtest',
      'run',
      example,
      '--data',
      prices(rising),
      '--fast',
      '2',
      '--slow',
      '3',
    );
    for (const word of [
      'CAGR',
      'volatility',
      'Sharpe',
      'max drawdown',
      'Trades',
      'Costs',
      'Assumptions',
    ]) {
      expect(out).toContain(word);
    }
  });

  test.each([
    [['--fst', '2'], 'unknown option "--fst"; did you mean --fast?'],
    [['--fast'], '--fast: expected a value'],
    [['--fast', '2', '--set', 'fast=3'], 'fast: expected once, found twice'],
    [['--set', 'speed=3'], 'has no parameter "speed"'],
    [['--set', '__proto__=1'], 'has no parameter "__proto__"'],
    [['--report', 'sheet.html'], '--report: expected a folder'],
    [['--fast', '1000'], '--fast: expected a whole number from 2 to 100'],
    [['--from', '2024-13-01'], '--from: Expected a date'],
    [['--fill', 'open'], 'Allowed choices are next_open, close'],
    [['--limit', 'max_order_valu=5'], 'such as maxOrderValue, found "max_order_valu"'],
    [['--limit', 'max_order_value'], '--limit: expected name=value'],
    [['--limit', 'max_order_value=much'], 'expected max_order_value= and a number'],
  ])('refuses %j', async (words, part) => {
    const ran = await quipu('backtest', 'run', example, '--data', prices(rising), ...words);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(part);
  });

  test('rejects a file by line and reason of a bad row, or skips it on request', async () => {
    const folder = prices([
      ...rising.slice(0, 3),
      '2024-01-05,103,104,102,abc,1000',
      ...rising.slice(4),
    ]);
    const words = ['backtest', 'run', example, '--data', folder, '--fast', '2', '--slow', '3'];
    const refused = await quipu(...words);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain('SPY.csv:5: ');
    expect(refused.err).toContain('(app.data_row)');
    const left = await quipu(...words, '--skip-bad-rows', '--json');
    expect(left.code).toBe(0);
    expect(look(left.json, 'data', 'bars')).toBe(5);
    expect(look(left.json, 'data', 'findings', 0)).toContain('SPY.csv:5: ');
  });

  test('takes assumptions as options and prints each as a sentence', async () => {
    const words = ['backtest', 'run', example, '--data', prices(rising), '--fast=2', '--slow=3'];
    const plain = await quipu(...words);
    expect(plain.out).toContain('fills whole at the next open');
    expect(plain.out).not.toContain('{');
    const options = '--half-spread-bps=0 --slippage-bps=0 --commission-per-share=0.01 --fill=close';
    const limits = ['--limit', 'daily-loss.halt=0.5', '--limit', 'allow_short=false'];
    const other = await quipu(...words, ...options.split(' '), ...limits, '--to', '2024-02-01');
    expect(other.code).toBe(0);
    for (const part of [
      'at that same close',
      'no spread and no slippage',
      '$0.01 for every share',
      'one of -50.0% leaves none',
      'The data end on 2024-01-09',
    ]) {
      expect(other.out).toContain(part);
    }
    for (const name of ['max_order_value', 'maxOrderValue', 'max-order-value']) {
      const { json } = await quipu(...words, '--limit', `${name}=10`, '--json');
      expect(look(json, 'data', 'denied')).toHaveProperty(['risk.max_order_value']);
    }
  });

  test('compares with a requested benchmark', async () => {
    const words = ['backtest', 'run', example, '--data', prices(rising), '--fast=2', '--slow=3'];
    const ran = await quipu(...words, '--benchmark', 'spy');
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/Benchmark +SPY \+\d/);
    expect(ran.out).toContain('compared with SPY held without costs');
    const refused = await quipu(...words, '--benchmark', 'NONE');
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('NONE.csv');
  });

  test('names the symbols that have files when one is missing', async () => {
    const ran = await quipu(
      'backtest',
      'run',
      example,
      '--data',
      prices(rising),
      '--symbols',
      'SPX',
    );
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('Did you mean SPY?');
  });
});

describe('a check that finds a problem prints its data and the error in one JSON document', () => {
  test('a broken chain', async () => {
    const folder = temporaryFolder();
    const own = new DatabaseSync(join(house.dataDir, 'journal.db'), { readOnly: true });
    own.exec(`VACUUM INTO '${join(folder, 'journal.db')}'`);
    own.close();
    const copy = new DatabaseSync(join(folder, 'journal.db'));
    copy.exec('DROP TRIGGER IF EXISTS entries_are_never_changed');
    copy.exec('UPDATE entries SET bytes = bytes || char(32) WHERE seq = 3');
    copy.close();
    const ran = await runWords(house.world, ['--data-dir', folder, 'journal', 'verify', '--json']);
    expect(ran.code).toBe(13);
    expect(look(ran.json, 'data')).toMatchObject({ sound: false, first_bad: { seq: 3 } });
    expect(look(ran.json, 'error')).toMatchObject({ code: 'app.journal_unsound' });
  });

  test('a check-up', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'journal.db'), 'not a database');
    const ran = await runWords(house.world, ['--data-dir', folder, 'doctor', '--json']);
    expect(ran.code).toBe(13);
    expect(look(ran.json, 'data', 'problems')).toBe(1);
    expect(look(ran.json, 'error')).toMatchObject({ code: 'app.problems_found' });
  });
});

test('doctor reads a journal that no server has open and reports damage', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'journal.db'), 'not a database');
  const { code, out, err } = await runWords(house.world, ['--data-dir', folder, 'doctor']);
  expect(out).toContain('journal.db is damaged');
  expect(err).toContain('(app.problems_found)');
  expect(code).toBe(13);
});

test('doctor creates no data folder and says whether one can be created', async () => {
  const above = temporaryFolder();
  const folder = join(above, 'deep', 'data');
  const { code, out } = await runWords(house.world, ['--data-dir', folder, 'doctor']);
  expect(out).toContain(`${folder} can be created`);
  expect(code).toBe(0);
  expect(readdirSync(above)).toEqual([]);
});

test.each([
  ['buy', 'QMKT', '1', '30.00'],
  ['sell', 'QMKT', '1', 'limit', '30'],
  ['halt', 'now'],
  ['status', 'foo'],
])('rejects an extra argument and does nothing: %s %s', async (...words) => {
  const before = (await quipu('status', '--json')).json;
  const { code, err } = await quipu(...words);
  expect(err).toContain('(app.usage)');
  expect(code).toBe(2);
  const after = (await quipu('status', '--json')).json;
  expect(look(after, 'data', 'orders')).toBe(look(before, 'data', 'orders'));
  expect(look(after, 'data', 'engine', 'state')).toBe(look(before, 'data', 'engine', 'state'));
});

test('prints the version', async () => {
  expect((await quipu('version')).out).toMatch(/^quipu \d+\.\d+\.\d+\n$/);
  expect((await quipu('--version')).code).toBe(0);
  expect((await quipu('--help')).out).toContain('backtest');
});
