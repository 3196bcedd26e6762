import { randomBytes, randomUUID } from 'node:crypto';

import type { WorldRandom } from '../../core/world.ts';

/** Chance from the operating system, fit for keys and tokens. */
export function createRealRandom(): WorldRandom {
  return {
    u32: () => randomBytes(4).readUInt32LE(),
    bytes: (length) => new Uint8Array(randomBytes(length)),
    uuid: () => randomUUID(),
  };
}
