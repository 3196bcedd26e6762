import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

/** The repository's root folder. */
export const root = join(import.meta.dirname, '../..');

/** A file of the repository: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One fault: where it is, what was found, and what to do about it. */
export interface Fault {
  readonly file: SourceFile;
  /** Offset in the text; faults of a whole file are at 0. */
  readonly at: number;
  readonly found: string;
  readonly todo: string;
}

/** A node of the syntax tree (ESTree with TypeScript), seen loosely. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** An import or re-export of another module. */
export interface Import {
  readonly to: string;
  readonly at: number;
  /** Erased at run time. */
  readonly isType: boolean;
  readonly isReExport: boolean;
}

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', 'golden', 'fixtures']);

/** Every file below a folder whose name ends as asked, with its text. */
export function readSources(folder: string, ending: RegExp): SourceFile[] {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return skippedFolders.has(entry.name) ? [] : readSources(path, ending);
      if (!ending.test(entry.name)) return [];
      return [{ path, text: readFileSync(join(root, path), 'utf8') }];
    });
}

let sources: SourceFile[] | undefined;

/** Every TypeScript source under src/, without tests, declarations and generated files. */
export function productSources(): readonly SourceFile[] {
  sources ??= readSources('src', /(?<!\.test|\.d)\.tsx?$/).filter((file) => !isGenerated(file));
  return sources;
}

/** True for files that say `@generated` in their first lines. */
function isGenerated(file: SourceFile): boolean {
  return file.text.slice(0, 400).includes('@generated');
}

const trees = new WeakMap<SourceFile, Node>();

/** The syntax tree of a file. */
export function treeOf(file: SourceFile): Node {
  let tree = trees.get(file);
  if (tree === undefined) {
    const result = parseSync(file.path, file.text);
    const error = result.errors[0];
    if (error) throw new Error(`${file.path}: does not parse: ${error.message}`);
    tree = result.program as unknown as Node;
    trees.set(file, tree);
  }
  return tree;
}

/** True for values that are nodes of the tree. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Visits every node, outer before inner, with its parent and the key it hangs on. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined, key: string) => void,
  parent?: Node,
  key = '',
): void {
  visit(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    if (isNode(value)) walk(value, visit, node, name);
    else if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (isNode(item)) walk(item, visit, node, name);
    }
  }
}

/** What a file imports: static and dynamic imports, re-exports, `import('…')` in types. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  walk(treeOf(file), (node) => {
    const isExport = node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration';
    const isImport =
      isExport || ['ImportDeclaration', 'ImportExpression', 'TSImportType'].includes(node.type);
    const target = isNode(node['source']) ? node['source']['value'] : undefined;
    if (!isImport || typeof target !== 'string') return;
    const isType = [node['importKind'], node['exportKind']].includes('type');
    found.push({
      to: target,
      at: node.start,
      isType: isType || node.type === 'TSImportType' || hasOnlyTypes(node),
      isReExport: isExport,
    });
  });
  return found;
}

function hasOnlyTypes(node: Node): boolean {
  const specifiers = node['specifiers'];
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return (specifiers as Node[]).every((one) => one['importKind'] === 'type');
}

/** The faults as lines of text `file:line: found …; do …`; empty when there are none. */
export function report(faults: readonly Fault[]): string {
  return faults
    .map(({ file, at, found, todo }) => `${file.path}:${lineAt(file, at)}: ${found}; ${todo}`)
    .join('\n');
}

const lineStarts = new WeakMap<SourceFile, number[]>();

/** The line of an offset, from 1. */
export function lineAt(file: SourceFile, at: number): number {
  let starts = lineStarts.get(file);
  if (starts === undefined) {
    starts = [0, ...Array.from(file.text.matchAll(/\n/g), (match) => match.index + 1)];
    lineStarts.set(file, starts);
  }
  const after = starts.findIndex((start) => start > at);
  return after < 0 ? starts.length : after;
}
