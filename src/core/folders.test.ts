import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FolderSystem, makeFolders, noFolderReason } from './folders.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: no`), { code });

/** A file system with folders, files, and folders that accept nothing. */
function systemOf(
  folders: readonly string[],
  { files = [], closed = [] }: { files?: readonly string[]; closed?: readonly string[] } = {},
): FolderSystem & { readonly made: readonly string[] } {
  const there = new Set(['/', ...folders]);
  const made: string[] = [];
  return {
    made,
    isFolder: (path) => there.has(path),
    parentOf: dirname,
    make(path) {
      const parent = dirname(path);
      if (there.has(path) || files.includes(path)) throw failure('EEXIST');
      if (files.includes(parent)) throw failure('ENOTDIR');
      if (!there.has(parent) || closed.includes(parent)) throw failure('ENOENT');
      there.add(path);
      made.push(path);
    },
  };
}

describe('a folder', () => {
  test('is created with its missing parents, and the first new one is returned', () => {
    const system = systemOf(['/a']);
    expect(makeFolders(system, '/a/b/c/d')).toBe('/a/b');
    expect(system.made).toEqual(['/a/b', '/a/b/c', '/a/b/c/d']);
    expect(makeFolders(system, '/a/b/c')).toBeUndefined();
  });

  test.each([
    ['/proc/x', 'ENOENT', 'accepts no new folders'],
    ['/proc/x/y/z', 'ENOENT', 'accepts no new folders'],
    ['/a/file', 'EEXIST', 'in the way'],
    ['/a/file/x/y', 'ENOTDIR', 'in the way'],
  ])('%s is refused with the error of the system, %s', (path, code, reason) => {
    const system = systemOf(['/a', '/proc'], { files: ['/a/file'], closed: ['/proc'] });
    let thrown: unknown;
    try {
      makeFolders(system, path);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code });
    expect(noFolderReason(thrown)).toContain(reason);
    expect(system.made).toEqual([]);
  });

  test('is refused with the message of any other failure', () => {
    expect(noFolderReason(failure('EIO'))).toBe('EIO: no');
  });
});
