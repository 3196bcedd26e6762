import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';

/**
 * Commodity channel index: (typical - mean) / (0.015 · mean absolute deviation).
 *
 * Typical price (high + low + close) / 3 over `period` rows; 0 where it does not vary; first output
 * at row period - 1.
 *
 * @see Lambert 1980, Commodities 9(10); TA-Lib `TA_CCI`
 */
export const cci = defineIndicator({
  name: 'cci',
  title: 'Commodity channel index',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createWindow(params.period),
  step(window, input, output) {
    const typical = (input[0]! + input[1]! + input[2]!) / 3;
    push(window, typical);
    if (window.left > 0) {
      output[0] = Number.NaN;
      return;
    }
    const { values } = window;
    const rows = values.length;
    let mean = 0;
    for (let row = 0; row < rows; row += 1) mean += values[row]!;
    mean /= rows;
    let spread = 0;
    for (let row = 0; row < rows; row += 1) spread += Math.abs(values[row]! - mean);
    const distance = typical - mean;
    output[0] = distance === 0 || spread === 0 ? 0 : distance / (0.015 * (spread / rows));
  },
});
