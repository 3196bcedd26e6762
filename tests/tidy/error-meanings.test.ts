import { describe, expect, test } from 'vitest';
import { errorsPage, EXIT_CODES } from '../../scripts/reference/errors-page.ts';
import { METRICS } from '../../src/analysis/performance/catalog.ts';
import { OPERATIONS } from '../../src/app/operations/catalog.ts';
import { ERRORS } from '../../src/app/glossary/error-catalog.ts';
import { TERMS } from '../../src/app/glossary/terms.ts';
import { isAbsent } from '../../src/app/operation/define.ts';
import { CONTROLS } from '../../src/risk/controls.ts';
import { exitCodeOf } from '../../src/surfaces/cli/failure.ts';
import { statusOf } from '../../src/surfaces/rest/problem.ts';
import { floors } from './floors.ts';
import { productSources, type SourceFile, treeOf, walk } from './source.ts';

const CODE = new RegExp(`^(?:${floors.join('|')})\\.[a-z0-9_]+$`);
const operations = new Set<string>(OPERATIONS.map(({ name }) => name));

/** Every text of a source that has the form of an error code, raised, declared or looked up. */
function codesOf(files: readonly SourceFile[]): Set<string> {
  const codes = new Set<string>();
  for (const file of files) {
    if (file.path.startsWith('src/app/glossary/')) continue;
    walk(treeOf(file), (node) => {
      const value = node.type === 'Literal' ? node['value'] : undefined;
      if (typeof value === 'string' && CODE.test(value) && !operations.has(value)) codes.add(value);
    });
  }
  return codes;
}

describe('the catalog of errors', () => {
  test('has every code of the source, and no other', () => {
    const codes = codesOf(productSources());
    expect(codes.size).toBeGreaterThan(100);
    expect(Object.keys(ERRORS).toSorted()).toEqual([...codes].toSorted());
  });

  test('would miss a code that is raised, declared or looked up', () => {
    const text =
      "type C = 'store.new_one'; throw new QuipuError('app.other', 'x'); f('risk.third');";
    const found = codesOf([{ path: 'src/store/a.ts', text }]);
    expect([...found]).toEqual(['store.new_one', 'app.other', 'risk.third']);
  });

  test.each(Object.entries(ERRORS))('%s is whole sentences', (_, [means, remedy]) => {
    expect(means).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('names commands that exist', () => {
    const words = OPERATIONS.flatMap(({ command }) => (isAbsent(command) ? [] : [command.words]));
    const commands = [...words, 'backtest list', 'backtest tag', 'up', 'demo', '--help'];
    for (const text of [...Object.values(ERRORS).flat(), ...Object.values(TERMS)]) {
      for (const [, said = ''] of text.matchAll(/quipu ((?:--|[a-z])[a-z]*(?: [a-z]+)?)/g)) {
        expect(commands, text).toContain(
          commands.includes(said) ? said : (said.split(' ')[0] ?? said),
        );
      }
    }
  });

  test('has the code of every control', () => {
    for (const { code } of CONTROLS) expect(ERRORS).toHaveProperty([code]);
  });
});

test('a term is no metric, and is explained in whole sentences', () => {
  const ids = new Set<string>(METRICS.map(({ id }) => id));
  for (const [term, means] of Object.entries(TERMS)) {
    expect(ids.has(term.replaceAll(/[ -]/g, '_')), term).toBe(false);
    expect(means).toMatch(/^[A-Z].*\.$/s);
  }
});

test('the page of errors has every code once, and says what every exit code means', () => {
  const rows = [...errorsPage().matchAll(/^\| `([a-z]+\.[a-z0-9_]+)`/gm)].map((row) => row[1]!);
  expect(rows.toSorted()).toEqual(Object.keys(ERRORS).toSorted());
  for (const code of Object.keys(ERRORS)) expect(EXIT_CODES).toHaveProperty([exitCodeOf(code)]);
});

test.each([
  ['research.no_bars', 400, 2],
  ['ledger.unknown_entry', 500, 13],
  ['app.unknown_word', 404, 5],
  ['world.body_too_large', 413, 1],
])('%s is HTTP %i and exit code %i', (code, status, exit) => {
  expect({ status: statusOf(code), exit: exitCodeOf(code) }).toEqual({ status, exit });
});
