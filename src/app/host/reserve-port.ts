import { isQuipuError, QuipuError } from '../../core/errors.ts';
import type { ListenerHandlers, Listening, World } from '../../core/world.ts';
import { acquireLease } from '../../store/sqlite/lease.ts';
import { createStartupGate } from './startup-gate.ts';

/** A requested port, with the text for errors about it. */
export interface WantedPort {
  /** 0 uses any free port. */
  readonly port: number;
  /** Who listens there, such as `the dashboard`. */
  readonly what: string;
  /** How to choose another port. */
  readonly next: string;
  /** A folder whose holder, if any, probably uses the port. */
  readonly folder: string;
}

/** A reserved port; its handlers are set later. */
export interface ReservedPort {
  readonly listening: Listening;
  open(handlers: ListenerHandlers): void;
}

/**
 * Reserves a port before anything is created on disk.
 *
 * @throws QuipuError `store.lease_held` naming the holder of the folder, else
 *   `world.port_busy` naming the intended listener
 */
export async function reservePort(world: World, wanted: WantedPort): Promise<ReservedPort> {
  const { port, what, next, folder } = wanted;
  const gate = createStartupGate();
  try {
    const listening = await world.listeners.listen(port, gate.handlers);
    return { listening, open: (handlers) => gate.open(handlers) };
  } catch (error) {
    if (!isQuipuError(error) || error.code !== 'world.port_busy') throw error;
    if ((await world.files.list(folder)).includes('lease.db')) {
      await (await acquireLease(folder, world)).release();
    }
    const message = `Expected port ${port} for ${what} to be free, found it in use.`;
    throw new QuipuError(error.code, message, { next, cause: error });
  }
}
