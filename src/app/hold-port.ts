import { isQuipuError, QuipuError } from '../core/errors.ts';
import type { ListenerHandlers, Listening, World } from '../core/world.ts';
import { acquireLease } from '../store/sqlite/lease.ts';
import { createDoor } from './door.ts';

/** A port that is wanted, and how a person speaks of it. */
export interface WantedPort {
  /** 0 takes any free one. */
  readonly port: number;
  /** Who listens there, such as `the dashboard`. */
  readonly what: string;
  /** How to choose another. */
  readonly next: string;
  /** A folder whose holder, if it has one, is likely who holds the port. */
  readonly folder: string;
}

/** A port that is ours; what answers there is put in later. */
export interface HeldPort {
  readonly listening: Listening;
  open(handlers: ListenerHandlers): void;
}

/**
 * Takes a port before anything is made on the disk.
 *
 * @throws QuipuError `store.lease_held` naming whoever has the folder in use, else
 *   `world.port_busy` naming the listener that wanted the port
 */
export async function holdPort(world: World, wanted: WantedPort): Promise<HeldPort> {
  const { port, what, next, folder } = wanted;
  const door = createDoor();
  try {
    const listening = await world.listeners.listen(port, door.handlers);
    return { listening, open: (handlers) => door.open(handlers) };
  } catch (error) {
    if (!isQuipuError(error) || error.code !== 'world.port_busy') throw error;
    if ((await world.files.list(folder)).includes('lease.db')) {
      acquireLease(folder, world).release();
    }
    const message = `Expected port ${port} for ${what} to be free, found it in use.`;
    throw new QuipuError(error.code, message, { next, cause: error });
  }
}
