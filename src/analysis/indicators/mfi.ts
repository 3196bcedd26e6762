import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';

/**
 * Money flow index: 100 · money on rising typical prices / money on rising and falling ones.
 *
 * 0 where less than one dollar flowed in `period` rows; first output at row period.
 *
 * @see Quong and Soudack 1989, Stocks & Commodities 7(3); TA-Lib `TA_MFI`
 */
export const mfi = defineIndicator({
  name: 'mfi',
  title: 'Money flow index',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    up: createWindow(params.period),
    down: createWindow(params.period),
    rising: 0,
    falling: 0,
    previous: Number.NaN,
  }),
  step(state, input, output) {
    const typical = (input[0]! + input[1]! + input[2]!) / 3;
    const change = typical - state.previous;
    state.previous = typical;
    output[0] = Number.NaN;
    if (Number.isNaN(change)) return;
    const full = state.up.left === 0;
    const money = typical * input[3]!;
    const up = change > 0 ? money : 0;
    const down = change < 0 ? money : 0;
    const lostUp = push(state.up, up);
    const lostDown = push(state.down, down);
    if (full) {
      state.rising -= lostUp;
      state.falling -= lostDown;
    }
    state.rising += up;
    state.falling += down;
    const total = state.rising + state.falling;
    if (state.up.left === 0) output[0] = total < 1 ? 0 : 100 * (state.rising / total);
  },
});
