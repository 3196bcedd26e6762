import { closeSync, ftruncateSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isQuipuError, messageOf, type QuipuError } from '../../core/errors.ts';
import { noFolderReason } from '../../core/folders.ts';
import { storeError } from '../errors.ts';

const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

function field(error: unknown, name: string): unknown {
  if (error === null || typeof error !== 'object') return undefined;
  return (error as Readonly<Record<string, unknown>>)[name];
}

/** Returns SQLite's primary result code of an error, or undefined for any other error. */
function sqliteCode(error: unknown): number | undefined {
  const code = field(error, 'errcode');
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Whether SQLite reports the content of a file as damaged. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOTADB;
}

/** Returns the message for a full disk or quota. */
function diskFull(path: string, cause: unknown): QuipuError {
  return storeError('store.disk_full', `${path} cannot grow: the disk or its quota is full.`, {
    next: 'Free space there and start Quipu again; what was recorded before is safe.',
    facts: { path },
    cause,
  });
}

/** Returns the message for a path without write permission. */
function readOnly(path: string, cause: unknown): QuipuError {
  return storeError(
    'store.read_only',
    `${path} cannot be written: it is read-only for this user.`,
    {
      next: 'Give this user write permission there, or choose another data folder.',
      facts: { path },
      cause,
    },
  );
}

function ioError(path: string, cause: unknown): QuipuError {
  return storeError('store.io_error', `The disk failed under ${path}: ${messageOf(cause)}.`, {
    next: 'Check the disk, then start Quipu again; it continues from what is safely recorded.',
    facts: { path },
    cause,
  });
}

/** Converts a SQLite failure on a file to an operating error with one plain sentence. */
export function sqliteFailure(error: unknown, path: string): QuipuError {
  if (isQuipuError(error)) return error;
  const details = { facts: { path }, cause: error };
  switch (sqliteCode(error)) {
    case FULL:
      return diskFull(path, error);
    case IOERR:
      return growthRefused(path) ? diskFull(path, error) : ioError(path, error);
    case READONLY:
      return readOnly(path, error);
    case CORRUPT:
    case NOTADB:
      return storeError('store.corrupt', `${path} is damaged: ${messageOf(error)}.`, {
        next: 'Keep the file as it is, run quipu journal verify, and restore the last backup.',
        ...details,
      });
    case BUSY:
    case LOCKED:
      return storeError('store.locked', `${path} is in use by another process.`, {
        next: 'Stop the other Quipu, or any tool that has the file open.',
        ...details,
      });
    case CANTOPEN:
      return storeError('store.cannot_open', `${path} cannot be opened: ${messageOf(error)}.`, {
        next: 'Check that the folder exists and that this user may read and write it.',
        ...details,
      });
    case undefined:
    default:
      return ioError(path, error);
  }
}

/** Converts the failure to create or use a data folder to an operating error. */
export function folderFailure(error: unknown, folder: string): QuipuError {
  const failure = fileFailure(error, folder);
  if (failure.code !== 'store.cannot_open') return failure;
  const message = `The data folder ${folder} cannot be created: ${noFolderReason(error)}.`;
  return storeError('store.cannot_open', message, {
    next: 'Name a folder in which this user can create files: --data-dir FOLDER.',
    facts: { path: folder },
    cause: error,
  });
}

/** Converts a file system failure on a path to an operating error. */
export function fileFailure(error: unknown, path: string): QuipuError {
  if (isQuipuError(error)) return error;
  const code = field(error, 'code');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return readOnly(path, error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return diskFull(path, error);
  return storeError('store.cannot_open', `${path} cannot be opened: ${messageOf(error)}.`, {
    next: 'Check that the folder exists and that this user may read and write it.',
    facts: { path },
    cause: error,
  });
}

const GROWTH = 65_536;

/**
 * Whether the disk refuses to grow the file or to write any more bytes.
 *
 * SQLite reports a quota or a file-size limit as an I/O error; the user must see "full".
 */
function growthRefused(path: string): boolean {
  const probe = join(dirname(path), '.quipu-probe');
  try {
    const size = Math.max(sizeOf(path), sizeOf(`${path}-wal`));
    const file = openSync(probe, 'wx', 0o600);
    try {
      ftruncateSync(file, size + GROWTH);
      writeSync(file, new Uint8Array(GROWTH), 0, GROWTH, 0);
    } finally {
      closeSync(file);
      unlinkSync(probe);
    }
    return false;
  } catch (error) {
    const code = field(error, 'code');
    return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
