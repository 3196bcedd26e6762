import { expect, test } from 'vitest';
import {
  type Fault,
  isNode,
  type Node,
  productSources,
  report,
  type SourceFile,
  treeOf,
} from './source.ts';

/** Every exported declaration without a docstring right above it; one is enough for a name. */
function docstringFaults(file: SourceFile): Fault[] {
  const documented = new Set<string>();
  const faults: Fault[] = [];
  for (const node of treeOf(file)['body'] as Node[]) {
    const declaration = node['declaration'];
    if (!node.type.startsWith('Export') || !isNode(declaration)) continue;
    const name = nameOf(declaration);
    if (hasDocstring(file, node.start)) documented.add(name);
    if (documented.has(name)) continue;
    const todo = 'add one sentence above it: what it is, and what the signature does not show';
    faults.push({ file, at: node.start, found: `no docstring on the export '${name}'`, todo });
  }
  return faults;
}

function nameOf(declaration: Node): string {
  const [first] = (declaration['declarations'] as Node[] | undefined) ?? [declaration];
  const id = first?.['id'];
  return isNode(id) ? String(id['name']) : 'default';
}

function hasDocstring(file: SourceFile, at: number): boolean {
  // Between a docstring and its function there may be a note for bundlers.
  const before = file.text.slice(0, at).replace(/\s*(\/\/ @__NO_SIDE_EFFECTS__)?\s*$/, '');
  if (!before.endsWith('*/')) return false;
  const start = before.lastIndexOf('/*');
  const text = before.slice(start).replace(/^\/\*\*|\*\/$/g, '');
  return before.startsWith('/**', start) && /[a-z]/i.test(text);
}

test('every export has a docstring', () => {
  expect(productSources().length).toBeGreaterThan(0);
  expect(report(productSources().flatMap(docstringFaults))).toBe('');
});

test('the check finds a bare export, and accepts one docstring for all forms of a name', () => {
  const text = [
    '/** A size. */\nexport type Size = number;',
    'export const Size = 1;',
    '/* not one */\nexport function bare(): void {}',
  ].join('\n');
  const found = report(docstringFaults({ path: 'src/core/a.ts', text }));
  expect(found).toMatch(/^src\/core\/a\.ts:5: no docstring on the export 'bare'; [^\n]*$/);
});
