import type { World } from '../../core/world.ts';
import { createRealClock } from './clock.ts';
import { createRealFiles } from './files.ts';
import { createRealHttp } from './http.ts';
import { createRealListeners } from './listeners.ts';
import { createRealLog, type RealLogOptions } from './log.ts';
import { createRealProcess } from './process.ts';
import { createRealRandom } from './random.ts';
import { createRealSockets, type PingOptions } from './sockets.ts';

/** Options of the real world. */
export interface RealWorldOptions {
  readonly log?: RealLogOptions;
  readonly ping?: PingOptions;
}

/** The real world, with a function that closes its connections. */
export interface RealWorld extends World {
  /** Closes every keep-alive connection, so that the process can end. */
  close(): Promise<void>;
}

/** Creates the world of this machine: its clock, network, disks and process. */
export function createRealWorld(options: RealWorldOptions = {}): RealWorld {
  const log = createRealLog(options.log);
  const http = createRealHttp();
  return {
    clock: createRealClock(),
    random: createRealRandom(),
    http,
    sockets: createRealSockets(options.ping),
    listeners: createRealListeners({
      onFault: (error) => {
        const stack = error instanceof Error ? error.stack : undefined;
        log.write('error', 'A request could not be handled.', { error, stack });
      },
      ...(options.ping === undefined ? {} : { ping: options.ping }),
    }),
    files: createRealFiles(),
    process: createRealProcess(),
    log,
    close: () => http.close(),
  };
}
