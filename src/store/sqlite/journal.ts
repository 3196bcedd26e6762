import { existsSync } from 'node:fs';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../core/errors.ts';
import type { ChainedEntry } from '../../engine/ports.ts';
import type { Sequence } from '../../ledger/journal.ts';
import { decodeEntry } from '../../ledger/journal-codec.ts';
import {
  GENESIS,
  linkEntries,
  misfit,
  verifyChain,
  type ChainHead,
  type ChainVerdict,
  type Digest,
  type StoredEntry,
} from '../../ledger/chain.ts';
import { requireNext } from '../sequence.ts';
import { storeError } from '../errors.ts';
import { JOURNAL_MIGRATIONS } from './migrations/journal.ts';
import type { JournalReader, JournalStore, Lease } from '../ports.ts';
import { openDatabase, openReadOnly, scalar, transact } from './database.ts';
import { isDamage, sqliteFailure } from './failure.ts';
import { refuseEmptied } from './files.ts';
import { createFileLatch } from './file-latch.ts';
import type { Latch } from '../latch.ts';

/** Journal in `journal.db` of a data directory. */
export interface SqliteJournal extends JournalStore {
  /** Grows each time the journal is opened; an older holder's next append is refused. */
  readonly epoch: number;
}

const digest: Digest = (bytes) => hash('sha256', bytes);
const PAGE = 1_000;
const MISSING = 'the entry is missing';

/** Returns the path of the journal of a data directory. */
export function journalPath(directory: string): string {
  return join(directory, 'journal.db');
}

/**
 * Opens the journal of a data directory for appending; creates it if there is none.
 *
 * Opening raises the fencing epoch: earlier holders, in any process, cannot append again.
 *
 * @throws QuipuError as `openDatabase` does
 */
export async function openSqliteJournal(directory: string, lease?: Lease): Promise<SqliteJournal> {
  const path = journalPath(directory);
  // The documents are created after the journal.
  refuseEmptied(path, existsSync(join(directory, 'documents.db')));
  const db = openDatabase({ path, migrations: JOURNAL_MIGRATIONS, durability: 'full' });
  return journalOn(db, { path, latch: createFileLatch(db, path), lease });
}

/** Dependencies of a journal, in addition to its database. */
export interface JournalPlace {
  /** Where it is, for error messages. */
  readonly path: string;
  /** Guard of every write. */
  readonly latch: Latch;
  readonly lease?: Lease | undefined;
}

/**
 * Opens the journal in a database that is open and migrated, for appending.
 *
 * @throws QuipuError as `openSqliteJournal` does
 */
export async function journalOn(
  db: DatabaseSync,
  { path, latch, lease }: JournalPlace,
): Promise<SqliteJournal> {
  const fence = db.prepare('SELECT epoch FROM fence');
  const epoch = await latch.run(() => raiseFence(db, lease?.epoch ?? 0));
  const insert = db.prepare(
    'INSERT INTO entries (seq, at, kind, bytes, hash) VALUES (?, ?, ?, ?, ?)',
  );
  const moveHead = db.prepare('UPDATE head SET seq = ?, hash = ?');
  let head = openedHead(db, path);

  return {
    ...reading(db, path),
    epoch,
    async append(entries) {
      requireNext(entries, head);
      const linked = linkEntries(entries, head, digest);
      const last = linked.at(-1);
      if (last === undefined) return;
      await latch.run(() => {
        transact(db, () => {
          requireFence(fence.get()?.['epoch'], { epoch, path });
          for (const { seq, at, kind, bytes, hash: link } of linked) {
            insert.run(seq, at, kind, bytes, link);
          }
          moveHead.run(last.seq, last.hash);
        });
        // Set before other code runs: the next append checks against it.
        head = { seq: last.seq, hash: last.hash };
      });
    },
    async head() {
      return head;
    },
  };
}

/**
 * Opens the journal of a data directory read-only, with or without a running engine.
 *
 * @throws QuipuError `store.cannot_open` when there is no journal
 */
export function openJournalReader(directory: string): JournalReader {
  const path = journalPath(directory);
  return reading(openReadOnly({ path, migrations: JOURNAL_MIGRATIONS }), path);
}

function raiseFence(db: DatabaseSync, atLeast: number): number {
  return transact(db, () => {
    const epoch = Math.max(Number(scalar(db, 'SELECT epoch FROM fence')) + 1, atLeast);
    db.prepare('UPDATE fence SET epoch = ?').run(epoch);
    return epoch;
  });
}

