import { describe, expect, test } from 'vitest';
import { bollingerBands, compute, fold, sma, wma } from '../../src/indicators.ts';
import { walk } from './qgbm.ts';

const ROWS = 1_000_000;
const PERIOD = 20;

const { close } = walk(ROWS, { seed: 1, mu: 0, sigma: 0.0005, p0: 100 });

/** Prices are cents, so that sums over a window are exact in whole numbers. */
const cents = close.map((value) => Math.round(value * 100));

interface Exact {
  readonly mean: Float64Array;
  readonly weighted: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * Computes the three averages from whole-number sums: each value is rounded two or three times in
 * total.
 */
function exactAverages(): Exact {
  const mean = new Float64Array(ROWS);
  const weighted = new Float64Array(ROWS);
  const deviation = new Float64Array(ROWS);
  for (let row = PERIOD - 1; row < ROWS; row += 1) {
    let sum = 0;
    let moment = 0;
    let squares = 0;
    for (let k = 1; k <= PERIOD; k += 1) {
      const value = cents[row - PERIOD + k]!;
      sum += value;
      moment += value * k;
      squares += value * value;
    }
    mean[row] = sum / (PERIOD * 100);
    weighted[row] = moment / (((PERIOD * (PERIOD + 1)) / 2) * 100);
    deviation[row] = Math.sqrt(PERIOD * squares - sum * sum) / (PERIOD * 100);
  }
  return { mean, weighted, deviation };
}

function worst(actual: Float64Array, exact: (row: number) => number): number {
  let error = 0;
  for (let row = PERIOD - 1; row < ROWS; row += 1) {
    error = Math.max(error, Math.abs(actual[row]! - exact(row)));
  }
  return error;
}

describe.each([
  { form: 'columns', run: compute },
  { form: 'the stream', run: fold },
])('after a million rows, by $form', ({ run }) => {
  const exact = exactAverages();

  test('a simple average has not drifted', () => {
    const { value } = run(sma({ period: PERIOD }), { close });
    expect(worst(value, (row) => exact.mean[row]!)).toBeLessThan(1e-11);
  });

  test('a weighted average has not drifted, where running sums are off by 5e-9', () => {
    const { value } = run(wma({ period: PERIOD }), { close });
    expect(worst(value, (row) => exact.weighted[row]!)).toBeLessThan(1e-10);
  });

  test('bands have not drifted, where running sums of squares are off by 3e-8', () => {
    const { upper, middle } = run(bollingerBands({ period: PERIOD }), { close });
    expect(worst(middle, (row) => exact.mean[row]!)).toBeLessThan(1e-12);
    const upperAt = (row: number): number => exact.mean[row]! + 2 * exact.deviation[row]!;
    expect(worst(upper, upperAt)).toBeLessThan(1e-11);
  });
});
