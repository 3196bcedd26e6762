import type { PatternDirection } from './candle-rule.ts';
import type { Swing } from './swings.ts';

/** The chart patterns that are looked for. */
export type ChartPatternName =
  | 'double_top'
  | 'double_bottom'
  | 'head_and_shoulders'
  | 'inverse_head_and_shoulders'
  | 'ascending_triangle'
  | 'descending_triangle'
  | 'symmetrical_triangle'
  | 'rising_wedge'
  | 'falling_wedge'
  | 'rising_channel'
  | 'falling_channel'
  | 'rectangle'
  | 'bull_flag'
  | 'bear_flag'
  | 'bull_pennant'
  | 'bear_pennant'
  | 'cup_and_handle'
  | 'inverse_cup_and_handle';

/** A chart pattern: its turns, when it was knowable, and how well it fits. */
export interface ChartPattern {
  readonly name: ChartPatternName;
  readonly direction: PatternDirection;
  /** The swings that make it, in time order. */
  readonly points: readonly Swing[];
  /** The row at whose end it was complete. */
  readonly at: number;
  /** The price that a move as high as the pattern leads to; null where there is no such rule. */
  readonly target: number | null;
  /** 0.5 where it just fits, 1 where it fits exactly. */
  readonly confidence: number;
}
