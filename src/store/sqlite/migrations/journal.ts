import type { Migration } from './migration.ts';

/** The schema of `journal.db`, oldest step first. */
export const JOURNAL_MIGRATIONS: readonly Migration[] = [
  {
    name: 'journal-1-entries',
    sql: `
      CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        bytes TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'a journal entry is never changed'); END;
      CREATE TRIGGER entries_are_never_removed BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'a journal entry is never removed'); END;
      CREATE TABLE head (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      INSERT INTO head VALUES (1, 0, '${'0'.repeat(64)}');
      CREATE TABLE fence (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        epoch INTEGER NOT NULL
      ) STRICT;
      INSERT INTO fence VALUES (1, 0);
    `,
  },
];
