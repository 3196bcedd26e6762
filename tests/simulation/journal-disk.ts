import { hash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SeededRandom } from '../../src/core/random.ts';
import type { Journal } from '../../src/engine/ports.ts';
import type { ChainVerdict } from '../../src/ledger/chain.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { decodeEntry } from '../../src/ledger/journal-codec.ts';
import { createLatch } from '../../src/store/latch.ts';
import { createMemoryJournal } from '../../src/store/memory/journal.ts';
import { migrate } from '../../src/store/sqlite/database.ts';
import { sqliteFailure } from '../../src/store/sqlite/failure.ts';
import { journalOn } from '../../src/store/sqlite/journal.ts';
import { JOURNAL_MIGRATIONS } from '../../src/store/sqlite/migrations/journal.ts';

/** The disk of a journal; it survives every run of the engine. */
export interface JournalDisk {
  /** Opens the journal for one run of the engine. */
  open(): Promise<Journal>;
  /** Returns all durable entries. */
  readonly entries: readonly JournalEntry[];
  verify(): Promise<ChainVerdict>;
  head(): Promise<{ readonly hash: string }>;
  /** Whether the current run is crashing at this statement. */
  readonly dying: boolean;
}

/** A disk without faults. */
export function plainDisk(): JournalDisk {
  const journal = createMemoryJournal((bytes) => hash('sha256', bytes));
  return {
    open: () => Promise.resolve(journal),
    entries: journal.entries,
    verify: () => journal.verify(),
    head: () => journal.head(),
    dying: false,
  };
}

/** Outcome of a statement. */
type Fate = 'runs' | 'dies_before' | 'dies_after' | 'fails_before' | 'fails_after';

const PATH = 'journal.db';
/** SQLite's result codes for a full disk and for a disk remounted read-only. */
const FAILURES = [
  { errcode: 13, message: 'database or disk is full' },
  { errcode: 8, message: 'attempt to write a readonly database' },
] as const;

/** Callbacks for the statement at which the process dies, and for a statement that fails. */
export interface DiskVoice {
  readonly died: () => void;
  readonly failed: () => void;
}

/**
 * The real store on an in-memory database that can crash or fail at any statement: in a migration,
 * in the fence, in the middle of an append, or right before or after a commit.
 *
 * A crash keeps what was committed, as SQLite's recovery does; the next run opens a copy.
 */
export class SqliteDisk implements JournalDisk {
  readonly #random: SeededRandom;
  readonly #voice: DiskVoice;
  #file: Uint8Array | undefined;
  #db: FaultyDatabase | undefined;
  #entries: JournalEntry[] = [];
  #calm = false;

  constructor(random: SeededRandom, voice: DiskVoice) {
    this.#random = random;
    this.#voice = voice;
  }

  get dying(): boolean {
    return this.#db?.dead === true;
  }

  /** Turns all faults off. */
  calm(): void {
    this.#calm = true;
    if (this.#db !== undefined) this.#db.fate = () => 'runs';
  }

  async open(): Promise<Journal> {
    this.#unplug();
    const db = new FaultyDatabase();
    if (this.#file !== undefined) db.deserialize(this.#file);
    this.#db = db;
    const due = this.#calm ? Number.POSITIVE_INFINITY : this.#drawDue();
    const fate = (['dies_before', 'dies_after', 'fails_before', 'fails_after'] as const)[
      this.#random.below(4)
    ]!;
    const failure = FAILURES[this.#random.below(FAILURES.length)]!;
    let statements = 0;
    db.fate = () => {
      statements += 1;
      return statements === due ? fate : 'runs';
    };
    db.failure = () => {
      this.#voice.failed();
      return Object.assign(new Error(failure.message), { errcode: failure.errcode });
    };
    db.died = this.#voice.died;
    db.closing = (file) => {
      this.#file = file;
      this.#db = undefined;
    };
    migrate(db, { path: PATH, migrations: JOURNAL_MIGRATIONS });
    const latch = createLatch({
      name: PATH,
      check: () => {},
      failure: (error) => sqliteFailure(error, PATH),
    });
    return journalOn(db, { path: PATH, latch });
  }

  get entries(): readonly JournalEntry[] {
    const file = this.#db ?? this.#copy();
    const table = file.raw("SELECT name FROM sqlite_schema WHERE name = 'entries'");
    if (table.length === 0) return [];
    const rows = file.raw(
      `SELECT bytes FROM entries WHERE seq > ${this.#entries.length} ORDER BY seq`,
    );
    for (const { bytes } of rows) this.#entries.push(decodeEntry(String(bytes)));
    return this.#entries;
  }

  async verify(): Promise<ChainVerdict> {
    return (await this.#reader()).verify();
  }

  async head(): Promise<{ readonly hash: string }> {
    return (await this.#reader()).head();
  }

  /** Opens a copy for the checks. */
  #reader() {
    const latch = createLatch({
      name: PATH,
      check: () => {},
      failure: (error) => sqliteFailure(error, PATH),
    });
    this.#unplug();
    return journalOn(this.#copy(), { path: PATH, latch });
  }

  #copy(): FaultyDatabase {
    const copy = new FaultyDatabase();
    if (this.#file !== undefined) copy.deserialize(this.#file);
    return copy;
  }

  /** Saves what the last run's connection committed, and closes it. */
  #unplug(): void {
    this.#db?.close();
    this.#db = undefined;
  }

  /** Draws a statement number, equally likely in every order of magnitude. */
  #drawDue(): number {
    const drawn = this.#random.fraction();
    return this.#random.chance(0.6) ? Math.ceil(Math.exp(drawn * Math.log(2_000))) : Infinity;
  }
}

/** SQLite's connection, with a fault hook on each statement. */
class FaultyDatabase extends DatabaseSync {
  fate: () => Fate = () => 'runs';
  failure: () => Error = () => new Error('unused');
  died: () => void = () => {};
  closing: (file: Uint8Array) => void = () => {};
  /** True after a crash: no statement runs anymore. */
  dead = false;

  constructor() {
    super(':memory:', { enableForeignKeyConstraints: true, defensive: true });
  }

  /** Returns what is committed, as SQLite finds it when it reopens a file. */
  override close(): void {
    this.fate = () => 'runs';
    this.dead = false;
    if (this.isTransaction) this.exec('ROLLBACK');
    this.closing(this.serialize());
    super.close();
  }

  override exec(sql: string): void {
    this.#run(() => super.exec(sql));
  }

  override prepare(sql: string): StatementSync {
    const statement = super.prepare(sql);
    const { run, get, all } = statement;
    statement.run = (...values) => this.#run(() => run.apply(statement, values as never));
    statement.get = (...values) => this.#run(() => get.apply(statement, values as never));
    statement.all = (...values) => this.#run(() => all.apply(statement, values as never));
    return statement;
  }

  /** Reads without faults, for the checks. */
  raw(sql: string): Record<string, unknown>[] {
    return super.prepare(sql).all();
  }

  #run<T>(work: () => T): T {
    if (this.dead) throw new Error('the process has died');
    const fate = this.fate();
    if (fate === 'dies_before' || fate === 'dies_after') {
      if (fate === 'dies_after') work();
      this.dead = true;
      this.died();
      throw new Error('the process dies at this statement');
    }
    if (fate === 'fails_before') throw this.failure();
    const result = work();
    if (fate === 'fails_after') throw this.failure();
    return result;
  }
}
