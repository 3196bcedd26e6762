import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { runQuipu } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STRATEGY = (rest: string): string =>
  `import { defineStrategy } from 'quipu-portfolio';\nexport default defineStrategy({\n` +
  `  name: 'plain', symbols: ['SPY'], timeframe: '1Day', ${rest}\n});\n`;

const ROWS = [
  'date,open,high,low,close,volume',
  '2020-01-02,10,11,9,10.5,1000',
  '2020-01-03,10.5,12,10,11,1000',
  '2020-01-06,11,12,10.5,11.5,1000',
];
const BAD_ROWS = [...ROWS.slice(0, 3), '2020-01-06,11,ten,10.5,11.5,1000'];

/** Content of the folder in which every command runs. */
const FILES: Readonly<Record<string, string>> = {
  'plain.ts': STRATEGY('onBar() {}'),
  'syntax.ts': 'export default {{{',
  'nothing.ts': 'export const strategy = 1;',
  'number.ts': 'export default 7;',
  'throws.ts': `throw new Error('no file for you');`,
  'fails.ts': STRATEGY(`onBar() { throw new Error('no bar for you'); }`),
  'key.json': '{"moode":"sim"}',
  'params.json': '{"books":{"a":{"strategy":"rebalancer","capital":0.5,"params":{"wieght":0.1}}}}',
  'data/SPY.csv': `${ROWS.join('\n')}\n`,
  'bad/SPY.csv': `${BAD_ROWS.join('\n')}\n`,
};

const backtest = (file: string, ...more: readonly string[]): readonly string[] => [
  'backtest',
  'run',
  file,
  '--data',
  'data',
  '--symbols',
  'SPY',
  ...more,
];

const filesIn = (folder: string): ReadonlySet<string> =>
  new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }));

it.each<readonly [readonly string[], number, string, string]>([
  [backtest('syntax.ts'), 3, 'app.strategy_syntax', 'syntax.ts:1: '],
  [backtest('nothing.ts'), 3, 'app.strategy_missing', 'found none'],
  [backtest('number.ts'), 3, 'app.strategy_missing', 'found number'],
  [backtest('throws.ts'), 3, 'app.strategy_unreadable', 'throws.ts:1: .*no file for you'],
  [backtest('fails.ts'), 3, 'research.strategy_failed', 'no bar for you'],
  [backtest('plain.ts', '--symbols', 'NOPE'), 5, 'app.no_data', 'NOPE.csv'],
  [backtest('plain.ts', '--data', 'bad'), 3, 'app.data_row', 'bad/SPY.csv:4: .*"ten"'],
  [['demo', '--sead', '7'], 2, 'app.usage', 'did you mean --seed'],
  [['demo', '--seed', 'abc'], 2, 'app.usage', '--seed: expected a whole number .*"abc"'],
  [['demo', '--for', 'banana'], 2, 'app.usage', '--for: expected a duration .*"banana"'],
  [['up', '--config', 'key.json'], 3, 'app.config_invalid', 'moode.*did you mean mode'],
  [
    ['up', '--config', 'params.json'],
    3,
    'app.config_invalid',
    'books\\.a\\.params\\.wieght \\(rebalancer\\): did you mean weight\\?',
  ],
])('quipu %j reports the problem, and changes nothing', (words, code, name, part) => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const there = filesIn(folder);
  const ran = runQuipu(words, { cwd: folder });
  expect(ran, ran.err).toMatchObject({ code, out: '' });
  const [sentence = '', next = '', ...more] = ran.err.trimEnd().split('\n');
  expect(sentence).toMatch(new RegExp(`^quipu: .*${part}`));
  expect(sentence.endsWith(` (${name})`)).toBe(true);
  expect(next).toMatch(/^ {2}Next: /);
  expect(more).toEqual([]);
  expect(filesIn(folder)).toEqual(there);
});

it('rows around a bad one are used when it is skipped on purpose, and the report says it', () => {
  const folder = temporaryFolder();
  for (const name of ['plain.ts', 'bad/SPY.csv']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), FILES[name]!);
  }
  const words = backtest('plain.ts', '--data', 'bad', '--skip-bad-rows', '--json');
  const { code, out, err } = runQuipu(words, { cwd: folder });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { data } = JSON.parse(out) as { data: { bars: number } };
  expect(data.bars).toBe(2);
  expect(out).toContain('bad/SPY.csv:4: ');
});

it('a read-only data folder stops a start with 70, before anything is created', (context) => {
  const folder = join(temporaryFolder(), 'closed');
  mkdirSync(folder, { mode: 0o555 });
  chmodSync(dirname(folder), 0o755);
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (process.platform === 'win32') context.skip('folders have no such mode there');
  if (runQuipu(['version'], { ...nobody, cwd: '/' }).code !== 0) {
    context.skip('needs a user without rights who can read the sources');
  }
  for (const words of [['demo'], ['broker', 'start']]) {
    const ran = runQuipu([...words, '--data-dir', folder, '--port', '0'], { ...nobody, cwd: '/' });
    expect(ran, ran.err).toMatchObject({ code: 70, out: '' });
    expect(ran.err).toMatch(
      /^quipu: .*closed.* \(\w+\.(read_only|no_permission)\)\n {2}Next: .*\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  }
}, 60_000);
