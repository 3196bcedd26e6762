import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { percentChangeBetween } from './roc.ts';
import { createSma, nextSma } from './sma.ts';
import { ago, createWindow, push } from './window.ts';

const CHANGES = [10, 15, 20, 30] as const;
const AVERAGES = [10, 10, 10, 15] as const;

/**
 * Know sure thing: four smoothed rates of change weighted 1 to 4, and a simple average as signal.
 *
 * Pring's daily lengths: changes over 10, 15, 20 and 30 rows, averaged over 10, 10, 10 and 15;
 * first output at row 43 + signal.
 *
 * @see Pring 1992, Stocks & Commodities 10(10)
 */
export const kst = defineIndicator({
  name: 'kst',
  title: 'Know sure thing',
  params: { signal: periodParameter(9) },
  inputs: ['close'],
  outputs: ['value', 'signal'],
  lookback: ({ signal }) => 43 + signal,
  init: ({ signal }) => ({
    window: createWindow(31),
    averages: AVERAGES.map((rows) => createSma(rows)),
    seen: 0,
    signal: createSma(signal),
  }),
  step(state, input, output) {
    const value = input[0]!;
    push(state.window, value);
    output.fill(Number.NaN);
    let total = 0;
    for (let index = 0; index < 4; index += 1) {
      const rows = CHANGES[index]!;
      const warm = state.seen >= rows;
      const change = warm ? percentChangeBetween(value, ago(state.window, rows)) : Number.NaN;
      total += (index + 1) * (warm ? nextSma(state.averages[index]!, change) : change);
    }
    if (state.seen < 30) state.seen += 1;
    const signal = Number.isNaN(total) ? total : nextSma(state.signal, total);
    if (Number.isNaN(signal)) return;
    output[0] = total;
    output[1] = signal;
  },
});
