import { expect, test } from 'vitest';
import { type Fault, readSources, report, type SourceFile } from './source.ts';

const banned = ['util', 'helper', 'common', 'manager', 'service', 'base', 'misc', 'type'];
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function nameFaults(file: SourceFile): Fault[] {
  return file.path.split('/').flatMap((part) => {
    const [name = ''] = part.split('.');
    const faults: Fault[] = [];
    if (!kebab.test(name)) {
      const todo = 'name files and folders in kebab-case';
      faults.push({ file, at: 0, found: `the name '${part}'`, todo });
    }
    // Whole words only, singular or plural: `order-type.ts` is about something, `types.ts` is not.
    const vague = name.split('-').find((word) => isVague(word, name));
    if (vague !== undefined) {
      const todo = 'name the file after what it holds';
      faults.push({ file, at: 0, found: `'${vague}' in the name '${part}'`, todo });
    }
    return faults;
  });
}

function isVague(word: string, name: string): boolean {
  const singular = word.replace(/(ie)?s$/, (_, ie: string | undefined) => (ie ? 'y' : ''));
  if (singular === 'type') return word === name && word === 'types';
  return banned.includes(singular);
}

test('files and folders are in kebab-case and say what they hold', () => {
  const files = ['src', 'tests', 'scripts', 'bench', 'examples'].flatMap((folder) =>
    readSources(folder, /\.(ts|tsx|mjs|cjs|css|html|sql)$/),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(report(files.flatMap(nameFaults))).toBe('');
});

test.each(['src/core/time-utils.ts', 'src/types.ts', 'src/common/a.ts', 'src/core/maxDrawdown.ts'])(
  'the check finds %s',
  (path) => {
    expect(report(nameFaults({ path, text: '' }))).toContain(`${path}:1: `);
  },
);
