import type { ChartPattern } from './chart-pattern.ts';
import type { Facing } from './facing.ts';
import type { Swing } from './swings.ts';

/** A pause has at least so many bars, and at most {@link LONGEST}. */
const SHORTEST = 5;
const LONGEST = 30;
/** A pole takes at most so many bars. */
const POLE_LONGEST = 25;
/** A pause gives back at most this fraction of its pole. */
const GIVEN_BACK = 0.5;
/** A pause is at its start at most this fraction of its pole high. */
const TALLEST = 0.4;
/** What a pause's width may grow or shrink by and still count as parallel. */
const PARALLEL = 0.4;
/** A flag's line may lean with its pole by this fraction of the width. */
const LEAN = 0.15;

interface Line {
  readonly start: number;
  readonly slope: number;
}

/**
 * The lowest line that no value of the rows from `from` up to, not with, `to` is above: of the
 * lines of the hull the one over the middle, which has the least distance to all in sum.
 */
function lineOver(value: (row: number) => number, from: number, to: number): Line {
  const middle = (to - from - 1) / 2;
  const slopeOf = (a: number, b: number): number => (value(b) - value(a)) / (b - a);
  let left = from;
  let right = from;
  while (right - from <= middle && right < to - 1) {
    left = right;
    right = left + 1;
    for (let k = left + 2; k < to; k += 1) if (slopeOf(left, k) >= slopeOf(left, right)) right = k;
  }
  const slope = slopeOf(left, right);
  return { start: value(left) - slope * (left - from), slope };
}

/** What the two lines of a pause make: a flag, a pennant, or neither. */
function shapeOf(upper: Line, lower: Line, bars: number): 'flag' | 'pennant' | undefined {
  const start = upper.start - lower.start;
  const widening = ((upper.slope - lower.slope) * (bars - 1)) / start;
  if (widening < -PARALLEL) return upper.slope < 0 && lower.slope > 0 ? 'pennant' : undefined;
  const leaning = (upper.slope * (bars - 1)) / start;
  return widening <= PARALLEL && leaning <= LEAN ? 'flag' : undefined;
}

interface Pole {
  readonly base: Swing;
  readonly tip: Swing;
}

function pauseAfter({ base, tip }: Pole, facing: Facing, row: number): ChartPattern | undefined {
  const { top, bottom, close, price, sign } = facing;
  const from = tip.row + 1;
  const height = price(tip) - price(base);
  const bars = row - from;
  const steep = tip.row - base.row <= POLE_LONGEST;
  if (!steep || bars < SHORTEST || bars > LONGEST || height <= 0) return undefined;
  for (let k = from; k < row; k += 1) {
    if (bottom(k) < price(tip) - GIVEN_BACK * height || close(k) > price(tip)) return undefined;
  }
  const upper = lineOver(top, from, row);
  const over = lineOver((at) => -bottom(at), from, row);
  const lower = { start: -over.start, slope: -over.slope };
  const width = upper.start - lower.start;
  const edge = upper.start + upper.slope * bars;
  if (!(width > 0) || width > TALLEST * height || close(row) <= edge) return undefined;
  const shape = shapeOf(upper, lower, bars);
  if (shape === undefined) return undefined;
  return {
    name: `${sign === 1 ? 'bull' : 'bear'}_${shape}`,
    direction: sign === 1 ? 'bullish' : 'bearish',
    points: [base, tip],
    at: row,
    target: sign * (edge + height),
    confidence: 1 - (0.5 * width) / (TALLEST * height),
  };
}

/**
 * The flags and pennants that the close of `row` completes: a steep pole, a short pause that gives
 * little of it back, and a close beyond the pause's line.
 *
 * The lines are the closest ones that enclose the pause. Parallel ones that do not lean with the
 * pole make a flag, closing ones a pennant. The target is as far from the line as the
 * pole is high.
 */
export function flagsOf(
  swings: readonly Swing[],
  facing: Facing,
  row: number,
): readonly ChartPattern[] {
  return swings.flatMap((tip, place) => {
    const base = swings[place - 1];
    if (base === undefined || tip.kind !== facing.peak) return [];
    return pauseAfter({ base, tip }, facing, row) ?? [];
  });
}
