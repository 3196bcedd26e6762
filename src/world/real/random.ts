import { randomBytes, randomUUID } from 'node:crypto';

import type { WorldRandom } from '../../core/world.ts';

/** Creates randomness from the operating system, suitable for keys and tokens. */
export function createRealRandom(): WorldRandom {
  return {
    u32: () => randomBytes(4).readUInt32LE(),
    bytes: (length) => new Uint8Array(randomBytes(length)),
    uuid: () => randomUUID(),
  };
}
