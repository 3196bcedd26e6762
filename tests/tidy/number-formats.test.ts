import { expect, test } from 'vitest';
import {
  type Fault,
  isNode,
  type Node,
  productSources,
  readSources,
  report,
  type SourceFile,
  treeOf,
  walk,
} from './source.ts';

/** Files that may turn numbers into text themselves, each with its reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  'src/core/number-text.ts': 'it is the formatter',
  'src/core/decimal.ts': 'it defines toFixed of a decimal, which the formatter calls',
  'src/app/operation/fields.ts': 'it makes the decimal text of JSON, not text for people',
};

const METHODS = new Set([
  'toFixed',
  'toPrecision',
  'toExponential',
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
]);

const todo = 'format it with core/number-text.ts';

/**
 * Whether a call's result is immediately converted to a number: `Number(x.toPrecision(7))` rounds.
 */
function isRounding(parent: Node | undefined): boolean {
  const callee = parent?.['callee'];
  return isNode(callee) && callee['name'] === 'Number';
}

function formatFaults(file: SourceFile): Fault[] {
  if (file.path in ALLOWED) return [];
  const faults: Fault[] = [];
  walk(treeOf(file), (node, parent) => {
    if (node.type === 'Identifier' && node['name'] === 'Intl') {
      faults.push({ file, at: node.start, found: '`Intl`', todo });
    }
    const callee = node['callee'];
    const property = isNode(callee) ? callee['property'] : undefined;
    const name = isNode(property) ? String(property['name']) : '';
    if (node.type !== 'CallExpression' || !METHODS.has(name) || isRounding(parent)) return;
    faults.push({ file, at: node.start, found: `\`${name}\``, todo });
  });
  return faults;
}

/** Thin, narrow and non-breaking spaces and the wide minus, as characters or as escapes. */
const TYPOGRAPHY =
  /[\u2009\u202f\u00a0\u2212]|\\u(?:2009|202f|00a0|2212)|&(?:nbsp|thinsp|minus);/giu;

/** Files that name these characters in order to replace or to look for them. */
const NAMES_THEM = new Set([
  'src/core/number-text.ts',
  'src/core/number-text.test.ts',
  'tests/tidy/number-formats.test.ts',
]);

function typographyFaults(file: SourceFile): Fault[] {
  if (NAMES_THEM.has(file.path)) return [];
  return Array.from(file.text.matchAll(TYPOGRAPHY), ({ index }) => ({
    file,
    at: index,
    found: 'a thin or non-breaking space or a wide minus sign',
    todo: 'write a plain space, or a hyphen',
  }));
}

/** A number, a space and a percent sign, as no text writes it; code has an operand behind it. */
const SPACED_PERCENT = /\d %(?=[.,;:)'"`|]|$)/gm;

function percentFaults(file: SourceFile): Fault[] {
  if (file.path === 'tests/tidy/number-formats.test.ts') return [];
  return Array.from(file.text.matchAll(SPACED_PERCENT), ({ index }) => ({
    file,
    at: index,
    found: 'a space before a percent sign',
    todo: 'write 5%',
  }));
}

test('numbers become text for people in the one formatter only', () => {
  const files = productSources();
  expect(files.length).toBeGreaterThan(0);
  expect(report(files.flatMap(formatFaults))).toBe('');
});

test('no text has thin spaces, wide minus signs or spaced percent signs', () => {
  const files = ['src', 'tests', 'scripts', 'bench', 'examples', 'docs'].flatMap((folder) =>
    readSources(folder, /\.(ts|tsx|md|json|html)$/),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(report(files.flatMap(typographyFaults))).toBe('');
  expect(report(files.flatMap(percentFaults))).toBe('');
});

test('every exception is a file that exists', () => {
  const paths = new Set(productSources().map(({ path }) => path));
  expect(Object.keys(ALLOWED).filter((path) => !paths.has(path))).toEqual([]);
});

test.each([
  ['value.toFixed(2);', 'toFixed'],
  ['`${value.toPrecision(4)}`;', 'toPrecision'],
  ['value.toLocaleString();', 'toLocaleString'],
  ["new Intl.NumberFormat('en-US');", 'Intl'],
])('the check finds %s', (text, found) => {
  expect(report(formatFaults({ path: 'src/core/a.ts', text }))).toContain(found);
});

test.each(['const a = "1\u2009000";', "const a = '\\u202f';", '5&nbsp;USD', 'a \u2212 b'])(
  'the check finds the typography of %s',
  (text) => {
    expect(report(typographyFaults({ path: 'src/core/a.ts', text }))).not.toBe('');
  },
);

test('the checks let rounding, remainders and plain text pass', () => {
  const text = 'const a = Number(b.toPrecision(7)); const c = 5 % 2; // 5% of it';
  const file = { path: 'src/core/a.ts', text };
  expect(report([...formatFaults(file), ...typographyFaults(file), ...percentFaults(file)])).toBe(
    '',
  );
  expect(report(percentFaults({ path: 'src/core/a.ts', text: "'10 %'" }))).not.toBe('');
});
