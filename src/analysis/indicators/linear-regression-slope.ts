import { defineIndicator } from './define.ts';
import { createLine, measureLine, nextLine } from './line-fit.ts';
import { periodParameter } from './period.ts';

/**
 * The slope of the least-squares line through the last `period` values, and its R².
 *
 * Slope in price per row; R² is 0 for values that do not vary. First output at row period - 1.
 *
 * @see TA-Lib `TA_LINEARREG_SLOPE`
 */
export const linearRegressionSlope = defineIndicator({
  name: 'linear_regression_slope',
  title: 'Linear regression slope',
  params: { period: periodParameter(14, 2) },
  inputs: ['close'],
  outputs: ['slope', 'r2'],
  lookback: (params) => params.period - 1,
  init: (params) => createLine(params.period),
  step(line, input, output) {
    if (!nextLine(line, input[0]!)) {
      output.fill(Number.NaN);
      return;
    }
    measureLine(line);
    output[0] = line.slope;
    output[1] = line.total === 0 ? 0 : Math.max(0, 1 - line.residual / line.total);
  },
});
