import type { Migration } from './migration.ts';

/** The schema of `lease.db`, oldest step first. */
export const LEASE_MIGRATIONS: readonly Migration[] = [
  {
    name: 'lease-1',
    sql: `
      CREATE TABLE lease (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        epoch INTEGER NOT NULL
      ) STRICT;
      INSERT INTO lease VALUES (1, 0);
    `,
  },
];
