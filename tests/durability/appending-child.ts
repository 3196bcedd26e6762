// Holds the lease of a folder and appends to its journal until killed; prints what is durable.
import { writeSync } from 'node:fs';
import { isQuipuError } from '../../src/core/errors.ts';
import { epochMs } from '../../src/core/time.ts';
import { acquireLease } from '../../src/store/sqlite/lease.ts';
import { openSqliteJournal } from '../../src/store/sqlite/journal.ts';
import { openSqliteRecordLog } from '../../src/store/sqlite/record-log.ts';
import { entriesFrom } from '../support/entries.ts';

const [folder = '', limit = '1000000'] = process.argv.slice(2);
const world = {
  clock: { now: () => epochMs(Date.now()) },
  process: { pid: process.pid, alive: () => true },
};
// Written immediately and not buffered: a visible line was written before the kill.
const say = (line: string): number => writeSync(1, `${line}\n`);

try {
  const lease = await acquireLease(folder, world as never);
  const journal = await openSqliteJournal(folder, lease);
  const records = await openSqliteRecordLog(`${folder}/broker/records.db`);
  let { seq } = await journal.head();
  say(`open ${lease.epoch}`);
  while (seq < Number(limit)) {
    const size = 1 + (seq % 5);
    await journal.append(entriesFrom(seq + 1, seq + size));
    await records.append([`record after ${seq + size}`]);
    seq += size;
    say(`durable ${seq}`);
  }
} catch (error) {
  if (!isQuipuError(error)) throw error;
  say(
    JSON.stringify({ code: error.code, message: error.message, next: error.next, ...error.facts }),
  );
  process.exitCode = 70;
}
