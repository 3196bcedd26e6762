import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from '../../core/canonical.ts';
import { ageBefore } from '../cursor.ts';
import { DOCUMENT_MIGRATIONS } from './migrations/documents.ts';
import type { DocumentPage, DocumentQuery, Documents } from '../ports.ts';
import { openDatabase, transact } from './database.ts';
import { sqliteFailure } from './failure.ts';
import { createFileLatch } from './file-latch.ts';

/**
 * Opens the documents in `documents.db` of a data directory; creates the file if there is none.
 *
 * @throws QuipuError as `openDatabase` does
 */
export async function openSqliteDocuments(directory: string): Promise<Documents> {
  const path = join(directory, 'documents.db');
  const db = openDatabase({ path, migrations: DOCUMENT_MIGRATIONS, durability: 'full' });
  const latch = createFileLatch(db, path);
  const statements = prepare(db);
  const found = (collection: string, key: string): unknown => {
    const row = statements.find.get(collection, key);
    return row === undefined ? undefined : JSON.parse(String(row['value']));
  };
  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  };
  return {
    async get(collection, key) {
      return reading(() => found(collection, key));
    },
    async put(collection, key, value) {
      const text = canonicalJson(value);
      await latch.run(() => statements.put.run(collection, key, text));
    },
    async insertIfAbsent(collection, key, value) {
      const text = canonicalJson(value);
      return latch.run(() =>
        transact(db, () => {
          const { changes } = statements.insert.run(collection, key, text);
          if (Number(changes) === 1) return { inserted: true };
          return { inserted: false, found: found(collection, key) };
        }),
      );
    },
    async remove(collection, key) {
      await latch.run(() => statements.remove.run(collection, key));
    },
    async list(collection, query) {
      return reading(() => page(statements.older, collection, query));
    },
    async close() {
      if (db.isOpen) db.close();
    },
  };
}

type Statement = ReturnType<DatabaseSync['prepare']>;

function prepare(db: DatabaseSync): Readonly<Record<StatementName, Statement>> {
  const insert = 'INSERT INTO documents (collection, key, value) VALUES (?, ?, ?) ON CONFLICT';
  return {
    find: db.prepare('SELECT value FROM documents WHERE collection = ? AND key = ?'),
    put: db.prepare(`${insert} (collection, key) DO UPDATE SET value = excluded.value`),
    insert: db.prepare(`${insert} (collection, key) DO NOTHING`),
    remove: db.prepare('DELETE FROM documents WHERE collection = ? AND key = ?'),
    older: db.prepare(
      'SELECT age, key, value FROM documents WHERE collection = ? AND age < ? ' +
        'ORDER BY age DESC LIMIT ?',
    ),
  };
}

type StatementName = 'find' | 'put' | 'insert' | 'remove' | 'older';

function page(older: Statement, collection: string, query: DocumentQuery): DocumentPage {
  const rows = older.all(collection, ageBefore(query.cursor), query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1)?.['age'];
  return {
    documents: shown.map((row) => ({
      key: String(row['key']),
      value: JSON.parse(String(row['value'])) as unknown,
    })),
    ...(rows.length > query.limit && last !== undefined ? { next: String(last) } : {}),
  };
}
