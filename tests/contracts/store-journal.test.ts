import { createMemoryJournal } from '../../src/store/memory/journal.ts';
import { openSqliteJournal } from '../../src/store/sqlite/journal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { journalContract } from './store-journal.ts';

journalContract('memory', () => {
  const journal = createMemoryJournal();
  return { open: () => journal };
});

journalContract('SQLite', () => {
  const folder = temporaryFolder();
  return { open: () => openSqliteJournal(folder) };
});
