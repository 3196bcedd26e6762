import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { fileFailure, sqliteFailure } from './failure.ts';

const SQLITE: readonly (readonly [string, number, string])[] = [
  ['a locked database', 5, 'store.locked'],
  ['a locked table', 6, 'store.locked'],
  ['a read-only file', 8, 'store.read_only'],
  ['a moved file', 1032, 'store.read_only'],
  ['a failed read', 266, 'store.io_error'],
  ['a failed flush', 1034, 'store.io_error'],
  ['a broken file', 11, 'store.corrupt'],
  ['a broken index', 779, 'store.corrupt'],
  ['a full disk', 13, 'store.disk_full'],
  ['a file that cannot be opened', 14, 'store.cannot_open'],
  ['no database', 26, 'store.corrupt'],
  ['anything else', 1, 'store.io_error'],
];

const FILES: readonly (readonly [string, string])[] = [
  ['EACCES', 'store.read_only'],
  ['EPERM', 'store.read_only'],
  ['EROFS', 'store.read_only'],
  ['ENOSPC', 'store.disk_full'],
  ['EDQUOT', 'store.disk_full'],
  ['EFBIG', 'store.disk_full'],
  ['ENOTDIR', 'store.cannot_open'],
];

describe('a failure of the store', () => {
  it.each(SQLITE)('from SQLite, %s (%i), is %s with a next step', (_, errcode, code) => {
    const path = `${temporaryFolder()}/journal.db`;
    const failure = sqliteFailure(Object.assign(new Error('found so'), { errcode }), path);
    expect(failure).toMatchObject({ code, facts: { path } });
    expect(failure.message).toContain(path);
    expect(failure.next).toMatch(/\.$/);
  });

  it.each(FILES)('from the file system, %s, is %s with a next step', (errno, code) => {
    const failure = fileFailure(Object.assign(new Error('found so'), { code: errno }), '/data');
    expect(failure).toMatchObject({ code, facts: { path: '/data' } });
    expect(failure.next).toMatch(/\.$/);
  });

  it('keeps a QuipuError unchanged', () => {
    const ours = sqliteFailure({ errcode: 13 }, '/data/journal.db');
    expect(sqliteFailure(ours, '/other')).toBe(ours);
    expect(fileFailure(ours, '/other')).toBe(ours);
  });
});
