import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { epochMs } from '../../src/core/time.ts';
import type { World } from '../../src/core/world.ts';
import { openSqliteJournal } from '../../src/store/sqlite/journal.ts';
import { acquireLease } from '../../src/store/sqlite/lease.ts';
import { openSqliteRecordLog } from '../../src/store/sqlite/record-log.ts';
import { follow, programArguments, type Child } from '../support/child.ts';
import { collect, entriesFrom } from '../support/entries.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = new URL('./appending-child.ts', import.meta.url);
const KILLS = 10;

function start(folder: string): Child {
  return follow(process.execPath, programArguments(PROGRAM, [folder]));
}

function lastDurable(child: Child): number {
  const line = child.lines.findLast((each) => each.startsWith('durable '));
  return Number(line?.split(' ')[1] ?? 0);
}

describe('a process killed while it appends', () => {
  it('loses nothing reported as durable, and its lease is free immediately', async () => {
    const folder = temporaryFolder();
    const random = seededRandom(7);
    let durable = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const child = start(folder);
      expect(await child.line(() => true)).toBe(`open ${kill}`);
      const enough = durable + random.below(60);
      await child.line(
        (line) => line.startsWith('durable ') && Number(line.split(' ')[1]) >= enough,
      );
      child.process.kill('SIGKILL');
      expect(await child.ended).toBeNull();
      durable = Math.max(durable, lastDurable(child));
    }

    const journal = await openSqliteJournal(folder);
    const { seq } = await journal.head();
    expect(seq).toBeGreaterThanOrEqual(durable);
    expect(await journal.verify()).toMatchObject({ sound: true, head: { seq } });
    const read = await collect(journal.read());
    expect(read.map(({ entry }) => entry)).toEqual(entriesFrom(1, seq));
    await journal.close();

    const records = await openSqliteRecordLog(`${folder}/broker/records.db`);
    expect(await collect(records.read())).toContain(`record after ${durable}`);
    await records.close();
  });
});

describe('a second process on the same folder', () => {
  it('is refused with the holder’s name, and takes over once the holder was killed', async () => {
    const folder = temporaryFolder();
    const holder = start(folder);
    await holder.line((line) => line.startsWith('durable '));

    const second = start(folder);
    const refusal = JSON.parse(await second.line(() => true)) as Record<string, unknown>;
    expect(await second.ended).toBe(70);
    expect(refusal).toMatchObject({ code: 'store.lease_held', pid: holder.process.pid });
    expect(refusal['message']).toContain(`in use by process ${holder.process.pid} on `);
    expect(refusal['next']).toContain(`Stop process ${holder.process.pid}`);

    holder.process.kill('SIGKILL');
    await holder.ended;
    const third = start(folder);
    expect(await third.line(() => true)).toBe('open 2');
    await third.line((line) => line.startsWith('durable '));
    third.process.kill('SIGKILL');
    await third.ended;
  });

  it('is still refused after this process itself tried twice', async () => {
    const folder = temporaryFolder();
    const world = {
      clock: { now: () => epochMs(0) },
      process: { pid: process.pid, alive: () => true },
    } as unknown as World; // nothing else of it is called
    const lease = await acquireLease(folder, world);
    const records = await openSqliteRecordLog(`${folder}/broker/records.db`);
    // Opening and closing the file a second time would drop the locks of the first.
    await expect(acquireLease(folder, world)).rejects.toThrow('is in use by process');
    await expect(openSqliteRecordLog(`${folder}/broker/records.db`)).rejects.toThrow('in use');
    const second = start(folder);
    expect(JSON.parse(await second.line(() => true))).toMatchObject({ code: 'store.lease_held' });
    await second.ended;
    await lease.release();
    const third = start(folder);
    expect(await third.line((line) => line.startsWith('{'))).toContain('store.locked');
    await third.ended;
    await records.close();
  });
});
