import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeError } from '../errors.ts';
import type { Migration } from './migrations/migration.ts';
import { sqliteFailure } from './failure.ts';
import { ensureFile, prepareFolder } from './files.ts';

/** Options for opening a database file. */
export interface DatabaseOptions {
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** Whether a commit survives power loss; `normal` is for data that can be fetched again. */
  readonly durability: 'full' | 'normal';
  /** Whether no other process may open it, not even to read. */
  readonly exclusive?: boolean;
}

/**
 * Oldest accepted version: before it, a race of two connections could corrupt SQLite's write-ahead
 * log.
 */
const OLDEST_SQLITE = '3.51.3';

/** @throws QuipuError `store.old_sqlite` for a version of SQLite before 3.51.3 */
export function requireSqlite(version: string): void {
  const numbers = version.split('.').map(Number);
  const oldest = OLDEST_SQLITE.split('.').map(Number);
  const differing = oldest.findIndex((number, index) => number !== (numbers[index] ?? 0));
  if (differing === -1 || (numbers[differing] ?? 0) > oldest[differing]!) return;
  throw storeError(
    'store.old_sqlite',
    `The journal needs SQLite ${OLDEST_SQLITE} or newer, found ${version}.`,
    { next: 'Run Quipu with the Node.js version that it installs.' },
  );
}

/**
 * Opens a database file; creates and migrates it where needed.
 *
 * @throws QuipuError `store.read_only`, `store.disk_full`, `store.corrupt`, `store.locked`,
 *   `store.newer_schema`, `store.foreign_file`, `store.not_durable`, `store.network_file_system`
 */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  const { path } = options;
  prepareFolder(dirname(path));
  ensureFile(path);
  const db = new DatabaseSync(path, {
    enableForeignKeyConstraints: true,
    defensive: true,
    // A second instance must fail soon; a reader's lock is released within a moment.
    timeout: options.exclusive === true ? 100 : 1_000,
  });
  try {
    requireSqlite(String(scalar(db, 'SELECT sqlite_version()')));
    configure(db, options);
    migrate(db, options);
    return db;
  } catch (error) {
    const failure = sqliteFailure(error, path);
    db.close();
    throw failure;
  }
}

/**
 * Opens a database file that exists, for reading only.
 *
 * @throws QuipuError `store.cannot_open` when there is none, and as {@link openDatabase} does
 */
export function openReadOnly(options: Omit<DatabaseOptions, 'durability'>): DatabaseSync {
  const { path } = options;
  if (!existsSync(path)) {
    throw storeError('store.cannot_open', `There is no file ${path}.`, {
      next: 'Use the data folder of a Quipu instance that has run, or start one first.',
      facts: { path },
    });
  }
  const db = new DatabaseSync(path, { readOnly: true, defensive: true, timeout: 1_000 });
  try {
    requireSqlite(String(scalar(db, 'SELECT sqlite_version()')));
    db.exec('PRAGMA trusted_schema = OFF');
    stepsTaken(db, options);
    return db;
  } catch (error) {
    const failure = sqliteFailure(error, path);
    db.close();
    throw failure;
  }
}

/** Returns the single value of a statement. */
export function scalar(db: DatabaseSync, sql: string): unknown {
  const row = db.prepare(sql).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/** Runs `work` in one write transaction: all of it happens, or none. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite rolls back automatically after some failures; the first error is the one to report.
    if (db.isTransaction) {
      try {
        db.exec('ROLLBACK');
      } catch {
        // the caller gives up this connection on the first error in any case
      }
    }
    throw error;
  }
}

function configure(db: DatabaseSync, options: DatabaseOptions): void {
  db.exec('PRAGMA trusted_schema = OFF');
  if (options.exclusive === true) db.exec('PRAGMA locking_mode = EXCLUSIVE');
  const mode = scalar(db, 'PRAGMA journal_mode = WAL');
  const wanted = options.durability === 'full' ? 2 : 1;
  db.exec(`PRAGMA synchronous = ${wanted === 2 ? 'FULL' : 'NORMAL'}`);
  // macOS flushes to the disk only with these settings; elsewhere they do nothing.
  db.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
  const synchronous = scalar(db, 'PRAGMA synchronous');
  if (mode === 'wal' && synchronous === wanted) return;
  throw storeError(
    'store.not_durable',
    `${options.path} should be in journal mode wal with synchronous ${wanted}, ` +
      `found ${String(mode)} with ${String(synchronous)}.`,
    { next: 'Choose a data folder on a local disk.', facts: { path: options.path } },
  );
}

/**
 * Runs the migrations that a database does not have yet, all of them or none.
 *
 * @throws QuipuError `store.newer_schema`, `store.foreign_file`
 */
export function migrate(
  db: DatabaseSync,
  options: Pick<DatabaseOptions, 'path' | 'migrations'>,
): void {
  if (stepsTaken(db, options) === options.migrations.length) return;
  transact(db, () => {
    // Checked again under the write lock: another process may have migrated in between.
    const taken = stepsTaken(db, options);
    if (taken === 0)
      db.exec('CREATE TABLE migrations (step INTEGER PRIMARY KEY, name TEXT) STRICT');
    const record = db.prepare('INSERT INTO migrations (step, name) VALUES (?, ?)');
    options.migrations.slice(taken).forEach((migration, index) => {
      db.exec(migration.sql);
      record.run(taken + index + 1, migration.name);
    });
  });
}

function stepsTaken(
  db: DatabaseSync,
  options: Pick<DatabaseOptions, 'path' | 'migrations'>,
): number {
  const { path, migrations } = options;
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length === 0) return 0;
  const foreign = storeError('store.foreign_file', `${path} is a database of another program.`, {
    next: 'Move it away, or choose another data folder.',
    facts: { path },
  });
  if (!tables.some((table) => table['name'] === 'migrations')) throw foreign;
  const taken = db.prepare('SELECT name FROM migrations ORDER BY step').all();
  taken.slice(0, migrations.length).forEach((step, index) => {
    if (step['name'] !== migrations[index]!.name) throw foreign;
  });
  if (taken.length <= migrations.length) return taken.length;
  throw storeError(
    'store.newer_schema',
    `${path} has schema ${taken.length} of a newer Quipu; known here: ${migrations.length}.`,
    { next: 'Use that newer version; this one cannot read the file.', facts: { path } },
  );
}
