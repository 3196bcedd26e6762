import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { createRealFiles } from './files.ts';
import { createRealLog } from './log.ts';

const folder = mkdtempSync(join(tmpdir(), 'quipu-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const files = createRealFiles();

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

describe('files on a disk', () => {
  it('are readable by their owner only by default', async () => {
    await files.makeFolder(join(folder, 'keys'));
    await files.write(join(folder, 'keys/token'), 'x');
    await files.write(join(folder, 'keys/report'), 'x', 0o644);
    expect(modeOf(join(folder, 'keys'))).toBe(0o700);
    expect(modeOf(join(folder, 'keys/token'))).toBe(0o600);
    expect(modeOf(join(folder, 'keys/report'))).toBe(0o644);
  });

  it('keep the old content and leave nothing behind when the disk is full', () => {
    const path = join(folder, 'full.txt');
    // A file-size limit of four blocks simulates a full disk.
    const module = new URL('./files.ts', import.meta.url).href;
    const program = `
      const { createRealFiles } = await import(${JSON.stringify(module)});
      const files = createRealFiles();
      const path = ${JSON.stringify(path)};
      await files.write(path, 'old');
      await files.write(path, 'x'.repeat(1e6)).catch((error) => console.log(error.code));
      console.log(await files.read(path));`;
    const limited = 'ulimit -f 4; exec "$0" "$@"';
    const node = [process.execPath, '--input-type=module', '-e', program];
    const child = spawnSync('sh', ['-c', limited, ...node], { encoding: 'utf8' });
    expect(child.stdout).toBe('world.disk_full\nold\n');
    expect(readdirSync(folder).filter((name) => name.includes('full'))).toEqual(['full.txt']);
  });

  it('refuse a folder in place of a file', async () => {
    await expect(files.read(folder)).rejects.toMatchObject({ code: 'world.file_failed' });
    await expect(files.write(folder, 'x')).rejects.toMatchObject({ code: 'world.file_failed' });
  });
});

it('finds nothing below a file', async () => {
  const path = join(folder, 'a-file');
  await files.write(path, 'x');
  expect(await files.read(`${path}/below`)).toBeUndefined();
  expect(await files.list(`${path}/below`)).toEqual([]);
});

describe('a log in a file', () => {
  it('contains one JSON line for each entry from its level on, for the owner only', () => {
    const path = join(folder, 'quipu.log');
    const log = createRealLog({ path, level: 'info' });
    log.write('debug', 'not this');
    log.write('info', 'first', { port: 7410 });
    log.write('error', 'second\nline');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'info', message: 'first', facts: { port: 7410 } },
      { level: 'error', message: 'second\nline' },
    ]);
    expect(modeOf(path)).toBe(0o600);
  });
});

describe('a folder that cannot be created', () => {
  it('is reported where the system accepts none', async () => {
    await expect(files.makeFolder('/proc/quipu/report')).rejects.toMatchObject({
      code: 'world.file_failed',
      message: expect.stringMatching(/^The folder \/proc\/quipu\/report cannot/) as string,
      next: 'Name a folder in which this user can create files.',
    });
  });

  it('is reported for a path through a file', async () => {
    await files.write(join(folder, 'a-file'), 'x');
    for (const path of ['a-file', 'a-file/below', 'a-file/far/below']) {
      await expect(files.makeFolder(join(folder, path))).rejects.toMatchObject({
        code: 'world.file_failed',
        message: expect.stringContaining('in the way') as string,
      });
    }
  });
});
