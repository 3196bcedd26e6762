import { describe, expect, test } from 'vitest';
import { engineCore } from './engine-core.ts';
import { floors, lastPureRoom, roomOf } from './floors.ts';
import {
  type Fault,
  importsOf,
  type Node,
  productSources,
  report,
  type SourceFile,
  treeOf,
  walk,
} from './source.ts';

const pureRooms: readonly string[] = [
  ...floors.slice(0, floors.indexOf(lastPureRoom) + 1),
  'research',
];

/** What the shell awaits, described in core/ so that every room of the shell shares it. */
const promising: ReadonlySet<string> = new Set(['src/core/world.ts', 'src/core/event-queue.ts']);

/** Rooms of the shell that meet the outside only through World. */
const worldRooms = ['engine', 'alpaca', 'store', 'surfaces'];

const ambient = new Set(
  (
    'fetch WebSocket XMLHttpRequest console process performance crypto ' +
    'setTimeout setInterval setImmediate queueMicrotask clearTimeout'
  ).split(' '),
);

const ambientMembers = new Set(
  (
    'Date.now Math.random Temporal.Now globalThis.process globalThis.fetch ' +
    'globalThis.setTimeout globalThis.crypto globalThis.performance'
  ).split(' '),
);

const outsideModules =
  /^node:(child_process|cluster|dgram|dns|fs|http|https|http2|net|os|process|readline|timers|tls)\b/;

const useWorld = 'take it from the World (core/world.ts) that the caller passes in';

/** Members and keys are names, not uses: `world.process`, `{ fetch: … }`. */
function isUse(node: Node, parent: Node | undefined, key: string): boolean {
  if (parent === undefined || parent['computed'] === true) return true;
  const isName =
    key === 'property' || key === 'key' || key === 'label' || parent.type === 'TSTypeQuery';
  const isShorthand = parent.type === 'Property' && parent['shorthand'] === true;
  return (!isName || isShorthand) && !/^(Import|Export|TS)/.test(parent.type);
}

/** What reads the clock, chance, network, files or process without being handed it. */
function ambientFaults(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  const add = (node: Node, found: string): number =>
    faults.push({ file, at: node.start, found, todo: useWorld });
  walk(treeOf(file), (node, parent, key) => {
    if (node.type === 'Identifier' && ambient.has(String(node['name']))) {
      if (isUse(node, parent, key)) add(node, `\`${String(node['name'])}\``);
    } else if (node.type === 'MemberExpression') {
      const name = file.text.slice(node.start, node.end);
      if (ambientMembers.has(name)) add(node, `\`${name}\``);
    } else if (node.type === 'NewExpression' || node.type === 'CallExpression') {
      const isDate = (node['callee'] as Node)['name'] === 'Date';
      const isNow = node.type === 'CallExpression' || (node['arguments'] as Node[]).length === 0;
      if (isDate && isNow) add(node, 'the present as a Date');
    }
  });
  return faults;
}

/** What makes code wait, or ties it to Node: none of it belongs to a pure room. */
function impureFaults(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  const todo = `move the waiting to the shell: rooms ${pureRooms.join(', ')} are synchronous`;
  walk(treeOf(file), (node) => {
    if (node['async'] === true) faults.push({ file, at: node.start, found: '`async`', todo });
    const awaits = node.type === 'AwaitExpression' || node['await'] === true;
    if (awaits) faults.push({ file, at: node.start, found: '`await`', todo });
    const isPromise = node.type === 'Identifier' && node['name'] === 'Promise';
    if (isPromise && !promising.has(file.path)) {
      faults.push({ file, at: node.start, found: '`Promise`', todo });
    }
  });
  for (const one of importsOf(file)) {
    if (!one.to.startsWith('node:')) continue;
    faults.push({ file, at: one.at, found: `import of '${one.to}'`, todo: useWorld });
  }
  return [...faults, ...ambientFaults(file)];
}

/** What `src/store/sqlite/` may take from Node: SQLite's own files, and whose machine they are on. */
const besideSqlite = new Set(['node:fs', 'node:os']);

function outsideFaults(file: SourceFile): Fault[] {
  const isDatabase = file.path.startsWith('src/store/sqlite/');
  const modules = importsOf(file)
    .filter((one) => outsideModules.test(one.to) && !(isDatabase && besideSqlite.has(one.to)))
    .map((one) => ({ file, at: one.at, found: `import of '${one.to}'`, todo: useWorld }));
  return [...modules, ...ambientFaults(file)];
}

/** The browser's own face, and the file that starts the process. */
function isOutermost(path: string): boolean {
  return path.startsWith('src/surfaces/dashboard/') || path === 'src/surfaces/cli/main.ts';
}

test('pure rooms know no promises, modules of Node, clock, chance or process', () => {
  const files = productSources().filter((file) => pureRooms.includes(roomOf(file.path) ?? ''));
  expect(files.length).toBeGreaterThan(0);
  expect(report(files.flatMap(impureFaults))).toBe('');
});

test('engine.ts and what it is made of are pure', () => {
  expect(report(engineCore(productSources()).flatMap(impureFaults))).toBe('');
});

test('engine, alpaca, store and surfaces reach the outside through World alone', () => {
  const files = productSources().filter(
    (file) => worldRooms.includes(roomOf(file.path) ?? '') && !isOutermost(file.path),
  );
  expect(report(files.flatMap(outsideFaults))).toBe('');
});

describe('the check finds', () => {
  test.each([
    ['async function f() {}', 'async'],
    ['const f = async () => 1;', 'async'],
    ['class A { async f() {} }', 'async'],
    ['await 1;', 'await'],
    ['function f(): Promise<void> {}', 'Promise'],
    [`import { readFileSync } from 'node:fs';`, 'node:fs'],
    ['fetch("x");', 'fetch'],
    ['const later = { setTimeout };', 'setTimeout'],
    ['console.log(1);', 'console'],
    ['const a = process.env;', 'process'],
    ['Date.now();', 'Date.now'],
    ['const now = Date.now;', 'Date.now'],
    ['new Date();', 'the present'],
    ['Math.random();', 'Math.random'],
    ['performance.now();', 'performance'],
  ])('%s', (text, part) => {
    expect(report(impureFaults({ path: 'src/core/a.ts', text }))).toContain(part);
  });
});

test('the check lets names, dates with an argument and comments pass', () => {
  const text = `
    // Date.now() and process are words here
    interface World { readonly process: number; fetch(): void }
    function f(world: World): Date { world.fetch(); return new Date(world.process); }
    const wire = { process: 1, 'console': 2 };`;
  expect(report(impureFaults({ path: 'src/core/a.ts', text }))).toBe('');
});
