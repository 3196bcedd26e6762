/**
 * Seeded stream of pseudo-random numbers: the same seed always gives the same numbers.
 *
 * The generator is xoshiro128** (Blackman and Vigna 2018), seeded by splitmix32. Not for secrets.
 */
export interface SeededRandom {
  /** Returns a whole number from 0 to 2^32 - 1. */
  u32(): number;
  /** Returns a fraction from 0 (included) to 1 (excluded) with 32 random bits. */
  fraction(): number;
  /** Returns a whole number from 0 to `bound - 1`. */
  below(bound: number): number;
  /** Returns true with probability `p`. */
  chance(p: number): boolean;
  /**
   * Returns a standard normal deviate (sum of twelve uniforms minus six, the same on every
   * machine).
   */
  normal(): number;
  /** Returns an independent stream named by `label`; drawing from one never shifts another. */
  split(label: string): SeededRandom;
}

/**
 * Returns the 32-bit FNV-1a hash of a string, for seeds and buckets; not for secrets or identities.
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Starts a seeded stream; `seed` is taken modulo 2^32. */
export function seededRandom(seed: number): SeededRandom {
  let mix = seed >>> 0;
  const next = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let t = mix ^ (mix >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  let a = next();
  let b = next();
  let c = next();
  let d = next();
  const u32 = (): number => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const fraction = (): number => u32() / 4294967296;
  return {
    u32,
    fraction,
    below: (bound) => Math.floor(fraction() * bound),
    chance: (p) => fraction() < p,
    normal: () => {
      let sum = -6;
      for (let draw = 0; draw < 12; draw += 1) sum += fraction();
      return sum;
    },
    split: (label) => seededRandom((seed ^ hashText(label)) >>> 0),
  };
}
