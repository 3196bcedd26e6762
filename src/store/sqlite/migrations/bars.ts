import type { Migration } from './migration.ts';

/** Schema of `bars.db`, oldest step first. */
export const BAR_MIGRATIONS: readonly Migration[] = [
  {
    name: 'bars-1-blocks',
    sql: `
      CREATE TABLE blocks (
        symbol TEXT NOT NULL,
        timeframe TEXT NOT NULL,
        block INTEGER NOT NULL,
        length INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (symbol, timeframe, block)
      ) STRICT;
    `,
  },
];
