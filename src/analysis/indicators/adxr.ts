import { createAdx, nextAdx } from './adx.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';

/**
 * Average directional index rating: the mean of the index now and period - 1 rows ago.
 *
 * First output at row 3·period - 2.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_ADXR`
 */
export const adxr = defineIndicator({
  name: 'adxr',
  title: 'Average directional index rating',
  params: { period: periodParameter(14, 2) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => 3 * params.period - 2,
  init: (params) => ({ adx: createAdx(params.period), window: createWindow(params.period - 1) }),
  step({ adx, window }, input, output) {
    const value = nextAdx(adx, input);
    output[0] = Number.isNaN(value) ? value : (value + push(window, value)) / 2;
  },
});
