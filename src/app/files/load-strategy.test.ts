import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const STRATEGY = `
import { defineStrategy, sma, target } from 'quipu-portfolio';
const period: number = 5;
export default defineStrategy({
  name: 'mine', symbols: ['SPY'], timeframe: '1Min',
  indicators: () => ({ average: sma({ period }) }),
  onBar: ({ bar }) => [target(bar.symbol, 1, 'always')],
});`;

const CONFIG = `
import { defineConfig } from 'quipu-portfolio/config';
export default defineConfig({
  books: { core: { strategy: './good.ts', capital: 0.5 } },
  limits: { maxConcentration: 0.3, dailyLoss: { halt: 0.1 } },
});`;

const BAD = [
  ['export default {', 'app.strategy_syntax', /:1: /],
  ['const a = 1;\nconst b = ;\n', 'app.strategy_syntax', /:2: /],
  ["import { smaa } from 'quipu-portfolio';\n", 'app.strategy_syntax', /'smaa'/],
  ['enum A { B }\n', 'app.strategy_syntax', /enum/],
  ["throw new Error('boom');\n", 'app.strategy_unreadable', /bad4\.ts:1: .*boom/],
  ["import './nowhere.ts';\n", 'app.strategy_unreadable', /nowhere/],
  ['export const a = 1;\n', 'app.strategy_missing', /found none/],
  ['export default 7;\n', 'app.strategy_missing', /found number/],
  [STRATEGY.replace("'mine'", "'Not Mine'"), 'strategy.invalid', /bad8\.ts: .*"name"/],
] as const;

// In a separate process, because the test runner changes how imports work.
const PROGRAM = `
import { booksOf, limitsOf, readConfig } from '${join(import.meta.dirname, '../configuration/config.ts')}';
import { loadStrategy } from '${join(import.meta.dirname, 'load-strategy.ts')}';
import { createRealWorld } from '${join(import.meta.dirname, '../../world/real/create-real-world.ts')}';
const world = createRealWorld();
const answers = {};
for (const name of process.argv.slice(1)) {
  try {
    answers[name] = (await loadStrategy(world, name)).symbols;
  } catch (error) {
    answers[name] = { code: error.code, message: error.message, next: error.next };
  }
}
const config = await readConfig(world);
const [book] = await booksOf(world, config);
const limits = limitsOf(config);
answers.config = { book: book.id, name: book.strategy.name, limits };
process.stdout.write(JSON.stringify(answers));
`;

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

let folder: string;
let complaints: string;
let answers: Readonly<Record<string, unknown>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quipu-load-'));
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'good.ts'), STRATEGY);
  writeFileSync(join(folder, 'deep/good.ts'), STRATEGY);
  writeFileSync(join(folder, 'quipu.config.ts'), CONFIG);
  const names = BAD.map(([content], index) => {
    const name = `bad${index}.ts`;
    writeFileSync(join(folder, name), content);
    return name;
  });
  const flags = ['--conditions=quipu-src', '--input-type=module', '-e', PROGRAM, '--'];
  const words = [...flags, 'good.ts', 'deep/good.ts', 'nothing.ts', ...names];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  complaints = stderr;
  answers = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('prints nothing besides the answers', () => {
  expect(complaints).toBe('');
});

test('lets a file anywhere on disk import the package by name', () => {
  expect(answers['good.ts']).toEqual(['SPY']);
  expect(answers['deep/good.ts']).toEqual(['SPY']);
});

test('reads strategy files and limits from a TypeScript configuration', () => {
  expect(answers['config']).toMatchObject({
    book: 'core',
    name: 'mine',
    limits: { maxConcentration: 0.3, dailyLoss: { halt: 0.1, reduce: 0.1 } },
  });
});

test('names the built-in strategies when a file is missing', () => {
  const { code, next } = answers['nothing.ts'] as Failure;
  expect(code).toBe('app.no_file');
  expect(next).toContain('trend-follower');
});

describe('a bad file is reported with its place and the problem', () => {
  test.each(BAD.map(([content, code, message], index) => [content, code, message, index] as const))(
    '%j',
    (_, code, message, index) => {
      const failure = answers[`bad${index}.ts`] as Failure;
      expect(failure.code).toBe(code);
      expect(failure.message).toMatch(message);
    },
  );
});
