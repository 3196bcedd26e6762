import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { getuid } from 'node:process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase, requireSqlite } from '../../src/store/sqlite/database.ts';
import {
  journalPath,
  openJournalReader,
  openSqliteJournal,
} from '../../src/store/sqlite/journal.ts';
import { openSqliteRecordLog } from '../../src/store/sqlite/record-log.ts';
import { follow, programArguments } from '../support/child.ts';
import { entriesFrom, entryAt } from '../support/entries.ts';
import { runQuipu } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = new URL('./appending-child.ts', import.meta.url);
const isRoot = getuid?.() === 0;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** Runs the appending program to its end and gives back the refusal that it said last. */
async function refusalOf(
  command: string,
  args: readonly string[],
): Promise<{ readonly refusal: Refusal; readonly durable: number }> {
  const child = follow(command, args);
  const code = await child.ended;
  expect(code, child.lines.join('\n')).toBe(70);
  const durable = child.lines.findLast((line) => line.startsWith('durable '));
  return {
    refusal: JSON.parse(child.lines.at(-1)!) as Refusal,
    durable: Number(durable?.split(' ')[1] ?? 0),
  };
}

async function expectWhole(folder: string, durable: number): Promise<void> {
  const journal = openJournalReader(folder);
  const verdict = await journal.verify();
  expect(verdict).toMatchObject({ sound: true });
  expect(verdict.sound && verdict.head.seq).toBeGreaterThanOrEqual(durable);
  await journal.close();
}

describe('a journal that cannot grow', () => {
  it('reports a full disk or quota under a file-size limit, and keeps its entries', async (context) => {
    if (process.platform === 'win32') context.skip('there is no ulimit on Windows');
    const folder = temporaryFolder();
    const { refusal, durable } = await refusalOf('sh', [
      '-c',
      'ulimit -f 1024 && exec "$0" "$@"',
      process.execPath,
      ...programArguments(PROGRAM, [folder]),
    ]);
    expect(durable).toBeGreaterThan(0);
    expect(refusal).toMatchObject({ code: 'store.disk_full' });
    expect(refusal.message).toMatch(/\.db cannot grow: the disk or its quota is full\.$/);
    expect(refusal.next).toContain('Free space');
    await expectWhole(folder, durable);
    expect(readdirSync(folder)).not.toContain('.quipu-probe');
  });

  it('says so on a full disk, and keeps what it had', async (context) => {
    const folder = join(temporaryFolder(), 'small');
    mkdirSync(folder);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]);
    if (mounted.status !== 0) context.skip('needs the right to mount a small tmpfs');
    onTestFinished(() => {
      spawnSync('umount', [folder]);
    });
    const { refusal, durable } = await refusalOf(
      process.execPath,
      programArguments(PROGRAM, [folder]),
    );
    expect(durable).toBeGreaterThan(0);
    expect(refusal).toMatchObject({ code: 'store.disk_full' });
    await expectWhole(folder, durable);
  });

  it('takes nothing more after its first failure, even when the cause has passed', async () => {
    const folder = temporaryFolder();
    const journal = await openSqliteJournal(folder);
    await journal.append([entryAt(1)]);
    const path = journalPath(folder);
    renameSync(path, `${path}.away`);
    await expect(journal.append([entryAt(2)])).rejects.toMatchObject({ code: 'store.moved' });
    renameSync(`${path}.away`, path);
    await expect(journal.append([entryAt(2)])).rejects.toMatchObject({
      code: 'store.latched',
      facts: { first: 'store.moved' },
    });
    await journal.close();
    const again = await openSqliteJournal(folder);
    expect((await again.head()).seq).toBe(1);
    await again.append([entryAt(2)]);
    await again.close();
  });

  it('refuses an append after it was closed', async () => {
    const journal = await openSqliteJournal(temporaryFolder());
    await journal.close();
    await expect(journal.append([entryAt(1)])).rejects.toMatchObject({ code: 'store.closed' });
  });
});

