import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { platform } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type FolderSystem, makeFolders } from '../../core/folders.ts';
import { storeError } from '../errors.ts';
import { fileFailure, folderFailure } from './failure.ts';

/** Magic numbers of file systems whose locks span machines or do not work; see statfs(2). */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P'],
]);

const FOLDERS: FolderSystem = {
  make: (path) => mkdirSync(path, { mode: 0o700 }),
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  parentOf: dirname,
};

/** Creates a folder (mode 0700 if new) and refuses one that cannot hold a database. */
export function prepareFolder(folder: string): void {
  try {
    const first = makeFolders(FOLDERS, resolve(folder));
    if (first !== undefined) syncFolder(dirname(first));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderFailure(error, folder);
  }
  const network = NETWORK_FILE_SYSTEMS.get(statfsSync(folder).type);
  if (network === undefined) return;
  throw storeError(
    'store.network_file_system',
    `${folder} lies on a network file system (${network}), where locks cannot be trusted.`,
    { next: 'Choose a data folder on a local disk.', facts: { path: folder } },
  );
}

/**
 * Creates an empty file of mode 0600 if there is none, and makes its name durable.
 *
 * Never opens an existing file: closing it would drop every POSIX lock that this process holds on
 * it, including SQLite's.
 */
export function ensureFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileFailure(error, path);
    tighten(path);
  }
}

/**
 * Refuses an empty database file next to files from an earlier run: starting from scratch in it
 * would hide lost data.
 *
 * @param hasEarlierFiles whether files of an earlier run exist
 * @throws QuipuError `store.corrupt`
 */
export function refuseEmptied(path: string, hasEarlierFiles: boolean): void {
  if (!hasEarlierFiles || sizeOf(path) !== 0 || (sizeOf(`${path}-wal`) ?? 0) > 0) return;
  throw storeError('store.corrupt', `${path} is empty, although it had content before.`, {
    next: 'Restore a backup, or choose another folder with --data-dir to start from scratch.',
    facts: { path },
  });
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

function tighten(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  } catch (error) {
    throw fileFailure(error, path);
  }
}

function syncFolder(folder: string): void {
  if (platform() === 'win32') return; // a folder has no handle to synchronize there
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
