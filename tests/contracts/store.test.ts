import { join } from 'node:path';
import { createMemoryBars } from '../../src/store/memory/bars.ts';
import { createMemoryDocuments } from '../../src/store/memory/documents.ts';
import { createMemoryJournal } from '../../src/store/memory/journal.ts';
import { createMemoryRecordLog } from '../../src/store/memory/record-log.ts';
import { openSqliteBars } from '../../src/store/sqlite/bars.ts';
import { openSqliteDocuments } from '../../src/store/sqlite/documents.ts';
import { openSqliteJournal } from '../../src/store/sqlite/journal.ts';
import { openSqliteRecordLog } from '../../src/store/sqlite/record-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { barsContract } from './store-bars.ts';
import { documentsContract } from './store-documents.ts';
import { journalContract } from './store-journal.ts';
import { recordLogContract } from './store-records.ts';

journalContract('memory', () => {
  const journal = createMemoryJournal();
  return { open: () => journal };
});
journalContract('SQLite', () => {
  const folder = temporaryFolder();
  return { open: () => openSqliteJournal(folder) };
});

recordLogContract('memory', () => {
  const log = createMemoryRecordLog();
  return () => log;
});
recordLogContract('SQLite', () => {
  const path = join(temporaryFolder(), 'broker', 'account.db');
  return () => openSqliteRecordLog(path);
});

documentsContract('memory', () => {
  const documents = createMemoryDocuments();
  return () => documents;
});
documentsContract('SQLite', () => {
  const folder = temporaryFolder();
  return () => openSqliteDocuments(folder);
});

barsContract('memory', () => {
  const bars = createMemoryBars();
  return { open: () => bars };
});
barsContract('SQLite', () => {
  const folder = temporaryFolder();
  return { open: () => openSqliteBars(folder) };
});
