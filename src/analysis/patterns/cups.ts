import type { ChartPattern } from './chart-pattern.ts';
import type { Facing } from './facing.ts';
import type { Swing } from './swings.ts';

/** A cup is at least so many bars wide, and at most {@link WIDEST}. */
const NARROWEST = 20;
const WIDEST = 300;
/** A handle is at least so many bars long, and at most half as long as its cup. */
const HANDLE_SHORTEST = 4;
/** Rims may differ by this fraction of the depth. */
const RIM_TOLERANCE = 0.2;
/** A handle hangs at least and at most this fraction of the depth below its rim. */
const HANDLE_DEPTH = [0.05, 0.5] as const;
/** The bottom lies within this middle part of the width. */
const MIDDLE = [0.25, 0.75] as const;
/** Bars in the lower half of the depth: half of a V's, 1/√2 of a parabola's. */
const ROUND = 0.6;

/** The part of the bars between two rows whose close is in the lower half of the cup. */
function lowerShare(facing: Facing, rows: readonly [number, number], half: number): number {
  const [from, to] = rows;
  let below = 0;
  for (let row = from + 1; row < to; row += 1) if (facing.close(row) < half) below += 1;
  return below / (to - from - 1);
}

/** The nearest peak before the right rim that reaches as high, if none higher lies between. */
function leftRim(peaks: readonly Swing[], right: Swing, facing: Facing): readonly Swing[] {
  const rims: Swing[] = [];
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = peaks.length - 1; k >= 0; k -= 1) {
    const peak = peaks[k]!;
    if (peak.row >= right.row) continue;
    if (right.row - peak.row > WIDEST) break;
    // Only a peak above all since can be a rim.
    if (facing.price(peak) > highest) {
      highest = facing.price(peak);
      if (right.row - peak.row >= NARROWEST) rims.push(peak);
    }
    if (highest > facing.price(right)) break;
  }
  return rims;
}

interface Rims {
  readonly left: Swing;
  readonly right: Swing;
}

function cupBetween({ left, right }: Rims, facing: Facing, row: number): ChartPattern | undefined {
  const { bottom, price, sign } = facing;
  const width = right.row - left.row;
  const handle = row - right.row;
  if (handle < HANDLE_SHORTEST || handle > width / 2) return undefined;
  let lowest = left.row;
  for (let k = left.row + 1; k < right.row; k += 1) if (bottom(k) < bottom(lowest)) lowest = k;
  let hanging = right.row + 1;
  for (let k = hanging; k < row; k += 1) if (bottom(k) < bottom(hanging)) hanging = k;
  const depth = Math.min(price(left), price(right)) - bottom(lowest);
  const apart = Math.abs(price(left) - price(right));
  const place = (lowest - left.row) / width;
  const hang = (price(right) - bottom(hanging)) / depth;
  if (depth <= 0 || apart > RIM_TOLERANCE * depth) return undefined;
  if (place < MIDDLE[0] || place > MIDDLE[1]) return undefined;
  if (hang < HANDLE_DEPTH[0] || hang > HANDLE_DEPTH[1]) return undefined;
  const round = lowerShare(facing, [left.row, right.row], bottom(lowest) + depth / 2);
  if (round < ROUND) return undefined;
  const turn = (at: number): Swing => ({
    kind: sign === 1 ? 'low' : 'high',
    row: at,
    price: sign * bottom(at),
    knownAt: row,
  });
  return {
    name: sign === 1 ? 'cup_and_handle' : 'inverse_cup_and_handle',
    direction: sign === 1 ? 'bullish' : 'bearish',
    points: [left, turn(lowest), right, turn(hanging)],
    at: row,
    target: sign * (price(right) + depth),
    confidence:
      1 - (0.25 * apart) / (RIM_TOLERANCE * depth) - 0.25 * Math.max(0, 1 - (round - ROUND) / 0.1),
  };
}

/** Looks for cups as rows go by: every peak may be a right rim until a close is above it. */
export class CupFinder {
  readonly #facing: Facing;
  readonly #peaks: Swing[] = [];
  #open: readonly Swing[] = [];

  constructor(facing: Facing) {
    this.#facing = facing;
  }

  /** Takes a swing that has become known. */
  add(swing: Swing): void {
    if (swing.kind !== this.#facing.peak) return;
    this.#peaks.push(swing);
    this.#open = [...this.#open, swing];
  }

  /**
   * The cup with handle that the close of `row` completes, if any: two like rims, a round bottom
   * between them, a handle in the upper half, and a close beyond the right rim.
   *
   * The target is as far beyond the rim as the cup is deep.
   */
  at(row: number): ChartPattern | undefined {
    const { close, price } = this.#facing;
    const broken = this.#open.filter((rim) => close(row) > price(rim));
    this.#open = this.#open.filter(
      (rim) => close(row) <= price(rim) && row - rim.row <= WIDEST / 2,
    );
    for (const right of broken) {
      // A rim that a bar had closed above before it was known is none.
      if (closedAbove(this.#facing, right, row)) continue;
      for (const left of leftRim(this.#peaks, right, this.#facing)) {
        const found = cupBetween({ left, right }, this.#facing, row);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

function closedAbove({ close, price }: Facing, rim: Swing, row: number): boolean {
  for (let k = rim.row + 1; k < row; k += 1) if (close(k) > price(rim)) return true;
  return false;
}
