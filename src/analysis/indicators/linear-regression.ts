import { defineIndicator } from './define.ts';
import { createLine, nextLine } from './line-fit.ts';
import { periodParameter } from './period.ts';

/**
 * The end of the least-squares line through the last `period` values.
 *
 * First output at row period - 1.
 *
 * @see TA-Lib `TA_LINEARREG`
 */
export const linearRegression = defineIndicator({
  name: 'linear_regression',
  title: 'Linear regression',
  params: { period: periodParameter(14, 2) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createLine(params.period),
  step(line, input, output) {
    const warm = nextLine(line, input[0]!);
    output[0] = warm ? line.intercept + line.slope * (line.window.values.length - 1) : Number.NaN;
  },
});
