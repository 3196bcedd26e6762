import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { ago, createWindow, push } from './window.ts';

/**
 * Arnaud Legoux moving average: a window weighted by a Gaussian bell.
 *
 * Weight of row i (oldest 0): exp(-(i - offset·(n - 1))² / (2·(n / sigma)²)); first output at row
 * n - 1.
 *
 * @see Legoux and Kouzis-Loukas 2009
 */
export const alma = defineIndicator({
  name: 'alma',
  title: 'Arnaud Legoux moving average',
  params: {
    period: periodParameter(9),
    offset: number({ min: 0, max: 1, default: 0.85 }),
    sigma: number({ min: 0.01, max: 1000, default: 6 }),
  },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init(params) {
    const rows = params.period;
    const center = params.offset * (rows - 1);
    const width = rows / params.sigma;
    const bell = Float64Array.from({ length: rows }, (_, row) =>
      Math.exp(-((row - center) ** 2) / (2 * width * width)),
    );
    let total = 0;
    for (const weight of bell) total += weight;
    // With a bell far narrower than a row every weight can underflow; the center row then counts.
    if (total === 0) bell[Math.round(center)] = total = 1;
    return { window: createWindow(rows), weights: bell.map((weight) => weight / total) };
  },
  step({ window, weights }, input, output) {
    push(window, input[0]!);
    if (window.left > 0) {
      output[0] = Number.NaN;
      return;
    }
    let value = 0;
    const rows = weights.length;
    for (let row = 0; row < rows; row += 1) value += weights[row]! * ago(window, rows - 1 - row);
    output[0] = value;
  },
});
