import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { QuipuError } from '../../core/errors.ts';
import { epochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { acquireLease } from './lease.ts';

function world(pid: number, living: readonly number[]): Pick<World, 'clock' | 'process'> {
  const alive = (asked: number): boolean => living.includes(asked);
  const clock = { now: () => epochMs(1_700_000_000_000) };
  return { clock, process: { pid, alive } } as unknown as World; // the rest is not called
}

async function refusal(run: () => Promise<unknown>): Promise<QuipuError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof QuipuError) return error;
  }
  throw new Error('nothing was refused');
}

describe('a lease', () => {
  it('is held by one, and the second gets the name of the holder', async () => {
    const folder = temporaryFolder();
    const lease = await acquireLease(folder, world(41, [41]));
    expect(lease.holder).toEqual({ pid: 41, host: hostname(), since: 1_700_000_000_000 });
    const error = await refusal(() => acquireLease(folder, world(42, [41, 42])));
    expect(error.code).toBe('store.lease_held');
    expect(error.message).toBe(
      `${folder} is in use by process 41 on ${hostname()} since 2023-11-14T22:13:20Z.`,
    );
    expect(error.facts).toEqual({ pid: 41, host: hostname(), since: '2023-11-14T22:13:20Z' });
    await lease.release();
  });

  it('is free after its release, and its epoch grows', async () => {
    const folder = temporaryFolder();
    const first = await acquireLease(folder, world(41, [41]));
    await first.release();
    await first.release();
    expect(existsSync(join(folder, 'lease.json'))).toBe(false);
    const second = await acquireLease(folder, world(42, [42]));
    expect(second.epoch).toBe(first.epoch + 1);
    await second.release();
  });

  it('does not survive in the note of a killed holder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lease.json'), '{"pid":7,"host":"elsewhere","since":1}');
    const lease = await acquireLease(folder, world(41, [7, 41]));
    expect(lease.epoch).toBe(1);
    await lease.release();
  });

  it.each([
    ['nothing', undefined],
    ['something else', '[]'],
    ['half a note', '{"pid":7'],
    ['a process that is gone', JSON.stringify({ pid: 7, host: hostname(), since: 1 })],
  ])('names nobody when the note says %s', async (_, note) => {
    const folder = temporaryFolder();
    const lease = await acquireLease(folder, world(41, [41]));
    writeFileSync(join(folder, 'lease.json'), note ?? '');
    const error = await refusal(() => acquireLease(folder, world(42, [41, 42])));
    expect(error.message).toBe(`${folder} is in use by another Quipu.`);
    expect(error.facts['pid']).toBeNull();
    await lease.release();
  });
});
