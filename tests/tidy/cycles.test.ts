import { expect, test } from 'vitest';
import { targetOf } from './floors.ts';
import { importsOf, productSources, type SourceFile } from './source.ts';

/**
 * Returns groups of files that import each other, directly or indirectly, type-only imports
 * included (Tarjan).
 */
function cyclesOf(files: readonly SourceFile[]): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  const targets = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap(({ to }) => {
        const target = targetOf(file, to);
        return target !== undefined && paths.has(target) ? [target] : [];
      }),
    ]),
  );
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[] = [];
  const visit = (path: string): void => {
    index.set(path, index.size);
    low.set(path, index.get(path)!);
    stack.push(path);
    for (const target of targets.get(path) ?? []) {
      if (!index.has(target)) {
        visit(target);
        low.set(path, Math.min(low.get(path)!, low.get(target)!));
      } else if (stack.includes(target)) {
        low.set(path, Math.min(low.get(path)!, index.get(target)!));
      }
    }
    if (low.get(path) !== index.get(path)) return;
    const group = stack.splice(stack.indexOf(path));
    const self = targets.get(path)?.includes(path) === true;
    if (group.length > 1 || self) cycles.push(group.sort().join(' <-> '));
  };
  for (const { path } of files) if (!index.has(path)) visit(path);
  return cycles.sort();
}

test('no files import each other, not even for a type', () => {
  expect(productSources().length).toBeGreaterThan(0);
  expect(cyclesOf(productSources())).toEqual([]);
});

test('the check finds a cycle through three files, and one of types alone', () => {
  const file = (name: string, to: string): SourceFile => ({
    path: `src/core/${name}.ts`,
    text: `import type { X } from './${to}.ts';`,
  });
  expect(cyclesOf([file('a', 'b'), file('b', 'c'), file('c', 'a'), file('d', 'a')])).toEqual([
    'src/core/a.ts <-> src/core/b.ts <-> src/core/c.ts',
  ]);
});
