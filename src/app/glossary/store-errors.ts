import type { Meanings } from './meaning.ts';

/** Error meanings of `store`: the files in the data folder. */
export const storeErrors: Meanings = {
  'store.cannot_open': [
    'A file in the data folder cannot be opened.',
    'Check that the folder exists and that this user can read and write it.',
  ],
  'store.closed': ['A write came after the file was closed.', 'Start Quipu again.'],
  'store.corrupt': [
    'A file in the data folder is damaged.',
    'Keep it as it is, run quipu journal verify, and restore the last backup.',
  ],
  'store.disk_full': [
    'A file cannot grow, because the disk or its quota is full.',
    'Free some space and start Quipu again; earlier records are safe.',
  ],
  'store.fenced': [
    'Another instance has since opened the journal.',
    'Stop this instance; the newer one continues.',
  ],
  'store.foreign_file': [
    "A file in the data folder is another program's database.",
    'Move it away, or choose another data folder.',
  ],
  'store.invalid_bars': [
    'Bars to store are incomplete or out of order.',
    'Import them again from their source.',
  ],
  'store.invalid_cursor': [
    'The place to continue a list from is invalid.',
    'Start the list from the beginning.',
  ],
  'store.io_error': [
    'The disk failed while a file was in use.',
    'Check the disk, then start Quipu again; it continues from the last safe record.',
  ],
  'store.latched': [
    'The journal accepts no more entries after an earlier failure.',
    'Fix the first failure, then start Quipu again.',
  ],
  'store.lease_held': [
    'Another process uses the data folder.',
    'Stop that process, or choose another folder with --data-dir.',
  ],
  'store.locked': [
    'Another process has a data file open.',
    'Stop the other Quipu, or the tool that has the file open.',
  ],
  'store.moved': [
    'A file was removed or replaced while it was in use.',
    'Put the file back if it was moved, then start Quipu again.',
  ],
  'store.network_file_system': [
    'The data folder is on a network disk, where locks are unreliable.',
    'Choose a data folder on a local disk.',
  ],
  'store.newer_schema': [
    'A newer version of Quipu wrote the file.',
    'Use that version, or a newer one.',
  ],
  'store.not_durable': [
    'The disk does not provide the durability that a journal needs.',
    'Choose a data folder on a local disk.',
  ],
  'store.old_sqlite': [
    'This Node.js has a version of SQLite that is too old.',
    'Run Quipu with the Node.js that it installs.',
  ],
  'store.read_only': [
    'This user cannot write a file in the data folder.',
    'Grant write permission, or choose another data folder.',
  ],
  'store.sequence_hole': [
    'An entry does not follow the last journal entry; nothing was appended.',
    'Start Quipu again to reload its journal.',
  ],
};
