import { defineIndicator } from './define.ts';
import { createEma, nextEma } from './ema.ts';
import { periodParameter } from './period.ts';

/**
 * True strength index: 100 · twice-smoothed change / twice-smoothed absolute change, and a signal.
 *
 * Exponential averages of `long` then `short` rows; 0 where nothing moved; first output at row
 * long + short + signal - 2.
 *
 * @see Blau 1991, Stocks & Commodities 9(11)
 */
export const tsi = defineIndicator({
  name: 'tsi',
  title: 'True strength index',
  params: { long: periodParameter(25), short: periodParameter(13), signal: periodParameter(13) },
  inputs: ['close'],
  outputs: ['value', 'signal'],
  lookback: ({ long, short, signal }) => long + short + signal - 2,
  init: ({ long, short, signal }) => ({
    previous: Number.NaN,
    change: createEma(long),
    changeTwice: createEma(short),
    size: createEma(long),
    sizeTwice: createEma(short),
    signal: createEma(signal),
  }),
  step(state, input, output) {
    const change = input[0]! - state.previous;
    state.previous = input[0]!;
    output.fill(Number.NaN);
    if (Number.isNaN(change)) return;
    const once = nextEma(state.change, change);
    const size = nextEma(state.size, Math.abs(change));
    if (Number.isNaN(once)) return;
    const twice = nextEma(state.changeTwice, once);
    const sizeTwice = nextEma(state.sizeTwice, size);
    if (Number.isNaN(twice)) return;
    const value = sizeTwice === 0 ? 0 : 100 * (twice / sizeTwice);
    const signal = nextEma(state.signal, value);
    if (Number.isNaN(signal)) return;
    output[0] = value;
    output[1] = signal;
  },
});
