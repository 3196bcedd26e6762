import { defineIndicator } from './define.ts';
import { atrKernel } from './kernels/atr.ts';
import { periodParameter } from './period.ts';
import { nextTrueRange } from './true-range.ts';
import type { Wilder } from './wilder.ts';
import { createWilder, nextWilder } from './wilder.ts';

/** Wilder's average of true ranges; {@link nextAtr} advances it. */
export interface AtrState {
  readonly wilder: Wilder;
  previous: number;
}

/** An average true range of `length` rows, before the first. */
export function createAtr(length: number): AtrState {
  return { wilder: createWilder(length), previous: Number.NaN };
}

/** Takes a row [high, low, close] and returns the average true range, NaN while warming. */
export function nextAtr(state: AtrState, row: Float64Array): number {
  const range = nextTrueRange(state, row);
  return Number.isNaN(range) ? range : nextWilder(state.wilder, range);
}

/**
 * Average true range: Wilder's average of true ranges.
 *
 * Seeded with the simple mean of the ranges of rows 1 … period; first output at row period.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_ATR`
 */
export const atr = defineIndicator({
  name: 'atr',
  title: 'Average true range',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createAtr(params.period),
  kernel: (params, inputs, outputs) =>
    atrKernel({ high: inputs[0]!, low: inputs[1]!, close: inputs[2]! }, outputs[0]!, params.period),
  step(state, input, output) {
    output[0] = nextAtr(state, input);
  },
});
