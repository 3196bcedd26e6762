import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { ChainVerdict } from '../../src/ledger/chain.ts';
import {
  journalPath,
  openJournalReader,
  openSqliteJournal,
} from '../../src/store/sqlite/journal.ts';
import { collect, entriesFrom, entryAt } from '../support/entries.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COUNT = 60;

async function writtenFolder(): Promise<string> {
  const folder = temporaryFolder();
  const journal = await openSqliteJournal(folder);
  await journal.append(entriesFrom(1, COUNT));
  await journal.close();
  return folder;
}

/** Changes a journal as anyone with access to the file could. */
function change(folder: string, sql: string): void {
  const db = new DatabaseSync(journalPath(folder));
  db.exec('DROP TRIGGER entries_are_never_changed; DROP TRIGGER entries_are_never_removed');
  db.exec(sql);
  db.close();
}

async function verdictOf(folder: string): Promise<ChainVerdict> {
  const reader = openJournalReader(folder);
  const verdict = await reader.verify();
  await reader.close();
  return verdict;
}

const SHIFT_DOWN = (seq: number): string =>
  `UPDATE entries SET seq = -seq WHERE seq > ${seq};
   UPDATE entries SET seq = -seq - 1 WHERE seq < 0;`;
const SHIFT_UP = (seq: number): string =>
  `UPDATE entries SET seq = -seq WHERE seq >= ${seq};
   UPDATE entries SET seq = -seq + 1 WHERE seq < 0;`;

const bytesOf = (seq: number): string => `(SELECT bytes FROM entries WHERE seq = ${seq})`;

const CHANGES: readonly (readonly [string, number, string])[] = [
  [
    'one digit of an amount',
    23,
    `UPDATE entries SET bytes = replace(bytes, '23.25', '93.25') WHERE seq = 23`,
  ],
  ['the hash of an entry', 23, `UPDATE entries SET hash = replace(hash, 'a', 'b') WHERE seq = 23`],
  ['the time of a row', 23, 'UPDATE entries SET at = at + 1 WHERE seq = 23'],
  ['the kind of a row', 23, `UPDATE entries SET kind = 'session' WHERE seq = 23`],
  [
    'the first entry',
    1,
    `UPDATE entries SET bytes = replace(bytes, 'deposit-1', 'deposit-7') WHERE seq = 1`,
  ],
  ['the last entry', COUNT, `UPDATE entries SET bytes = '{}' WHERE seq = ${COUNT}`],
  ['a removed entry', 40, 'DELETE FROM entries WHERE seq = 40'],
  [
    'a removed entry, the rest moved up',
    40,
    `DELETE FROM entries WHERE seq = 40; ${SHIFT_DOWN(40)}`,
  ],
  ['a removed first entry', 1, 'DELETE FROM entries WHERE seq = 1'],
  ['a removed last entry', COUNT, `DELETE FROM entries WHERE seq = ${COUNT}`],
  [
    'an inserted copy, the rest moved down',
    17,
    `${SHIFT_UP(17)} INSERT INTO entries SELECT 17, at, kind, bytes, hash FROM entries WHERE ` +
      `seq = 16`,
  ],
  [
    'an entry more at the end',
    COUNT + 1,
    `INSERT INTO entries SELECT ${COUNT + 1}, at, kind, bytes, hash FROM entries WHERE seq = ` +
      `${COUNT}`,
  ],
  [
    'the contents of two entries, exchanged',
    11,
    `CREATE TEMP TABLE kept AS SELECT ${bytesOf(11)} AS a, ${bytesOf(30)} AS b;
     UPDATE entries SET bytes = (SELECT b FROM kept) WHERE seq = 11;
     UPDATE entries SET bytes = (SELECT a FROM kept) WHERE seq = 30`,
  ],
  [
    'two whole rows, exchanged',
    11,
    `UPDATE entries SET seq = -1 WHERE seq = 11; UPDATE entries SET seq = 11 WHERE seq = 12;
     UPDATE entries SET seq = 12 WHERE seq = -1`,
  ],
];

