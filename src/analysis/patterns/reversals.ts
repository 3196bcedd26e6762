import type { ChartPattern } from './chart-pattern.ts';
import type { Swing } from './swings.ts';

/** Peaks may differ by this fraction of the pattern's height. */
const PEAK_TOLERANCE = 0.15;
/** Shoulders may differ by this fraction of the head's height above the neckline. */
const SHOULDER_TOLERANCE = 0.4;

interface Candidate {
  readonly sign: 1 | -1;
  readonly row: number;
  readonly close: number;
}

/** Two like peaks and a close below the trough between them; upside down with sign -1. */
function doublePeak(swings: readonly Swing[], { sign, row, close }: Candidate): ChartPattern[] {
  const points = swings.slice(-3);
  const [first, trough, second] = points;
  if (first === undefined || trough === undefined || second === undefined) return [];
  if (second.kind !== (sign === 1 ? 'high' : 'low')) return [];
  const height = ((first.price + second.price) / 2 - trough.price) * sign;
  const apart = Math.abs(first.price - second.price);
  const broken = (close - trough.price) * sign < 0;
  if (height <= 0 || apart > PEAK_TOLERANCE * height || !broken) return [];
  return [
    {
      name: sign === 1 ? 'double_top' : 'double_bottom',
      direction: sign === 1 ? 'bearish' : 'bullish',
      points,
      at: row,
      target: trough.price - sign * height,
      confidence: 1 - (0.5 * apart) / (PEAK_TOLERANCE * height),
    },
  ];
}

/** A head between two like shoulders and a close below the line through the troughs. */
function headAndShoulders(
  swings: readonly Swing[],
  { sign, row, close }: Candidate,
): ChartPattern[] {
  const points = swings.slice(-5);
  const [left, trough1, head, trough2, right] = points;
  if (right === undefined || right.kind !== (sign === 1 ? 'high' : 'low')) return [];
  const slope = (trough2!.price - trough1!.price) / (trough2!.row - trough1!.row);
  const neckAt = (at: number): number => trough1!.price + slope * (at - trough1!.row);
  const height = (head!.price - neckAt(head!.row)) * sign;
  const apart = Math.abs(left!.price - right.price);
  const tallest = (head!.price - left!.price) * sign > 0 && (head!.price - right.price) * sign > 0;
  const shouldered = (right.price - neckAt(right.row)) * sign > 0;
  const broken = (close - neckAt(row)) * sign < 0;
  if (height <= 0 || apart > SHOULDER_TOLERANCE * height) return [];
  if (!tallest || !shouldered || !broken) return [];
  return [
    {
      name: sign === 1 ? 'head_and_shoulders' : 'inverse_head_and_shoulders',
      direction: sign === 1 ? 'bearish' : 'bullish',
      points,
      at: row,
      target: neckAt(row) - sign * height,
      confidence: 1 - (0.5 * apart) / (SHOULDER_TOLERANCE * height),
    },
  ];
}

/** The reversals that the close of `row` completes. */
export function reversalOf(swings: readonly Swing[], row: number, close: number): ChartPattern[] {
  return ([1, -1] as const).flatMap((sign) => [
    ...doublePeak(swings, { sign, row, close }),
    ...headAndShoulders(swings, { sign, row, close }),
  ]);
}
