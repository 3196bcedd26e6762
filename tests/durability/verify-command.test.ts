import { cpSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { journalPath, openSqliteJournal } from '../../src/store/sqlite/journal.ts';
import { entriesFrom } from '../support/entries.ts';
import { runQuipu, startQuipu } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { isUp } from './trading-house.ts';

/** Changes one byte of an entry, as anyone with access to the file could. */
function tamper(dataDir: string, seq: number): void {
  const db = new DatabaseSync(journalPath(dataDir));
  db.exec('DROP TRIGGER IF EXISTS entries_are_never_changed');
  const change = `replace(bytes, '"cause":', '"causf":')`;
  const { changes } = db.prepare(`UPDATE entries SET bytes = ${change} WHERE seq = ?`).run(seq);
  db.close();
  expect(changes).toBe(1);
}

const verify = (dataDir: string, ...more: readonly string[]) =>
  runQuipu(['journal', 'verify', '--data-dir', dataDir, ...more]);

it('journal verify names the first entry that was changed, without a server', async () => {
  const dataDir = temporaryFolder();
  const journal = await openSqliteJournal(dataDir);
  await journal.append(entriesFrom(1, 40));
  await journal.close();
  expect(verify(dataDir)).toMatchObject({ code: 0, err: '' });
  tamper(dataDir, 31);
  tamper(dataDir, 17);
  const result = verify(dataDir);
  expect(result.code).toBe(13);
  expect(result.err).toMatch(
    /^quipu: Entry 17 of the journal is bad: .*\(app\.journal_unsound\)\n/,
  );
  const { out, code } = verify(dataDir, '--json');
  expect(code).toBe(13);
  expect(out).toContain('"first_bad":{"seq":17,');
}, 60_000);

it('journal verify uses the running server, which reads the disk', async () => {
  const dataDir = temporaryFolder();
  const flags = ['--data-dir', dataDir, '--port', '0'];
  const broker = startQuipu(['broker', 'start', ...flags, '--speed', '0', '--json']);
  const { data } = JSON.parse(await broker.line(() => true)) as { data: { url: string } };
  const server = startQuipu(['up', ...flags, '--broker-url', data.url]);
  await isUp(server);
  expect(verify(dataDir)).toMatchObject({ code: 0, err: '' });

  // A copy taken while the server runs is complete.
  const copy = `${temporaryFolder()}/copy`;
  cpSync(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('run.json') });
  expect(verify(copy)).toMatchObject({ code: 0 });
  tamper(copy, 1);
  expect(verify(copy)).toMatchObject({ code: 13 });

  tamper(dataDir, 1);
  const result = verify(dataDir);
  expect(result.code).toBe(13);
  expect(result.err).toContain('Entry 1 of the journal is bad');
  await server.kill();
  await broker.stop();
}, 90_000);
