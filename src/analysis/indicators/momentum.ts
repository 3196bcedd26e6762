import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';

/**
 * Momentum: the change over `period` rows, in price.
 *
 * First output at row period.
 *
 * @see TA-Lib `TA_MOM`
 */
export const momentum = defineIndicator({
  name: 'momentum',
  title: 'Momentum',
  params: { period: periodParameter(10) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createWindow(params.period),
  step(window, input, output) {
    output[0] = input[0]! - push(window, input[0]!);
  },
});
