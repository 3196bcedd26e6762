import { expect, test } from 'vitest';
import { roomOf } from './floors.ts';
import {
  type Fault,
  lineAt,
  type Node,
  productSources,
  report,
  type SourceFile,
  treeOf,
  walk,
} from './source.ts';

interface Raise {
  readonly code: string;
  readonly file: SourceFile;
  readonly at: number;
}

/** Every `new QuipuError('room.what', …)` whose code is written out. */
function raisesOf(file: SourceFile): Raise[] {
  const found: Raise[] = [];
  walk(treeOf(file), (node) => {
    if (node.type !== 'NewExpression') return;
    if ((node['callee'] as Node)['name'] !== 'QuipuError') return;
    const code = (node['arguments'] as Node[])[0]?.['value'];
    if (typeof code === 'string') found.push({ code, file, at: node.start });
  });
  return found;
}

function codeFaults(files: readonly SourceFile[]): Fault[] {
  const homes = new Map<string, Raise>();
  return files.flatMap(raisesOf).flatMap((raise) => {
    const { code, file, at } = raise;
    const room = roomOf(file.path) ?? 'core';
    const found = `the error code '${code}'`;
    if (!/^[a-z]+\.[a-z0-9]+(_[a-z0-9]+)*$/.test(code)) {
      return [{ file, at, found, todo: `spell it '${room}.some_thing'` }];
    }
    if (!code.startsWith(`${room}.`)) {
      return [{ file, at, found, todo: `start it with the room that raises it: '${room}.'` }];
    }
    const home = homes.get(code) ?? raise;
    homes.set(code, home);
    if (home.file.path === file.path) return [];
    const first = `${home.file.path}:${lineAt(home.file, home.at)}`;
    const todo = 'raise both from one exported function, or give this case its own code';
    return [{ file, at, found: `${found}, which ${first} raises too`, todo }];
  });
}

test('an error code names its room and is raised in one file', () => {
  expect(productSources().length).toBeGreaterThan(0);
  expect(report(codeFaults(productSources()))).toBe('');
});

test('the check finds a foreign room, odd spelling and a code with two homes', () => {
  const text = (code: string): string => `throw new QuipuError('${code}', 'x');`;
  const found = report(
    codeFaults([
      { path: 'src/core/a.ts', text: text('core.invalid_date') },
      { path: 'src/core/b.ts', text: text('core.invalid_date') },
      { path: 'src/core/c.ts', text: text('core.invalidTime') },
      { path: 'src/store/d.ts', text: text('core.other') },
    ]),
  );
  expect(found).toContain(`src/core/b.ts:1: the error code 'core.invalid_date', which src/core/a`);
  expect(found).toContain(`src/core/c.ts:1: the error code 'core.invalidTime'; spell it`);
  expect(found).toContain(`src/store/d.ts:1: the error code 'core.other'; start it with`);
  expect(found.split('\n')).toHaveLength(3);
});
