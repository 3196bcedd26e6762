import { seededRandom } from '../core/random.ts';

/** Hands out ids in the form of UUIDs, the same for the same seed and ordinal. */
export interface IdSequence {
  /** The id of an ordinal from 0 to 2^48 - 1. */
  at(ordinal: number): string;
  /** The ordinal of an id made by this sequence; -1 for any other text. */
  ordinalOf(id: string): number;
}

const BLOCK = 4096;
const LOW: string[] = [];
for (let low = 0; low < BLOCK; low += 1) LOW.push(low.toString(16).padStart(3, '0'));

/**
 * Ids whose first half names the seed and whose last twelve digits are the ordinal.
 *
 * The part shared by 4,096 neighbors is kept, so that an id costs one concatenation.
 */
export function idSequence(seed: number, label: string): IdSequence {
  const random = seededRandom(seed).split(label);
  const digits = random.u32().toString(16).padStart(8, '0');
  const more = random.u32().toString(16).padStart(8, '0');
  // Version 4, variant 1: what a strict parser of UUIDs expects of a random one.
  const prefix = `${digits}-${more.slice(0, 4)}-4${more.slice(4, 7)}-8${more.slice(7)}00-`;
  let block = -1;
  let lead = '';
  const at = (ordinal: number): string => {
    const high = Math.floor(ordinal / BLOCK);
    if (high !== block) {
      block = high;
      lead = prefix + high.toString(16).padStart(9, '0');
    }
    return lead + (LOW[ordinal - high * BLOCK] ?? '');
  };
  return {
    at,
    ordinalOf(id) {
      if (id.length !== 36 || !id.startsWith(prefix)) return -1;
      const ordinal = Number.parseInt(id.slice(24), 16);
      return Number.isSafeInteger(ordinal) && at(ordinal) === id ? ordinal : -1;
    },
  };
}
