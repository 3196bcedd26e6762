import type { Migration } from './migration.ts';

/** The schema of `documents.db`, oldest step first. */
export const DOCUMENT_MIGRATIONS: readonly Migration[] = [
  {
    name: 'documents-1',
    sql: `
      CREATE TABLE documents (
        age INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (collection, key)
      ) STRICT;
      CREATE INDEX documents_by_age ON documents (collection, age);
    `,
  },
];
