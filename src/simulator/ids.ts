import { seededRandom } from '../core/random.ts';

/** Sequence of ids as UUIDs, the same for the same seed and ordinal. */
export interface IdSequence {
  /** Returns the id of an ordinal from 0 to 2^48 - 1. */
  at(ordinal: number): string;
  /** Returns the ordinal of an id made by this sequence; -1 for any other string. */
  ordinalOf(id: string): number;
}

const BLOCK = 4096;
const LOW: string[] = [];
for (let low = 0; low < BLOCK; low += 1) LOW.push(low.toString(16).padStart(3, '0'));

/** Kind of id at an exchange. */
export type IdKind = 'order' | 'execution';

/** Digit that distinguishes the kinds of ids of one account. */
const DIGIT: Readonly<Record<IdKind, string>> = { order: '0', execution: '1' };

/**
 * Creates ids whose first half identifies the account, or the seed if there is none, and whose last
 * twelve digits are the ordinal.
 *
 * An id has 60 random bits of the account's UUID, so that two accounts share none. Exchanges with
 * the same seed have the same ids, as backtests require.
 */
export function idSequence(of: number | string, kind: IdKind): IdSequence {
  return sequenceOf(typeof of === 'number' ? seedPrefix(of, kind) : accountPrefix(of, kind));
}

// Version 4, variant 1, as a strict UUID parser expects of a random one.
function seedPrefix(seed: number, kind: IdKind): string {
  const random = seededRandom(seed).split(kind);
  const digits = random.u32().toString(16).padStart(8, '0');
  const more = random.u32().toString(16).padStart(8, '0');
  return `${digits}-${more.slice(0, 4)}-4${more.slice(4, 7)}-8${more.slice(7)}00-`;
}

function accountPrefix(account: string, kind: IdKind): string {
  const [first = '', second = '', third = ''] = account.split('-');
  return `${first}-${second}-4${third.slice(1)}-8${DIGIT[kind]}00-`;
}

/** Caches the part shared by 4,096 neighbors, so that an id costs one concatenation. */
function sequenceOf(prefix: string): IdSequence {
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
