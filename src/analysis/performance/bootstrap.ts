import { QuipuError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import type { MetricValue } from './metric.ts';
import { finite } from './metric.ts';
import { quantile } from './moments.ts';

/** How paths are drawn from past returns. */
export interface BootstrapOptions {
  /** The same seed gives the same paths, whatever their number. */
  readonly seed: number;
  /** Number of paths; 10,000 by default. */
  readonly paths?: number;
  /** Periods of a path; as many as there are returns by default. */
  readonly length?: number;
  /**
   * Periods drawn together, in their order; 1 by default. Longer blocks keep what successive
   * returns have to do with each other; a block that reaches the end continues at the start.
   */
  readonly block?: number;
}

/** What came of each path, in the order of the paths. */
export interface BootstrapPaths {
  /** Wealth at the end of a path that starts with 1. */
  readonly terminalWealth: Float64Array;
  /** The deepest fall from a peak, as a fraction: -0.3 for a loss of three tenths. */
  readonly maxDrawdown: Float64Array;
}

/** What a draw's counter moves on by, modulo 2^32. */
const WEYL = 0x9e3779b9;

/** The draw of a counter: every path finds its own without drawing those before. */
function drawOf(counter: number): number {
  let t = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
  t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
  return (t ^ (t >>> 15)) >>> 0;
}

/** The lesser of a value and one, without a jump that nothing could predict. */
function atMostOne(value: number): number {
  return 0.5 * (value + 1 - Math.abs(value - 1));
}

interface Draws {
  /** One plus each return. */
  readonly growth: Float64Array;
  readonly length: number;
  readonly key: number;
}

/** Paths of single periods, four of them side by side: none waits for the product of another. */
function walkFour({ growth, length, key }: Draws, first: number, to: BootstrapPaths): void {
  const scale = growth.length / 4294967296;
  const apart = Math.imul(length, WEYL);
  let c0 = (Math.imul(first, apart) + key) | 0;
  let c1 = (c0 + apart) | 0;
  let c2 = (c1 + apart) | 0;
  let c3 = (c2 + apart) | 0;
  let [w0, w1, w2, w3] = [1, 1, 1, 1];
  // Wealth over its peak so far, at a new peak one again, and the least of it.
  let [d0, d1, d2, d3] = [1, 1, 1, 1];
  let [l0, l1, l2, l3] = [1, 1, 1, 1];
  for (let step = 0; step < length; step += 1) {
    const g0 = growth[(drawOf(c0) * scale) | 0]!;
    c0 = (c0 + WEYL) | 0;
    const g1 = growth[(drawOf(c1) * scale) | 0]!;
    c1 = (c1 + WEYL) | 0;
    const g2 = growth[(drawOf(c2) * scale) | 0]!;
    c2 = (c2 + WEYL) | 0;
    const g3 = growth[(drawOf(c3) * scale) | 0]!;
    c3 = (c3 + WEYL) | 0;
    w0 *= g0;
    w1 *= g1;
    w2 *= g2;
    w3 *= g3;
    d0 = atMostOne(d0 * g0);
    d1 = atMostOne(d1 * g1);
    d2 = atMostOne(d2 * g2);
    d3 = atMostOne(d3 * g3);
    if (d0 < l0) l0 = d0;
    if (d1 < l1) l1 = d1;
    if (d2 < l2) l2 = d2;
    if (d3 < l3) l3 = d3;
  }
  to.terminalWealth.set([w0, w1, w2, w3], first);
  to.maxDrawdown.set([l0 - 1, l1 - 1, l2 - 1, l3 - 1], first);
}

/** One path of blocks. */
function walkBlocks(draws: Draws, block: number, path: number, to: BootstrapPaths): void {
  const { growth, length, key } = draws;
  const count = growth.length;
  const blocks = Math.ceil(length / block);
  let wealth = 1;
  let ratio = 1;
  let lowest = 1;
  for (let k = 0; k < blocks; k += 1) {
    const counter = (Math.imul(Math.imul(path, blocks) + k, WEYL) + key) | 0;
    let at = Math.floor((drawOf(counter) * count) / 4294967296);
    const end = Math.min(block, length - k * block);
    for (let step = 0; step < end; step += 1) {
      const growing = growth[at]!;
      at = at + 1 === count ? 0 : at + 1;
      wealth *= growing;
      ratio = atMostOne(ratio * growing);
      if (ratio < lowest) lowest = ratio;
    }
  }
  to.terminalWealth[path] = wealth;
  to.maxDrawdown[path] = lowest - 1;
}

function whole(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= 2 ** 30) return;
  throw new QuipuError(
    'analysis.invalid_bootstrap',
    `Expected a whole number of at least 1 as ${what}, found ${value}.`,
    { next: `Give a whole number as ${what}, or leave it out.` },
  );
}

/**
 * Paths drawn with replacement from past returns: what the same returns in other orders lead to.
 *
 * Efron's bootstrap by single periods, or the circular block bootstrap. Simple returns per period.
 *
 * @throws QuipuError `analysis.invalid_bootstrap` without returns, for a return that is no number
 * or below -1, or for counts that are not whole
 * @see Efron 1979, Annals of Statistics 7(1); Politis and Romano 1992
 */
export function bootstrapPaths(returns: Float64Array, options: BootstrapOptions): BootstrapPaths {
  const { seed, paths = 10_000, length = returns.length, block = 1 } = options;
  const hole = returns.findIndex((value) => !(value >= -1 && value < Infinity));
  if (returns.length === 0 || hole >= 0) {
    const found = hole >= 0 ? `${returns[hole]} in row ${hole}` : 'none';
    throw new QuipuError(
      'analysis.invalid_bootstrap',
      `Expected returns of at least -1 to draw from, found ${found}.`,
      { next: 'Give simple returns as fractions, one for each period.' },
    );
  }
  whole('number of paths', paths);
  whole('length of a path', length);
  whole('length of a block', block);
  // Room for four at a time.
  const padded = paths + 3;
  const to = {
    terminalWealth: new Float64Array(padded),
    maxDrawdown: new Float64Array(padded),
  };
  const draws = {
    growth: returns.map((value) => 1 + value),
    length,
    key: seededRandom(seed).u32(),
  };
  if (block === 1) for (let path = 0; path < paths; path += 4) walkFour(draws, path, to);
  else for (let path = 0; path < paths; path += 1) walkBlocks(draws, block, path, to);
  return {
    terminalWealth: to.terminalWealth.subarray(0, paths),
    maxDrawdown: to.maxDrawdown.subarray(0, paths),
  };
}

/** Quantiles over all paths, in the order of their probabilities. */
export interface BootstrapQuantiles {
  readonly probabilities: readonly number[];
  readonly terminalWealth: readonly MetricValue[];
  readonly maxDrawdown: readonly MetricValue[];
}

/**
 * Quantiles of terminal wealth and of maximum drawdown, linear between order statistics.
 *
 * @param probabilities from 0 to 1; 5, 25, 50, 75 and 95% by default
 */
export function bootstrapQuantiles(
  { terminalWealth, maxDrawdown }: BootstrapPaths,
  probabilities: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95],
): BootstrapQuantiles {
  const of = (values: Float64Array): readonly MetricValue[] =>
    probabilities.map((p) => finite(quantile(values, p), 'there are no paths'));
  return {
    probabilities,
    terminalWealth: of(terminalWealth),
    maxDrawdown: of(maxDrawdown),
  };
}