function requireFence(
  found: unknown,
  own: { readonly epoch: number; readonly path: string },
): void {
  if (found === own.epoch) return;
  throw storeError(
    'store.fenced',
    `Another instance has opened ${own.path} since (epoch ${String(found)}, ours ${own.epoch}).`,
    { next: 'Stop this instance; the newer one continues.', facts: { path: own.path } },
  );
}

function storedHead(db: DatabaseSync): ChainHead {
  const row = db.prepare('SELECT seq, hash FROM head').get();
  return { seq: Number(row?.['seq'] ?? 0), hash: String(row?.['hash'] ?? GENESIS) };
}

function openedHead(db: DatabaseSync, path: string): ChainHead {
  try {
    return soundHead(db, path);
  } catch (error) {
    db.close();
    throw sqliteFailure(error, path);
  }
}

/** Returns the head to append after; it must be the last stored entry. */
function soundHead(db: DatabaseSync, path: string): ChainHead {
  const head = storedHead(db);
  const last = db.prepare('SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1').get();
  const seq = Number(last?.['seq'] ?? 0);
  if (seq < head.seq) throw damaged(path, { seq: seq + 1, why: MISSING });
  if (seq > head.seq || (last !== undefined && last['hash'] !== head.hash)) {
    throw damaged(path, { seq, why: 'the journal itself did not append the entry' });
  }
  return head;
}

function storedEntry(row: Readonly<Record<string, unknown>>): StoredEntry {
  return row as unknown as StoredEntry; // the table is STRICT and has exactly these columns
}

function reading(db: DatabaseSync, path: string): JournalReader {
  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  };
  return {
    async *read(from): AsyncIterable<ChainedEntry> {
      const page = db.prepare(
        'SELECT seq, at, kind, bytes, hash FROM entries WHERE seq > ? ORDER BY seq LIMIT ?',
      );
      let head = guarded(() => headBefore(db, from));
      for (;;) {
        // The end is read before the page, because an engine may append between the two.
        const end = guarded(() => storedHead(db)).seq;
        const rows = guarded(() => page.all(head.seq, PAGE));
        for (const row of rows) {
          const stored = storedEntry(row);
          const found = misfit(stored, head, digest);
          if (found !== undefined) throw damaged(path, found);
          head = { seq: stored.seq, hash: stored.hash };
          yield { entry: decodeEntry(stored.bytes), hash: stored.hash };
        }
        if (rows.length === PAGE) continue;
        if (head.seq < end) throw damaged(path, { seq: head.seq + 1, why: MISSING });
        return;
      }
    },
    async head() {
      return guarded(() => storedHead(db));
    },
    async verify() {
      return guarded(() => verdict(db));
    },
    async close() {
      if (db.isOpen) db.close();
    },
  };
}

function headBefore(db: DatabaseSync, from: Sequence | undefined): ChainHead {
  if (from === undefined || from <= 1) return { seq: 0, hash: GENESIS };
  const row = db.prepare('SELECT hash FROM entries WHERE seq = ?').get(from - 1);
  return { seq: from - 1, hash: String(row?.['hash'] ?? GENESIS) };
}

function verdict(db: DatabaseSync): ChainVerdict {
  // One transaction, so that concurrent appends of an engine do not look like damage.
  db.exec('BEGIN');
  let reached = 0;
  try {
    const found = verifyChain(
      storedEntries(db, (seq) => {
        reached = seq;
      }),
      digest,
    );
    if (!found.sound) return found;
    const head = storedHead(db);
    if (found.head.seq < head.seq) return { sound: false, seq: found.head.seq + 1, why: MISSING };
    if (found.head.seq > head.seq || found.head.hash !== head.hash) {
      return {
        sound: false,
        seq: head.seq + 1,
        why: 'the journal itself did not append the entry',
      };
    }
    return found;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { sound: false, seq: reached + 1, why: `the file is damaged (${messageOf(error)})` };
  } finally {
    endReading(db);
  }
}

function endReading(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('ROLLBACK');
  } catch {
    // even closing may fail on a damaged file; the finding stays valid
  }
}

function* storedEntries(db: DatabaseSync, reach: (seq: number) => void): Iterable<StoredEntry> {
  const rows = db.prepare('SELECT seq, at, kind, bytes, hash FROM entries ORDER BY seq').iterate();
  for (const row of rows) {
    const stored = storedEntry(row);
    reach(stored.seq);
    yield stored;
  }
}

function damaged(path: string, found: { readonly seq: number; readonly why: string }): Error {
  return storeError('store.corrupt', `${path} is damaged at entry ${found.seq}: ${found.why}.`, {
    next: 'Keep the file as it is, run quipu journal verify, and restore the last backup.',
    facts: { path, seq: found.seq },
  });
}
