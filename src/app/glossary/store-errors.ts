import type { Meanings } from './meaning.ts';

/** Of `store`: the files in the data folder. */
export const storeErrors: Meanings = {
  'store.cannot_open': [
    'A file of the data folder cannot be opened.',
    'Check that the folder exists and that this user may read and write it.',
  ],
  'store.closed': ['Something was to be written after the file was closed.', 'Start Quipu again.'],
  'store.corrupt': [
    'A file of the data folder is damaged.',
    'Keep it as it is, run quipu journal verify, and restore the last backup.',
  ],
  'store.disk_full': [
    'A file cannot grow, because the disk or its quota is full.',
    'Free space and start Quipu again; what was recorded before is safe.',
  ],
  'store.fenced': [
    'Another instance has opened the journal since.',
    'Stop this instance; the newer one goes on.',
  ],
  'store.foreign_file': [
    'A file in the data folder is a database of something else.',
    'Move it away, or choose another data folder.',
  ],
  'store.invalid_bars': [
    'Bars to be stored are not whole or not in order.',
    'Import them again from their source.',
  ],
  'store.invalid_cursor': [
    'The place to continue a list from is not one that was given out.',
    'Start the list from its beginning.',
  ],
  'store.io_error': [
    'The disk failed under a file.',
    'Check the disk, then start Quipu again; it continues from what is safely recorded.',
  ],
  'store.latched': [
    'A journal takes no more entries after an earlier failure.',
    'Do what the first failure asks for, then start Quipu again.',
  ],
  'store.lease_held': [
    'Another process works with the data folder.',
    'Stop that process, or choose another folder with --data-dir.',
  ],
  'store.locked': [
    'Another process has a file of the data folder open.',
    'Stop the other Quipu, or any tool that has the file open.',
  ],
  'store.moved': [
    'A file was removed or replaced while it was in use.',
    'Put the file back if it was moved, then start Quipu again.',
  ],
  'store.network_file_system': [
    'The data folder lies on a network disk, where locks cannot be trusted.',
    'Choose a data folder on a local disk.',
  ],
  'store.newer_schema': [
    'A newer version of Quipu wrote the file.',
    'Use that version, or a newer one.',
  ],
  'store.not_durable': [
    'The disk does not offer the durability that a journal needs.',
    'Choose a data folder on a local disk.',
  ],
  'store.old_sqlite': [
    'The SQLite of this Node.js is too old.',
    'Run Quipu with the Node.js that it installs.',
  ],
  'store.read_only': [
    'A file of the data folder cannot be written by this user.',
    'Give write permission there, or choose another data folder.',
  ],
  'store.sequence_hole': [
    'An entry does not follow the last one of the journal; nothing was appended.',
    'Start Quipu again so that it reads its journal.',
  ],
};
