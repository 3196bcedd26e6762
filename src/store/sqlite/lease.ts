import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { asInteger, asText, fields, type Codec } from '../../core/codec.ts';
import { isQuipuError, type QuipuError } from '../../core/errors.ts';
import { formatInstant, type EpochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { storeError } from '../errors.ts';
import { LEASE_MIGRATIONS } from './migrations/lease.ts';
import type { Lease, LeaseHolder } from '../ports.ts';
import { openDatabase, scalar, transact } from './database.ts';
import { fileFailure } from './failure.ts';

// An unreferenced connection would be garbage collected, and its lock with it.
const held = new Set<DatabaseSync>();

/**
 * Acquires the lease on a data directory, so that only one instance runs on it.
 *
 * The lease is an exclusive lock that the operating system drops when the process ends in any way,
 * so that a killed holder never blocks the next. `lease.json` only names the holder.
 *
 * @throws QuipuError `store.lease_held`, with the facts `pid`, `host` and `since` of the holder
 */
export async function acquireLease(
  directory: string,
  world: Pick<World, 'clock' | 'process'>,
): Promise<Lease> {
  const db = lock(directory, world);
  held.add(db);
  const note = notePath(directory);
  const holder: LeaseHolder = {
    pid: world.process.pid,
    host: hostname(),
    since: world.clock.now(),
  };
  try {
    const epoch = transact(db, () => {
      db.exec('UPDATE lease SET epoch = epoch + 1');
      return Number(scalar(db, 'SELECT epoch FROM lease'));
    });
    writeFileSync(`${note}.new`, `${holderCodec.encode(holder)}\n`, { mode: 0o600 });
    renameSync(`${note}.new`, note);
    const release = async (): Promise<void> => {
      if (!held.delete(db)) return;
      rmSync(note, { force: true });
      db.close();
    };
    return { epoch, holder, release };
  } catch (error) {
    held.delete(db);
    db.close();
    throw fileFailure(error, directory);
  }
}

function lock(directory: string, world: Pick<World, 'process'>): DatabaseSync {
  try {
    return openDatabase({
      path: join(directory, 'lease.db'),
      migrations: LEASE_MIGRATIONS,
      durability: 'full',
      exclusive: true,
    });
  } catch (error) {
    if (isQuipuError(error) && error.code === 'store.locked') throw heldBy(directory, world);
    throw error;
  }
}

function notePath(directory: string): string {
  return join(directory, 'lease.json');
}

const holderCodec: Codec<LeaseHolder> = fields({
  pid: asInteger(),
  host: asText(),
  since: asInteger<EpochMs>(),
});

function heldBy(directory: string, world: Pick<World, 'process'>): QuipuError {
  const holder = readHolder(directory);
  // A note of a dead process on this machine has not been replaced by the new holder yet.
  const isStale = holder?.host === hostname() && !world.process.alive(holder.pid);
  if (holder === undefined || isStale) {
    return storeError('store.lease_held', `${directory} is in use by another Quipu.`, {
      next: 'Stop that instance, or choose another data folder.',
      facts: { pid: null, host: null, since: null },
    });
  }
  const since = formatInstant(holder.since);
  return storeError(
    'store.lease_held',
    `${directory} is in use by process ${holder.pid} on ${holder.host} since ${since}.`,
    {
      next: `Stop process ${holder.pid}, or choose another data folder.`,
      facts: { pid: holder.pid, host: holder.host, since },
    },
  );
}

function readHolder(directory: string): LeaseHolder | undefined {
  try {
    return holderCodec.decode(JSON.parse(readFileSync(notePath(directory), 'utf8')));
  } catch {
    return undefined; // it only improves the message
  }
}
