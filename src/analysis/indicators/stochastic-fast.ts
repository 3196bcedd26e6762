import { defineIndicator } from './define.ts';
import type { Extreme } from './extreme.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/** The range of the last rows; {@link nextPercentK} advances it. */
export interface Range {
  readonly high: Extreme;
  readonly low: Extreme;
}

/** The range of `length` rows, before the first. */
export function createRange(length: number): Range {
  return { high: createHighest(length), low: createLowest(length) };
}

/**
 * Where the close of a row [high, low, close] stands in the range of the last rows, 0 to 100.
 *
 * 0 in a range of nothing, NaN while warming.
 */
export function nextPercentK(range: Range, row: Float64Array): number {
  const top = nextExtreme(range.high, row[0]!);
  const bottom = nextExtreme(range.low, row[1]!);
  const span = (top - bottom) / 100;
  return span === 0 ? 0 : (row[2]! - bottom) / span;
}

/**
 * Fast stochastic: %K, where the close stands in the range of `period` rows, and its average %D.
 *
 * First output of both at row period + smoothing - 2.
 *
 * @see Lane 1984, Stocks & Commodities 2(3); TA-Lib `TA_STOCHF`
 */
export const stochasticFast = defineIndicator({
  name: 'stochastic_fast',
  title: 'Fast stochastic oscillator',
  params: { period: periodParameter(14), smoothing: periodParameter(3) },
  inputs: ['high', 'low', 'close'],
  outputs: ['k', 'd'],
  lookback: (params) => params.period + params.smoothing - 2,
  init: (params) => ({ range: createRange(params.period), d: createSma(params.smoothing) }),
  step(state, input, output) {
    const k = nextPercentK(state.range, input);
    const d = Number.isNaN(k) ? k : nextSma(state.d, k);
    output[0] = Number.isNaN(d) ? d : k;
    output[1] = d;
  },
});
