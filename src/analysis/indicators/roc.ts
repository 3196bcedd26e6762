import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';

/** The change from `before` to `now` in percent; 0 where there is nothing to compare with. */
export function percentChangeBetween(now: number, before: number): number {
  return before === 0 ? 0 : (now / before - 1) * 100;
}

/**
 * Rate of change: the change over `period` rows in percent.
 *
 * First output at row period; 0 where the earlier price is 0.
 *
 * @see TA-Lib `TA_ROC`
 */
export const roc = defineIndicator({
  name: 'roc',
  title: 'Rate of change',
  params: { period: periodParameter(10) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createWindow(params.period),
  step(window, input, output) {
    output[0] = percentChangeBetween(input[0]!, push(window, input[0]!));
  },
});
