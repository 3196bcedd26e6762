import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walk } from '../../../tests/golden/qgbm.ts';
import { adjacentColumns } from '../compiled/engine.ts';
import { bollingerBands } from './bollinger-bands.ts';
import type { Bound } from './define.ts';
import { compute, fold } from './define.ts';
import { standardDeviation } from './standard-deviation.ts';
import { variance } from './variance.ts';
import { zScore } from './z-score.ts';

/** A walk of prices with a few ticks that are too great by a power of ten. */
function prices(rows: number, seed: number, spikes: readonly (readonly [number, number])[]) {
  const close = Float64Array.from(walk(rows, { seed, mu: 0, sigma: 0.004, p0: 100 }).close);
  for (const [place, power] of spikes) close[Math.floor(place * (rows - 1))]! *= 10 ** power;
  return close;
}

/** Mean and population variance of the window that ends at a row, each afresh. */
function exactly(x: Float64Array, row: number, period: number): readonly [number, number] {
  const window = x.subarray(row - period + 1, row + 1);
  const origin = x[row]!;
  const center = window.reduce((sum, value) => sum + (value - origin), 0) / period;
  const squares = window.reduce((sum, value) => sum + (value - origin - center) ** 2, 0);
  return [origin + center, squares / period];
}

function overBands(indicator: Bound, close: Float64Array): Readonly<Record<string, Float64Array>> {
  const names = indicator.outputs.map((name) => `out ${name}`);
  const columns: Readonly<Record<string, Float64Array>> = adjacentColumns(close.length, [
    'close',
    ...names,
  ]);
  columns['close']!.set(close);
  const into = Object.fromEntries(indicator.outputs.map((name) => [name, columns[`out ${name}`]!]));
  compute(indicator, { close: columns['close']! }, into);
  return into;
}

const spike = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 3, max: 9, noNaN: true }),
);
const series = fc.record({
  rows: fc.integer({ min: 200, max: 6000 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  spikes: fc.array(spike, { minLength: 1, maxLength: 3 }),
  period: fc.constantFrom(2, 5, 20, 75),
});

test('after a bad tick the bands are those of the prices, in columns and in a stream', () => {
  fc.assert(
    fc.property(series, ({ rows, seed, spikes, period }) => {
      const close = prices(rows, seed, spikes);
      const bands = bollingerBands({ period });
      const found = [fold(bands, { close }), compute(bands, { close }), overBands(bands, close)];
      for (let row = period - 1; row < rows; row += 1) {
        const [middle, squares] = exactly(close, row, period);
        const upper = middle + 2 * Math.sqrt(squares);
        for (const [way, outputs] of found.entries()) {
          const error = Math.abs(outputs['upper'][row]! - upper) / Math.max(1, upper);
          if (error > 1e-9) expect.fail(`way ${way} row ${row}: off by ${error}`);
        }
        const apart = found.slice(1).map((outputs) => outputs['upper'][row]!);
        const stream = found[0]!['upper'][row]!;
        for (const value of apart) {
          const error = Math.abs(value - stream) / Math.max(1, Math.abs(stream));
          if (error > 1e-12) expect.fail(`row ${row}: column ${value}, stream ${stream}`);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('after a bad tick deviation, variance and score are those of the prices', () => {
  fc.assert(
    fc.property(series, ({ rows, seed, spikes, period }) => {
      const close = prices(rows, seed, spikes);
      const columns = { close };
      const deviations = compute(standardDeviation({ period }), columns)['value'];
      const variances = compute(variance({ period }), columns)['value'];
      const scores = compute(zScore({ period }), columns)['value'];
      for (let row = period - 1; row < rows; row += 1) {
        const [middle, squares] = exactly(close, row, period);
        // Of a window that hardly moves only the rounding of its prices is left.
        if (squares < 1e-9 * middle * middle) continue;
        const deviation = Math.sqrt(squares);
        const errors = [
          deviations[row]! / deviation - 1,
          variances[row]! / squares - 1,
          (scores[row]! - (close[row]! - middle) / deviation) / 10,
        ];
        if (!errors.every((error) => Math.abs(error) < 1e-9))
          expect.fail(`row ${row}: ${errors.join(' ')}`);
      }
    }),
    { numRuns: 30 },
  );
});

test('bands of two rows agree in columns and in a stream, over a long walk', () => {
  const close = prices(100_003, 7, []);
  const bands = bollingerBands({ period: 2 });
  const stream = fold(bands, { close })['upper'];
  const column = overBands(bands, close)['upper']!;
  let greatest = 0;
  for (let row = 1; row < close.length; row += 1) {
    greatest = Math.max(greatest, Math.abs(column[row]! - stream[row]!) / stream[row]!);
  }
  expect(greatest).toBeLessThan(1e-12);
});
