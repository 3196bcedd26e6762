import { expect, test } from 'vitest';
import {
  type Fault,
  lineAt,
  productSources,
  readSources,
  report,
  type SourceFile,
  treeOf,
  walk,
} from './source.ts';

const fileLinesMax = 500;
const functionLinesMax = 70;
const columnsMax = 100;

const functions = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

function fileFaults(file: SourceFile): Fault[] {
  const lines = file.text.trimEnd().split('\n').length;
  if (lines <= fileLinesMax) return [];
  const found = `${lines} lines, more than ${fileLinesMax}`;
  return [{ file, at: 0, found, todo: 'split the file by what its parts are about' }];
}

function columnFaults(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  let at = 0;
  for (const line of file.text.split('\n')) {
    const columns = Array.from(line).length;
    if (columns > columnsMax) {
      const found = `a line of ${columns} columns, more than ${columnsMax}`;
      faults.push({ file, at, found, todo: 'run `npm run format`, then break what is left' });
    }
    at += line.length + 1;
  }
  return faults;
}

function functionFaults(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(treeOf(file), (node) => {
    if (!functions.includes(node.type)) return;
    const lines = lineAt(file, node.end) - lineAt(file, node.start) + 1;
    if (lines <= functionLinesMax) return;
    const found = `a function of ${lines} lines, more than ${functionLinesMax}`;
    faults.push({
      file,
      at: node.start,
      found,
      todo: 'extract a part of it into a named function',
    });
  });
  return faults;
}

test('files have at most 500 lines', () => {
  expect(productSources().length).toBeGreaterThan(0);
  expect(report(productSources().flatMap(fileFaults))).toBe('');
});

test('functions have at most 70 lines', () => {
  expect(report(productSources().flatMap(functionFaults))).toBe('');
});

test('lines have at most 100 columns', () => {
  const tools = ['bin', 'scripts', 'bench', 'tools'].flatMap((one) =>
    readSources(one, /\.(ts|mjs|cjs)$/),
  );
  expect(report([...productSources(), ...tools].flatMap(columnFaults))).toBe('');
});

test('the checks find what is too long', () => {
  const body = 'one();\n'.repeat(fileLinesMax);
  const file = { path: 'src/core/a.ts', text: `function f() {\n${body}}\n${'x'.repeat(101)};\n` };
  expect(report(fileFaults(file))).toMatch(/^src\/core\/a\.ts:1: 503 lines/);
  expect(report(functionFaults(file))).toMatch(/^src\/core\/a\.ts:1: a function of 502 lines/);
  expect(report(columnFaults(file))).toMatch(/^src\/core\/a\.ts:503: a line of 102 columns/);
});
