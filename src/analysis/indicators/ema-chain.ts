import type { EmaState } from './ema.ts';
import { createEma, nextEma } from './ema.ts';

/** Exponential averages of exponential averages, each fed by the one before. */
export type EmaChain = readonly EmaState[];

/** `depth` averages of one period, before their first values. */
export function createEmaChain(period: number, depth: number): EmaChain {
  return Array.from({ length: depth }, () => createEma(period));
}

/** Takes one value; writes all averages to `levels`, returns the deepest, NaN in warm-up. */
export function nextEmaChain(chain: EmaChain, value: number, levels: Float64Array): number {
  let current = value;
  for (let depth = 0; depth < chain.length; depth += 1) {
    current = nextEma(chain[depth]!, current);
    levels[depth] = current;
    if (Number.isNaN(current)) return current;
  }
  return current;
}
