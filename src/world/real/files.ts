import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';

import type { WorldFiles } from '../../core/world.ts';
import { errnoOf, fileError } from '../errors.ts';

/** The right to read and write for the owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Whether there is nothing of a name: nor can there be below what is no folder. */
function isAbsent(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw fileError(path, 'read', error);
  }
}

// Without this the new name may be lost with the power, although the bytes are safe.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

async function write(path: string, content: string, mode = FILE_MODE): Promise<void> {
  const folder = dirname(path);
  const fresh = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeWhole(fresh, content, mode);
    await rename(fresh, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    throw fileError(path, 'write', error);
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw fileError(path, 'remove', error);
  }
}

async function list(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).toSorted();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw fileError(path, 'list', error);
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    throw fileError(path, 'make', error);
  }
}

/**
 * Files on the machine's disks.
 *
 * A write is made beside its target, flushed, renamed over it, and the folder flushed: a reader or
 * a crash finds the old content or the new one, whole.
 */
export function createRealFiles(): WorldFiles {
  return { read, write, remove, list, makeFolder };
}
