import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { isNode, readSources, root, type SourceFile, treeOf, walk } from './source.ts';

/** Path of the word list: one regular expression per line, lines with `#` are comments. */
export const WORD_LIST = 'tests/tidy/style-words.txt';

/** A word of the list in prose: its offset in the file, and the text found. */
export interface Hit {
  readonly path: string;
  readonly at: number;
  readonly word: string;
}

/** Returns the pattern of the word list: whole words, ignoring case, across line breaks. */
export function wordPattern(list: string): RegExp {
  const lines = list.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const gap = String.raw`\s+(?:(?:\*|//)\s*)?`;
  const words = lines.map((line) => line.trim().replaceAll(' ', gap));
  return new RegExp(String.raw`(?<![\w$])(?:${words.join('|')})(?![\w$])`, 'giu');
}

/** One wire value, error code, journal kind, path or identifier: no prose. */
const TOKEN = /^[\w$./:{}@#*-]*$/u;

/** Code within prose: fenced blocks, and spans of a single token. */
const CODE = /^```[\s\S]*?^```|`[^`\s]+`/gmu;

function blank(text: string): string {
  return text.replaceAll(CODE, (code) => code.replaceAll(/\S/gu, ' '));
}

interface Piece {
  readonly at: number;
  readonly text: string;
}

/** The strings, templates and JSX texts of a file that are not a single token. */
function stringsOf(file: SourceFile): Piece[] {
  const pieces: Piece[] = [];
  walk(treeOf(file), (node, parent) => {
    const isString = node.type === 'Literal' && typeof node['value'] === 'string';
    if (isString || node.type === 'JSXText') {
      const text = file.text.slice(node.start, node.end);
      const bare = isString ? String(node['value']) : text.trim();
      // A single word in JSX text is a label, which people read.
      if (!isString || !TOKEN.test(bare)) pieces.push({ at: node.start, text });
    }
    if (node.type === 'TemplateElement') {
      const text = file.text.slice(node.start, node.end);
      const isAlone = isNode(parent) && (parent['quasis'] as unknown[]).length === 1;
      if (!isAlone || !TOKEN.test(text)) pieces.push({ at: node.start, text });
    }
  });
  return pieces;
}

function commentsOf(file: SourceFile): Piece[] {
  const { comments } = parseSync(file.path, file.text);
  return comments.map(({ start, end }) => {
    // Consecutive line comments are one sentence, so a match may run into the next one.
    const rest = /^(?:[^\n]*\n[ \t]*\/\/)*[^\n]*/u.exec(file.text.slice(start))?.[0] ?? '';
    const isLine = file.text.startsWith('//', start);
    return { at: start, text: isLine ? rest : file.text.slice(start, end) };
  });
}

/** Returns the words of the list in a file's prose: comments, strings, JSX text and Markdown. */
export function hitsOf(file: SourceFile, pattern: RegExp): Hit[] {
  const pieces = file.path.endsWith('.md')
    ? [{ at: 0, text: file.text }]
    : [...commentsOf(file), ...stringsOf(file)];
  const found = new Map<number, Hit>();
  for (const piece of pieces) {
    for (const match of blank(piece.text).matchAll(pattern)) {
      const at = piece.at + match.index;
      const word = match[0].replaceAll(/\s+(?:(?:\*|\/\/)\s*)?/gu, ' ').toLowerCase();
      found.set(at, { path: file.path, at, word });
    }
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at);
}

const FOLDERS = ['src', 'tests', 'docs', 'bench', 'scripts', 'examples'];
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** Files about the words themselves. */
const ABOUT_WORDS = new Set(['docs/style.md', 'tests/tidy/style-words.test.ts']);

/** Returns every file with prose, except those about the words themselves. */
export function proseFiles(): SourceFile[] {
  const pages = PAGES.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  return [...FOLDERS.flatMap((folder) => readSources(folder, /\.(?:tsx?|mjs|cjs|md)$/u)), ...pages] //
    .filter(({ path }) => !ABOUT_WORDS.has(path));
}

/** Returns the folder that a path counts for: two levels under `src/`, one elsewhere. */
export function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.slice(0, Math.min(parts.length - 1, parts[0] === 'src' ? 3 : 2)).join('/') || '.';
}
