import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './source.ts';
import { folderOf, hitsOf, proseFiles, WORD_LIST, wordPattern } from './style-words.ts';

const LEFT = join(import.meta.dirname, 'style-words-left.txt');

/** Words that stay, each with its reason; at most ten. */
const EXCEPTIONS: readonly { path: string; word: string; reason: string }[] = [];

const pattern = wordPattern(readFileSync(join(root, WORD_LIST), 'utf8'));

const allowed = new Map(
  readFileSync(LEFT, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('//'))
    .map((line) => {
      const [folder = '', count] = line.split(' ');
      return [folder, Number(count)] as const;
    }),
);

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

test('the prose has no word of the list, except in folders not rewritten yet', () => {
  const hits = new Map<string, string[]>();
  for (const file of proseFiles()) {
    const folder = folderOf(file.path);
    for (const { path, at, word } of hitsOf(file, pattern)) {
      if (EXCEPTIONS.some((one) => one.path === path && one.word === word)) continue;
      const hit = `${path}:${lineOf(file.text, at)}: '${word}'; see docs/style.md`;
      hits.set(folder, [...(hits.get(folder) ?? []), hit]);
    }
  }
  // Lowers the allowances: QUIPU_WRITE_EXPECTED=1 npx vitest run tests/tidy/style-words.test.ts
  if (process.env['QUIPU_WRITE_EXPECTED'] === '1') {
    const rows = [...hits].map(([folder, list]): readonly [string, number] => [
      folder,
      allowed.size === 0 ? list.length : Math.min(list.length, allowed.get(folder) ?? 0),
    ]);
    const lines = rows
      .filter(([, count]) => count > 0)
      .map(([folder, count]) => `${folder} ${count}`)
      .toSorted();
    const lead = '// Words of style-words.txt left in each folder; the numbers may only shrink.\n';
    writeFileSync(LEFT, `${lead}${lines.map((line) => `${line}\n`).join('')}`);
  }
  const over = [...hits].filter(([folder, list]) => list.length > (allowed.get(folder) ?? 0));
  expect(over.flatMap(([, list]) => list).join('\n')).toBe('');
  const under = [...allowed].filter(([folder, count]) => (hits.get(folder)?.length ?? 0) < count);
  expect(under, `lower these in ${LEFT} with QUIPU_WRITE_EXPECTED=1`).toEqual([]);
});

test('there are at most ten exceptions, each with a reason and still needed', () => {
  expect(EXCEPTIONS.length).toBeLessThanOrEqual(10);
  const found = proseFiles().flatMap((file) => hitsOf(file, pattern));
  for (const { path, word, reason } of EXCEPTIONS) {
    expect(reason).not.toBe('');
    expect(found.some((hit) => hit.path === path && hit.word === word)).toBe(true);
  }
});

const words = (path: string, text: string): string[] =>
  hitsOf({ path, text }, pattern).map(({ word }) => word);

describe('the check', () => {
  test.each([
    ['a docstring', '/** Judges an order. */ const a = 1;', 'judges'],
    ['a comment over two lines', 'const a = 1; // sent at\n// once', 'at once'],
    ['a block over two lines', '/**\n * Sent by\n * hand.\n */\nconst a = 1;', 'by hand'],
    ['a string', "f('the order was Withdrawn');", 'withdrawn'],
    ['a template', 'f(`${n} orders in doubt`);', 'in doubt'],
    ['a short template piece', 'f(`${n}told`);', 'told'],
  ])('finds %s', (_, text, word) => {
    expect(words('src/core/a.ts', text)).toEqual([word]);
  });

  test('finds JSX text and Markdown', () => {
    expect(words('src/surfaces/a.tsx', 'const a = <p>Withdraw</p>;')).toEqual(['withdraw']);
    expect(words('docs/a.md', 'An order is sent at\nonce.')).toEqual(['at once']);
  });

  test.each([
    ['identifiers', 'const told = judge(order.isToldAlready, { faces: 1 });'],
    ['wire values and codes', "f('withdrawn'); f('app.in_doubt'); f(`told`); import './door.ts';"],
    ['code in a comment', '/** Takes `told`. */ const a = 1;'],
    ['parts of words', '// behaviorally, outdoors, surfaces'],
  ])('lets %s pass', (_, text) => {
    expect(words('src/core/a.ts', text)).toEqual([]);
  });

  test('lets code in Markdown pass', () => {
    expect(words('docs/a.md', 'Use `told`.\n\n```ts\ntold(1);\n```\n')).toEqual([]);
  });
});