describe('a folder that cannot be written', () => {
  const asNobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  // A process of root may write anywhere, so it looks at the folder as somebody else.
  const canRead = (): boolean => {
    const look = `require('node:fs').accessSync(${JSON.stringify(fileURLToPath(PROGRAM))})`;
    return spawnSync(process.execPath, ['-e', look], { ...asNobody, cwd: '/' }).status === 0;
  };

  it('is refused as read-only, with the next step', async (context) => {
    if (process.platform === 'win32') context.skip('folders have no such mode there');
    if (!canRead()) context.skip('needs a user without rights who can read the sources');
    const folder = join(temporaryFolder(), 'closed');
    mkdirSync(folder, { mode: 0o555 });
    chmodSync(join(folder, '..'), 0o755);
    const child = follow(process.execPath, programArguments(PROGRAM, [folder]), asNobody);
    expect(await child.ended).toBe(70);
    expect(JSON.parse(child.lines.at(-1)!)).toMatchObject({
      code: 'store.read_only',
      message: `${folder} cannot be written: it is read-only for this user.`,
      next: 'Give this user write permission there, or choose another data folder.',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused when a file stands in its place', async () => {
    const folder = join(temporaryFolder(), 'file');
    writeFileSync(folder, '');
    await expect(openSqliteJournal(folder)).rejects.toThrow('a file of this name');
  });
});

describe('a database file', () => {
  it('is for its user alone, and so is its folder', async () => {
    const folder = join(temporaryFolder(), 'new', 'data');
    const journal = await openSqliteJournal(folder);
    await journal.append(entriesFrom(1, 2));
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect(mode(folder)).toBe(0o700);
    for (const name of readdirSync(folder))
      expect([name, mode(join(folder, name))]).toEqual([name, 0o600]);
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    await journal.close();
  });

  it('is tightened when others could read it', async () => {
    const folder = temporaryFolder();
    writeFileSync(journalPath(folder), '', { mode: 0o644 });
    const journal = await openSqliteJournal(folder);
    expect(statSync(journalPath(folder)).mode & 0o777).toBe(0o600);
    await journal.close();
  });

  it('of a newer schema is refused', async () => {
    const folder = temporaryFolder();
    await (await openSqliteJournal(folder)).close();
    const db = new DatabaseSync(journalPath(folder));
    db.exec("INSERT INTO migrations VALUES (2, 'journal-2-of-the-future')");
    db.close();
    await expect(openSqliteJournal(folder)).rejects.toThrow('schema 2 of a newer Quipu');
    expect(() => openJournalReader(folder)).toThrow('schema 2 of a newer Quipu');
  });

  it.each([
    ['of another program', 'CREATE TABLE notes (text TEXT)'],
    [
      'of another kind',
      "CREATE TABLE migrations (step, name); INSERT INTO migrations VALUES (1, 'x')",
    ],
  ])('%s is refused', async (_, sql) => {
    const folder = temporaryFolder();
    const db = new DatabaseSync(journalPath(folder));
    db.exec(sql);
    db.close();
    await expect(openSqliteJournal(folder)).rejects.toThrow('is a database of another program');
  });

  it('that is no database is refused as damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(journalPath(folder), 'seq,at,kind\n'.repeat(100));
    await expect(openSqliteJournal(folder)).rejects.toThrow(
      /is damaged: file is not a database\.$/,
    );
  });

  it('that is not there cannot be read', async () => {
    expect(() => openJournalReader(temporaryFolder())).toThrow('There is no file');
  });

  it('of a record log is one process’s alone', async () => {
    const path = join(temporaryFolder(), 'records.db');
    const log = await openSqliteRecordLog(path);
    await expect(openSqliteRecordLog(path)).rejects.toThrow('is in use by another process');
    await log.close();
    await (await openSqliteRecordLog(path)).close();
  });

  it('takes new steps of its schema once, each whole or not at all', async () => {
    const path = join(temporaryFolder(), 'steps.db');
    const first = {
      name: 'one',
      sql: 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)',
    };
    const second = { name: 'two', sql: 'INSERT INTO a VALUES (2)' };
    const broken = {
      name: 'three',
      sql: 'INSERT INTO a VALUES (3); INSERT INTO nowhere VALUES (1)',
    };
    const open = (migrations: readonly (typeof first)[]): number => {
      const db = openDatabase({ path, migrations, durability: 'full' });
      const { sum } = db.prepare('SELECT sum(x) AS sum FROM a').get()!;
      db.close();
      return Number(sum);
    };
    expect(open([first])).toBe(1);
    expect(() => open([first, second, broken])).toThrow('nowhere');
    expect(open([first, second])).toBe(3);
    expect(open([first, second])).toBe(3);
  });
});

describe('the version of SQLite', () => {
  it.each([['3.51.3'], ['3.51.10'], ['3.53.4'], ['4.0.0']])('%s is taken', async (version) => {
    expect(() => requireSqlite(version)).not.toThrow();
  });

  it.each([['3.51.2'], ['3.40.1'], ['3.7.17'], ['2.99.99'], ['0']])(
    '%s is refused',
    async (version) => {
      expect(() => requireSqlite(version)).toThrow(
        `needs SQLite 3.51.3 or newer, found ${version}`,
      );
    },
  );
});

describe('what was emptied is not begun anew', () => {
  it('a journal beside the documents of an earlier life', async () => {
    const folder = temporaryFolder();
    // A first start that ended between two files leaves an empty one, and may be repeated.
    writeFileSync(journalPath(folder), '');
    await (await openSqliteJournal(folder)).close();
    writeFileSync(join(folder, 'documents.db'), 'x');
    await (await openSqliteJournal(folder)).close();
    for (const end of ['', '-wal', '-shm']) rmSync(`${journalPath(folder)}${end}`, { force: true });
    writeFileSync(journalPath(folder), '');
    await expect(openSqliteJournal(folder)).rejects.toThrow(/is empty, although it had content/);
  });

  it.each([
    ['account.db', '', 'is empty, although it had content before', 13],
    ['market.json', '{"seed":', 'was changed or is damaged', 3],
  ])('the %s of a paper broker', async (name, content, words, code) => {
    const folder = temporaryFolder();
    const start = ['broker', 'start', '--port', '0', '--data-dir', folder, '--for', '200ms'];
    expect(runQuipu(start).code).toBe(0);
    for (const end of ['-wal', '-shm']) rmSync(join(folder, 'broker', name + end), { force: true });
    writeFileSync(join(folder, 'broker', name), content);
    const ended = runQuipu(start);
    expect(ended.err).toContain(words);
    expect(ended.code).toBe(code);
    expect(readFileSync(join(folder, 'broker', name), 'utf8')).toBe(content);
  });
});

describe('a strategy that ends the process', () => {
  it('ends its backtest without a result, and says so', () => {
    const folder = temporaryFolder();
    const strategy = join(folder, 'rude.ts');
    writeFileSync(strategy, 'process.exit(0);\n');
    const { code, err } = runQuipu(['backtest', 'run', strategy, '--data', folder]);
    expect(err).toContain('a strategy calls process.exit');
    expect(code).toBe(3);
  });
});
