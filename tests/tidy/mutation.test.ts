import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lostAuthentication, mutatedRooms } from '../../tools/mutation/rooms.ts';
import { sampleOf } from '../../tools/mutation/sample.ts';
import { scoreOf } from '../../tools/mutation/score.ts';
import {
  keyOf,
  lostSurvivors,
  type Mutant,
  readSurvivors,
  textOf,
} from '../../tools/mutation/survivors.ts';
import { productSources, root } from './source.ts';

const rooms = mutatedRooms();

function read(file: string): string | undefined {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

describe('npm run mutate', () => {
  test('covers orders, ledger, risk, the pure files of engine, and authentication', () => {
    const has = (name: string): readonly string[] =>
      rooms.find((room) => room.name === name)?.files ?? [];
    expect(rooms.map(({ name }) => name)).toEqual([
      'orders',
      'ledger',
      'risk',
      'engine',
      'authentication',
    ]);
    expect(has('orders')).toContain('src/orders/lifecycle.ts');
    expect(has('ledger')).toContain('src/ledger/apply.ts');
    expect(has('risk')).toContain('src/risk/gate.ts');
    expect(has('engine')).toContain('src/engine/engine.ts');
    expect(has('engine').length).toBeGreaterThan(10);
    expect(lostAuthentication(), 'name the files as they are called now').toEqual([]);
  });

  test('runs tests against every room', () => {
    for (const { name, tests } of rooms) {
      expect(tests.length, name).toBeGreaterThan(0);
      expect(tests.filter((path) => read(path) === undefined)).toEqual([]);
    }
  });

  test('samples about one line in a hundred', () => {
    const paths = new Set(rooms.flatMap(({ files }) => files));
    const files = productSources().filter(({ path }) => paths.has(path));
    const lines = files.flatMap(({ text }) => text.split('\n')).length;
    const sample = sampleOf(files);
    expect(sample.length).toBeGreaterThan(lines / 400);
    expect(sample.length).toBeLessThan(lines / 50);
    expect(sample[0]).toMatch(/^src\/\w+\/[\w/-]+\.ts:(\d+)-\1$/);
  });
});

describe('the list of survivors', () => {
  const listed = readSurvivors();

  test('matches the source', () => {
    expect(lostSurvivors(listed, read), 'take them off the list or update them').toEqual([]);
  });

  test('gives a reason for each, once', () => {
    for (const one of listed) {
      expect(
        one.reason.split(' ').length,
        `reason of ${one.file}: ${one.original}`,
      ).toBeGreaterThan(3);
    }
    const keys = listed.map(keyOf);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  test('names mutated files only', () => {
    const mutated = new Set(rooms.flatMap(({ files }) => files));
    expect(listed.filter(({ file }) => !mutated.has(file))).toEqual([]);
  });
});

describe('a survivor', () => {
  const file = 'src/orders/a.ts';
  const source = 'export function isLess(a: number): boolean {\n  return a < 1;\n}\n';
  const mutant: Mutant = {
    mutatorName: 'EqualityOperator',
    replacement: 'a <= 1',
    status: 'Survived',
    location: { start: { line: 2, column: 10 }, end: { line: 2, column: 15 } },
  };
  const text = {
    file,
    in: 'isLess',
    line: 'return a < 1;',
    mutator: 'EqualityOperator',
    original: 'a < 1',
    replacement: 'a <= 1',
  };
  const listed = [{ ...text, reason: 'no caller passes exactly one' }];
  const room = { name: 'orders', files: [file], tests: [] };
  const outcome = (status: string) => ({
    isWhole: true,
    files: { [file]: { source, mutants: [{ ...mutant, status }] } },
  });

  test('is known by its text, so that lines added above it change nothing', () => {
    expect(textOf(file, source, mutant)).toEqual(text);
    const { start, end } = mutant.location;
    const lower = {
      ...mutant,
      location: { start: { ...start, line: 5 }, end: { ...end, line: 5 } },
    };
    expect(textOf(file, `const one = 1;\n\n\n${source}`, lower)).toEqual(text);
    expect(lostSurvivors(listed, () => `const one = 1;\n\n\n${source}`)).toEqual([]);
  });

  test('is a fault unless it is listed', () => {
    const unlisted = scoreOf(room, outcome('Survived'), []);
    expect(unlisted).toMatchObject({ mutants: 1, killed: 0, survived: 1, percent: 0 });
    expect(unlisted.unlisted[0]?.text).toContain(`${file}:2:10 EqualityOperator in isLess`);
    expect(scoreOf(room, outcome('NoCoverage'), []).unlisted).toHaveLength(1);
    expect(scoreOf(room, outcome('Survived'), listed).unlisted).toEqual([]);
  });

  test('leaves the list when a test kills it or its line is gone', () => {
    expect(scoreOf(room, outcome('Killed'), listed)).toMatchObject({
      percent: 100,
      revived: [text],
    });
    expect(scoreOf(room, outcome('Timeout'), listed).killed).toBe(1);
    expect(lostSurvivors(listed, () => source.replace('a < 1', 'a < 2'))).toHaveLength(1);
    expect(lostSurvivors(listed, () => source.replace('isLess', 'isMore'))).toHaveLength(1);
    expect(lostSurvivors(listed, () => undefined)).toHaveLength(1);
  });
});
