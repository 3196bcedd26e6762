import type { BarColumns } from '../../src/core/columns.ts';
import { barColumns } from '../../src/core/columns.ts';

/** Parameters of a random walk of generator `qgbm-1`; see README.md in this folder. */
export interface WalkOptions {
  readonly seed: number;
  readonly mu: number;
  readonly sigma: number;
  readonly p0: number;
}

/** Returns the 32-bit hash of `qgbm-1`. */
function hash32(x: number): number {
  let t = Math.imul(x ^ (x >>> 15), x | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/**
 * Returns `length` bars of the generator `qgbm-1`; `start` and `end` are one-day steps from the
 * epoch.
 */
export function walk(length: number, { seed, mu, sigma, p0 }: WalkOptions): BarColumns {
  const bars = barColumns(length);
  const bits = (j: number): number => hash32((seed + Math.imul(j + 1, 0x6d2b79f5)) >>> 0);
  const draw = (j: number): number => bits(j) / 2 ** 32;
  const cents = (value: number): number => Math.floor(value * 100 + 0.5) / 100;
  let price = p0;
  for (let bar = 0; bar < length; bar += 1) {
    const first = 16 * bar;
    let units = 0;
    for (let k = 0; k < 12; k += 1) units += bits(first + k);
    const z = units / 2 ** 32 - 6;
    const previous = price;
    price *= 1 + mu + sigma * z;
    const open = previous * (1 + 0.4 * sigma * (draw(first + 12) - 0.5));
    bars.start[bar] = bar * 86_400_000;
    bars.end[bar] = (bar + 1) * 86_400_000;
    bars.open[bar] = cents(open);
    bars.high[bar] = cents(Math.max(open, price) * (1 + 0.5 * sigma * draw(first + 13)));
    bars.low[bar] = cents(Math.min(open, price) * (1 - 0.5 * sigma * draw(first + 14)));
    bars.close[bar] = cents(price);
    bars.volume[bar] = 100 + Math.floor(draw(first + 15) * 9900);
  }
  return bars;
}
