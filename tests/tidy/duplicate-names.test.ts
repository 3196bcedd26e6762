import { expect, test } from 'vitest';
import { roomOf } from './floors.ts';
import { type Node, productSources, type SourceFile, treeOf } from './source.ts';

/** Names that a file exports by declaring them, without re-exports. */
function namesOf(file: SourceFile): readonly string[] {
  const names: string[] = [];
  const body = (treeOf(file) as unknown as { readonly body: readonly Node[] }).body;
  for (const statement of body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const declaration = statement['declaration'] as Node | null;
    if (declaration === null) continue;
    const id = declaration['id'] as Node | undefined;
    if (id !== undefined) names.push(String(id['name']));
    for (const one of (declaration['declarations'] as readonly Node[] | undefined) ?? []) {
      const name = (one['id'] as Node)['name'];
      if (typeof name === 'string') names.push(name);
    }
  }
  return names;
}

/** Returns exported names with two homes, each with the files that export it. */
function twoMeanings(files: readonly SourceFile[]): readonly string[] {
  const homes = new Map<string, string[]>();
  for (const file of files) {
    if (roomOf(file.path) === undefined) continue;
    for (const name of new Set(namesOf(file))) {
      homes.set(name, [...(homes.get(name) ?? []), file.path]);
    }
  }
  return [...homes]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`)
    .sort();
}

test('no exported name has two meanings', () => {
  const files = productSources();
  expect(files.length).toBeGreaterThan(0);
  expect(twoMeanings(files)).toEqual([]);
});

test('the check finds a type and a function of one name in two rooms', () => {
  const found = twoMeanings([
    { path: 'src/core/a.ts', text: 'export interface Thing { readonly a: 1 }' },
    { path: 'src/market/b.ts', text: 'export const Thing = 1, other = 2;' },
    { path: 'src/market/c.ts', text: 'export function other(): void {}' },
  ]);
  expect(found).toEqual([
    'Thing: src/core/a.ts, src/market/b.ts',
    'other: src/market/b.ts, src/market/c.ts',
  ]);
});
