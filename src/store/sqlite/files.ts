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
import { dirname } from 'node:path';
import { storeError } from '../errors.ts';
import { fileFailure } from './failure.ts';

/** Magic numbers of file systems whose locks reach other machines, or nobody; see statfs(2). */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P'],
]);

/** Makes a folder (mode 0700 where it is new) and refuses one that cannot hold a database. */
export function prepareFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (first !== undefined) syncFolder(dirname(first));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileFailure(error, folder);
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
 * Makes an empty file of mode 0600 unless there is one, and its name durable.
 *
 * Never opens a file that exists: closing it would drop every POSIX lock that this process holds
 * on it, SQLite's among them.
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
 * Refuses a database file that was emptied beside others that tell of an earlier life: what would
 * be begun anew in it had been there before.
 *
 * @param beside whether there was an earlier life
 * @throws QuipuError `store.corrupt`
 */
export function refuseEmptied(path: string, beside: boolean): void {
  if (!beside || sizeOf(path) !== 0 || (sizeOf(`${path}-wal`) ?? 0) > 0) return;
  throw storeError('store.corrupt', `${path} is empty, and there was something in it before.`, {
    next: 'Restore it from a copy; or, to begin anew, choose another folder with --data-dir.',
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
