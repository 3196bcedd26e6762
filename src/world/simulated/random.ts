import type { SeededRandom } from '../../core/random.ts';
import { hex } from '../../core/sha256.ts';
import type { WorldRandom } from '../../core/world.ts';

/**
 * Creates the randomness of one life of one program, from its own seeded stream. Not for real
 * secrets.
 */
export function createSimulatedRandom(stream: SeededRandom): WorldRandom {
  const bytes = (length: number): Uint8Array => {
    const drawn = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) drawn[index] = stream.u32() >>> 24;
    return drawn;
  };
  return {
    u32: () => stream.u32(),
    bytes,
    uuid: () => {
      const drawn = bytes(16);
      // RFC 9562 section 5.4: version 4, variant 10.
      drawn[6] = (drawn[6]! & 0x0f) | 0x40;
      drawn[8] = (drawn[8]! & 0x3f) | 0x80;
      const text = hex(drawn);
      const parts = [[0, 8], [8, 12], [12, 16], [16, 20], [20]] as const;
      return parts.map(([from, to]) => text.slice(from, to)).join('-');
    },
  };
}
