import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';

import { type FolderSystem, makeFolders } from '../../core/folders.ts';
import type { WorldFiles } from '../../core/world.ts';
import { errnoOf, fileError } from '../errors.ts';

/** File mode: read and write for the owner only. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

const FOLDERS: FolderSystem = {
  make: (path) => mkdirSync(path, { mode: FOLDER_MODE }),
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  parentOf: dirname,
};

/** Whether a path does not exist; nothing exists below a file. */
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

// Without this a power failure may lose the new name, although the bytes are safe.
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
    makeFolders(FOLDERS, resolve(path));
  } catch (error) {
    throw fileError(path, 'make', error);
  }
}

/**
 * Creates access to files on the machine's disks.
 *
 * A write goes to a temporary file next to its target, is flushed, renamed over it, and the folder
 * flushed: a reader or a crash finds the complete old or new content.
 */
export function createRealFiles(): WorldFiles {
  return { read, write, remove, list, makeFolder };
}
