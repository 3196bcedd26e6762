import { expect, test } from 'vitest';
import { METRICS } from '../performance/catalogue.ts';
import { undefinedBecause } from '../performance/metric.ts';
import {
  counted,
  daysText,
  digitsOf,
  dollarTick,
  metricText,
  percentTick,
  signedPercent,
} from './number-text.ts';

test.each([
  [counted(1, 'session'), '1 session'],
  [counted(0, 'session'), '0 sessions'],
  [counted(2.5, 'session'), '2.5 sessions'],
  [daysText(['2024-03-18']), '2024-03-18'],
  [daysText(['2024-03-18', '2024-03-19']), '2024-03-18 to 2024-03-19'],
  [signedPercent(0.01), '+1.00 %'],
  [signedPercent(0.000001), '0.00 %'],
  [signedPercent(-0.01), '−1.00 %'],
  [dollarTick(20_000, 5_000), '$20k'],
  [dollarTick(-2_500_000, 500_000), '−$2.5M'],
  [dollarTick(0, 5_000), '$0'],
  [percentTick(0.025, 0.025), '2.5 %'],
  [percentTick(-0.1, 0.05), '−10 %'],
])('%s', (text, wanted) => {
  expect(text.replaceAll('\u202f', ' ')).toBe(wanted);
});

test.each([
  [1, 0],
  [20, 0],
  [2.5, 1],
  [0.25, 2],
  [0.1, 1],
  [0.025, 3],
])('a step of %f has %i digits', (step, digits) => {
  expect(digitsOf(step)).toBe(digits);
});

test('a drawdown is shown as a loss, and what has no value as a dash', () => {
  const metric = METRICS.find(({ id }) => id === 'max_drawdown')!;
  expect(metricText(metric, 0.25).replaceAll('\u202f', ' ')).toBe('−25.0 %');
  expect(metricText(metric, undefinedBecause('there are no returns'))).toBe('—');
});