describe('a journal that was changed behind its back', () => {
  it('is sound when nothing was changed', async () => {
    expect(await verdictOf(await writtenFolder())).toMatchObject({ sound: true });
  });

  it.each(CHANGES)('shows %s: the first bad entry is %i', async (_, seq, sql) => {
    const folder = await writtenFolder();
    change(folder, sql);
    expect(await verdictOf(folder)).toMatchObject({ sound: false, seq });
    if (seq > COUNT) return;
    const reader = openJournalReader(folder);
    await expect(collect(reader.read())).rejects.toMatchObject({
      code: 'store.corrupt',
      facts: { seq },
    });
    await reader.close();
  });

  it.each([
    ['one entry fewer', `DELETE FROM entries WHERE seq = ${COUNT}`],
    ['one entry more', `INSERT INTO entries VALUES (${COUNT + 1}, 0, 'session', '{}', '')`],
    ['another hash at the end', `UPDATE entries SET hash = '0' WHERE seq = ${COUNT}`],
  ])('refuses to append with %s than recorded', async (_, sql) => {
    const folder = await writtenFolder();
    change(folder, sql);
    await expect(openSqliteJournal(folder)).rejects.toThrow('is damaged at entry');
  });

  it('is detected for any flipped byte of an entry in the file', async () => {
    const folder = await writtenFolder();
    const path = journalPath(folder);
    const clean = readFileSync(path);
    const at = clean.indexOf('deposit-31"');
    expect(at).toBeGreaterThan(0);
    for (const offset of [0, 3, 8, 9]) {
      const bytes = Buffer.from(clean);
      bytes[at + offset] = bytes[at + offset]! ^ 1;
      writeFileSync(path, bytes);
      expect(await verdictOf(folder)).toMatchObject({ sound: false, seq: 31 });
    }
  });

  it('is detected, or refused, when a whole page was overwritten', async () => {
    const folder = await writtenFolder();
    const path = journalPath(folder);
    const bytes = readFileSync(path);
    const page = Math.floor(bytes.indexOf('deposit-31"') / 4_096) * 4_096;
    bytes.fill(0x5a, page, page + 4_096);
    writeFileSync(path, bytes);
    const verdict = await verdictOf(folder);
    expect(verdict).toMatchObject({ sound: false });
    expect(!verdict.sound && verdict.seq).toBeLessThanOrEqual(31);
    expect(!verdict.sound && verdict.why).toContain('the file is damaged');
  });

  it('prevents changing or removing entries through SQL', async () => {
    const folder = await writtenFolder();
    const db = new DatabaseSync(journalPath(folder));
    expect(() => db.exec('DELETE FROM entries WHERE seq = 1')).toThrow('never removed');
    expect(() => db.exec('UPDATE entries SET at = 0')).toThrow('never changed');
    db.close();
  });
});

describe('two openings of one journal', () => {
  it('let only the newer one append; the older is shut permanently', async () => {
    const folder = temporaryFolder();
    const older = await openSqliteJournal(folder);
    await older.append([entryAt(1)]);
    const newer = await openSqliteJournal(folder);
    expect(newer.epoch).toBe(older.epoch + 1);
    await expect(older.append([entryAt(2)])).rejects.toMatchObject({ code: 'store.fenced' });
    await expect(older.append([entryAt(2)])).rejects.toMatchObject({
      code: 'store.latched',
      facts: { first: 'store.fenced' },
    });
    await newer.append([entryAt(2)]);
    expect((await newer.head()).seq).toBe(2);
    await older.close();
    await newer.close();
  });

  it('let one write while another only reads', async () => {
    const folder = temporaryFolder();
    const journal = await openSqliteJournal(folder);
    await journal.append(entriesFrom(1, 3));
    const reader = openJournalReader(folder);
    await journal.append(entriesFrom(4, 5));
    expect(await reader.verify()).toMatchObject({ sound: true, head: { seq: 5 } });
    expect((await collect(reader.read())).length).toBe(5);
    await reader.close();
    await journal.append([entryAt(6)]);
    await journal.close();
  });
});
