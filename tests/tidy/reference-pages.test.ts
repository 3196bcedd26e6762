import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGES } from '../../scripts/document-reference.ts';
import { limitNames } from '../../scripts/reference/configuration-page.ts';
import { INDICATORS } from '../../src/analysis/indicators/catalog.ts';
import { BUILT_IN } from '../../src/app/files/built-in.ts';
import { CANDLESTICKS } from '../../src/analysis/patterns/candlesticks.ts';
import { OPERATIONS } from '../../src/app/operations/catalog.ts';
import { root } from './source.ts';

const kept = (name: string): string => readFileSync(join(root, 'docs/reference', name), 'utf8');
const heads = (name: string): readonly string[] =>
  [...kept(name).matchAll(/^## `([\w.-]+)`/gm)].map((match) => match[1]!);

describe('the reference pages', () => {
  test.each(Object.entries(PAGES))(
    '%s is what the code says; made by npm run document',
    (...of) => {
      const [name, page] = of;
      expect(kept(name)).toBe(page());
    },
  );

  test('every operation has its place, once, and no sentence is missing', () => {
    expect(heads('operations.md')).toEqual(OPERATIONS.map(({ name }) => name));
    expect(kept('operations.md')).not.toMatch(/\| undefined|\[object/);
  });

  test('every pattern has its place, once, and what its bars are', () => {
    const rows = [...kept('patterns.md').matchAll(/^\| `(\w+)` \|(.*)\|$/gm)];
    const names = rows.map((match) => match[1]!);
    expect(names.slice(0, CANDLESTICKS.length)).toEqual(CANDLESTICKS.map(({ name }) => name));
    expect(names).toHaveLength(CANDLESTICKS.length + 18);
    for (const [, name, row] of rows.slice(0, CANDLESTICKS.length)) {
      expect(row, name).toMatch(/ `[^`]*(?:[abcde]\.|candles)[^`]*` $/);
    }
  });

  test('every built-in strategy has its place, once, and no sentence is missing', () => {
    expect(heads('strategies.md')).toEqual([...BUILT_IN.keys()]);
    for (const { name, notes } of BUILT_IN.values()) {
      expect(notes?.sources.length, name).toBeGreaterThan(0);
      expect(notes?.idea, name).toMatch(/\.$/);
      expect(notes?.losesWhen, name).toMatch(/\.$/);
    }
  });

  test('every indicator has its place, once', () => {
    expect(heads('indicators.md')).toEqual(INDICATORS.map(({ definition }) => definition.name));
  });

  test('every limit has its defaults', () => {
    const page = kept('configuration.md');
    expect(limitNames().length).toBeGreaterThan(10);
    for (const name of limitNames()) expect(page).toContain(`| ${name} |`);
    expect(page).not.toMatch(/\| undefined|\[object/);
  });
});
