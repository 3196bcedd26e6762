import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { betaOf } from './benchmark.ts';
import { rollingBeta } from './rolling-beta.ts';

const random = seededRandom(1);
const draws = (): Float64Array => Float64Array.from({ length: 2500 }, () => 0.01 * random.normal());

test('each value is the beta of its window', () => {
  const [returns, benchmark] = [draws(), draws()];
  const betas = rollingBeta(returns, benchmark, 60);
  expect(betas.subarray(0, 59).every(Number.isNaN)).toBe(true);
  for (let row = 59; row < betas.length; row += 1) {
    const window = [returns, benchmark].map((column) => column.subarray(row - 59, row + 1));
    const joined = { portfolio: window[0]!, benchmark: window[1]! };
    expect(betas[row]).toBeCloseTo(betaOf(joined) as number, 10);
  }
});

test('there is none where the benchmark does not vary', () => {
  const flat = new Float64Array(100).fill(0.001);
  expect(rollingBeta(draws().subarray(0, 100), flat, 20).every(Number.isNaN)).toBe(true);
});

test('a window longer than the series gives no value', () => {
  expect(rollingBeta(draws(), draws(), 9999).every(Number.isNaN)).toBe(true);
});
