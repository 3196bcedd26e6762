import type { World } from '../../core/world.ts';
import { acquireLease } from '../../store/sqlite/lease.ts';
import { brokerFolder } from './paper-broker.ts';

/** Files that Quipu creates; nothing else is ever removed. */
const OURS = [
  /^(journal|documents|lease|bars|account)\.db(-wal|-shm)?$/,
  /^(run|lease|market|keys)\.json$/,
  /^(owner|assistant)\.token$/,
];

/**
 * Deletes everything that Quipu stores in a data folder, and nothing else there.
 *
 * @throws QuipuError `store.lease_held` when it is in use
 */
export async function freshFolder(world: World, dataDir: string): Promise<void> {
  if ((await world.files.list(dataDir)).length === 0) return;
  await (await acquireLease(dataDir, world)).release();
  if ((await world.files.list(brokerFolder(dataDir))).includes('lease.db')) {
    await (await acquireLease(brokerFolder(dataDir), world)).release();
  }
  for (const folder of [brokerFolder(dataDir), dataDir]) {
    for (const name of await world.files.list(folder)) {
      if (OURS.some((ours) => ours.test(name))) await world.files.remove(`${folder}/${name}`);
    }
  }
}
