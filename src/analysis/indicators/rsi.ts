import { defineIndicator } from './define.ts';
import { rsiKernel } from './kernels/rsi.ts';
import { periodParameter } from './period.ts';
import { isZero } from './zero.ts';

/** Wilder's averages of gains and losses; {@link nextGains} advances them. */
export interface Gains {
  readonly period: number;
  left: number;
  previous: number;
  gain: number;
  loss: number;
}

/** Averages over `length` changes, before the first value. */
export function createGains(length: number): Gains {
  return { period: length, left: length, previous: Number.NaN, gain: 0, loss: 0 };
}

/** Takes one value; true once the averages cover `period` changes. */
export function nextGains(state: Gains, value: number): boolean {
  const { previous, period: length } = state;
  state.previous = value;
  if (Number.isNaN(previous)) return false;
  const change = value - previous;
  const gain = (change + Math.abs(change)) / 2;
  const loss = gain - change;
  if (state.left > 0) {
    state.gain += gain;
    state.loss += loss;
    state.left -= 1;
    if (state.left > 0) return false;
    state.gain /= length;
    state.loss /= length;
    return true;
  }
  state.gain = (state.gain * (length - 1) + gain) / length;
  state.loss = (state.loss * (length - 1) + loss) / length;
  return true;
}

/** Takes one value and returns the relative strength index, NaN while warming. */
export function nextRsi(state: Gains, value: number): number {
  if (!nextGains(state, value)) return Number.NaN;
  const total = state.gain + state.loss;
  return isZero(total) ? 0 : 100 * (state.gain / total);
}

/**
 * Relative strength index: 100·G / (G + L), Wilder's averages of gains and of losses.
 *
 * Seeded with the simple means of the first `period` changes; first output at row period. A series
 * without changes has 0, as in TA-Lib.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_RSI`
 */
export const rsi = defineIndicator({
  name: 'rsi',
  title: 'Relative strength index',
  params: { period: periodParameter(14) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createGains(params.period),
  kernel: (params, inputs, outputs) => rsiKernel(inputs[0]!, outputs[0]!, params.period),
  step(state, input, output) {
    output[0] = nextRsi(state, input[0]!);
  },
});
