import type { RecordLog } from '../../core/world.ts';
import { RECORD_MIGRATIONS } from './migrations/records.ts';
import { openDatabase, transact } from './database.ts';
import { sqliteFailure } from './failure.ts';
import { createFileLatch } from './file-latch.ts';

const PAGE = 1_000;

/**
 * Opens a record log in its own file; creates it if there is none.
 *
 * No other process can open it at the same time. The first failed write shuts it.
 *
 * @throws QuipuError as `openDatabase` does; `store.locked` when another process has it open
 */
export async function openSqliteRecordLog(path: string): Promise<RecordLog> {
  const db = openDatabase({
    path,
    migrations: RECORD_MIGRATIONS,
    durability: 'full',
    exclusive: true,
  });
  const latch = createFileLatch(db, path);
  const insert = db.prepare('INSERT INTO records (record) VALUES (?)');
  const page = db.prepare('SELECT seq, record FROM records WHERE seq > ? ORDER BY seq LIMIT ?');
  return {
    async append(records) {
      if (records.length === 0) return;
      await latch.run(() => transact(db, () => records.forEach((record) => insert.run(record))));
    },
    async *read() {
      let after = 0;
      for (;;) {
        const rows = readPage(after);
        for (const row of rows) {
          after = Number(row['seq']);
          yield String(row['record']);
        }
        if (rows.length < PAGE) return;
      }
    },
    async close() {
      if (db.isOpen) db.close();
    },
  };

  function readPage(after: number): readonly Readonly<Record<string, unknown>>[] {
    try {
      return page.all(after, PAGE);
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  }
}
