import { defineIndicator } from './define.ts';

/** The close of the row before; {@link nextTrueRange} keeps it. */
export interface PreviousClose {
  previous: number;
}

/**
 * The greatest of high - low, |high - previous close| and |low - previous close| of a row
 * [high, low, close], NaN for the first row.
 */
export function nextTrueRange(state: PreviousClose, row: Float64Array): number {
  const high = row[0]!;
  const low = row[1]!;
  const { previous } = state;
  state.previous = row[2]!;
  return Math.max(high - low, Math.abs(high - previous), Math.abs(low - previous));
}

/**
 * True range: how far the price reached, the gap from the previous close included.
 *
 * First output at row 1, because row 0 has no previous close.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_TRANGE`
 */
export const trueRange = defineIndicator({
  name: 'true_range',
  title: 'True range',
  params: {},
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: () => 1,
  init: (): PreviousClose => ({ previous: Number.NaN }),
  step(state, input, output) {
    output[0] = nextTrueRange(state, input);
  },
});
