import { describe, expect, test } from 'vitest';
import {
  type Fault,
  isNode,
  readSources,
  report,
  type SourceFile,
  treeOf,
  walk,
} from './source.ts';

const RUNNERS: ReadonlySet<string> = new Set(['describe', 'it', 'test', 'suite']);
const todo = 'call skipUnless(…, reason) in the suite, or context.skip(reason) in the test';

/** Tests that are skipped where they stand, so that nobody is told why. */
function silentSkips(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(treeOf(file), (node) => {
    if (node.type === 'CallExpression') {
      const { callee } = node;
      const given = node['arguments'];
      const isSkip =
        isNode(callee) &&
        (callee['name'] === 'skip' ||
          (isNode(callee['property']) && callee['property']['name'] === 'skip'));
      if (isSkip && Array.isArray(given) && given.length === 0) {
        faults.push({ file, at: node.start, found: 'a skip without a reason', todo });
      }
    }
    if (node.type !== 'MemberExpression') return;
    const [object, property] = [node['object'], node['property']];
    if (!isNode(object) || !isNode(property) || !RUNNERS.has(String(object['name']))) return;
    const name = String(property['name']);
    if (!['skip', 'skipIf', 'runIf', 'todo'].includes(name)) return;
    faults.push({ file, at: node.start, found: `${String(object['name'])}.${name}`, todo });
  });
  return faults;
}

test('every test that is skipped says why', () => {
  const files = ['src', 'tests', 'examples'].flatMap((folder) =>
    readSources(folder, /\.test\.tsx?$/),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(report(files.flatMap(silentSkips))).toBe('');
});

describe('the check finds', () => {
  test.each([
    ["describe.skipIf(!present)('prices', () => {});"],
    ["it.skip('later', () => {});"],
    ["test.todo('later');"],
    ["it('x', (context) => { context.skip(); });"],
    ["it('x', ({ skip }) => { skip(); });"],
  ])('%s', (text) => {
    expect(report(silentSkips({ path: 'src/a.test.ts', text }))).not.toBe('');
  });
});

test('the check lets a reason pass', () => {
  const text = "it('x', (context) => context.skip('no prices here'));";
  expect(report(silentSkips({ path: 'src/a.test.ts', text }))).toBe('');
});
