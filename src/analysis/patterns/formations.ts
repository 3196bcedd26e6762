import type { ChartPattern, ChartPatternName } from './chart-pattern.ts';
import type { PatternDirection } from './candle-rule.ts';
import type { Swing } from './swings.ts';

/** A line that moves less than this fraction of the formation's height counts as flat. */
const FLAT = 0.15;
/** Lines whose distance changes by less than this fraction count as parallel. */
const PARALLEL = 0.2;

/** How a formation's upper and lower line run, as fractions of its height at the start. */
interface Lines {
  readonly upper: number;
  readonly lower: number;
}

type Kind = readonly [name: ChartPatternName, direction: PatternDirection];

function kindOf({ upper, lower }: Lines): Kind | undefined {
  const narrows = upper < lower - PARALLEL;
  const parallel = Math.abs(upper - lower) <= PARALLEL;
  const way = (move: number): number => (Math.abs(move) <= FLAT ? 0 : Math.sign(move));
  const [top, bottom] = [way(upper), way(lower)];
  if (top === 0 && bottom === 0) return ['rectangle', 'neutral'];
  if (parallel && top > 0 && bottom > 0) return ['rising_channel', 'bullish'];
  if (parallel && top < 0 && bottom < 0) return ['falling_channel', 'bearish'];
  if (!narrows) return undefined;
  if (top === 0 && bottom > 0) return ['ascending_triangle', 'bullish'];
  if (top < 0 && bottom === 0) return ['descending_triangle', 'bearish'];
  if (top < 0 && bottom > 0) return ['symmetrical_triangle', 'neutral'];
  if (top > 0 && bottom > 0) return ['rising_wedge', 'bearish'];
  return ['falling_wedge', 'bullish'];
}

/**
 * The formation of the last four turns, two above and two below, if they make one.
 *
 * Its lines run through the highs and through the lows; what they do decides.
 */
export function formationOf(swings: readonly Swing[], row: number): ChartPattern | undefined {
  const points = swings.slice(-4);
  if (points.length < 4) return undefined;
  const highs = points.filter(({ kind }) => kind === 'high');
  const lows = points.filter(({ kind }) => kind === 'low');
  const [h1, h2] = highs as [Swing, Swing];
  const [l1, l2] = lows as [Swing, Swing];
  const from = points[0]!.row;
  const to = points[3]!.row;
  const upperSlope = (h2.price - h1.price) / (h2.row - h1.row);
  const lowerSlope = (l2.price - l1.price) / (l2.row - l1.row);
  const start = h1.price + upperSlope * (from - h1.row) - (l1.price + lowerSlope * (from - l1.row));
  const end = h1.price + upperSlope * (to - h1.row) - (l1.price + lowerSlope * (to - l1.row));
  if (start <= 0 || end <= 0) return undefined;
  const lines = {
    upper: (upperSlope * (to - from)) / start,
    lower: (lowerSlope * (to - from)) / start,
  };
  const kind = kindOf(lines);
  if (kind === undefined) return undefined;
  const [name, direction] = kind;
  // The more of its height a formation has left, the fresher it is.
  const left = Math.min(1, end / start);
  return { name, direction, points, at: row, target: null, confidence: 0.5 + 0.5 * left };
}
