import { describe, expect, it } from 'vitest';

import { fileError, networkError, timeoutError } from './errors.ts';

describe('a failed file operation', () => {
  const rows = [
    ['ENOSPC', 'world.disk_full'],
    ['EDQUOT', 'world.disk_full'],
    ['EFBIG', 'world.disk_full'],
    ['EROFS', 'world.read_only'],
    ['EACCES', 'world.no_permission'],
    ['EPERM', 'world.no_permission'],
    ['ENOENT', 'world.file_failed'],
    ['EIO', 'world.file_failed'],
  ] as const;
  it.each(rows)('%s is %s, with the path and the next step', (errno, code) => {
    const error = fileError(
      '/data/a.json',
      'write',
      Object.assign(new Error('x'), { code: errno }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^Expected to write \/data\/a\.json, found .+\.$/);
    expect(error.next).toMatch(/\.$/);
    expect(error.facts).toEqual({ path: '/data/a.json', errno });
  });
});

describe('a failed exchange', () => {
  it('can be repeated only when nothing was sent', () => {
    expect(networkError('http://a/', 'x', { sent: false }).retry).toBe('safe');
    expect(networkError('http://a/', 'x', { sent: true }).retry).toBe('verify_first');
    expect(timeoutError('http://a/', 5, false).retry).toBe('safe');
    expect(timeoutError('http://a/', 5, true).retry).toBe('verify_first');
  });

  it('names the address without the caller’s secrets', () => {
    const error = networkError('http://user:pass@a:1/path?token=abc#x', 'y', { sent: false });
    expect(error.message).toBe('Expected an answer from http://a:1/path, found y.');
  });
});
