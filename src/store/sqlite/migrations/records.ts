import type { Migration } from './migration.ts';

/** The schema of a record log's file, oldest step first. */
export const RECORD_MIGRATIONS: readonly Migration[] = [
  {
    name: 'records-1',
    sql: 'CREATE TABLE records (seq INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT;',
  },
];
