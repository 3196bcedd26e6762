import { expect, test } from 'vitest';
import type { IsoDate } from '../../core/time.ts';
import { explain } from './explain.ts';

const input = {
  dates: ['2024-01-02', '2024-01-03', '2024-01-04'] as IsoDate[],
  equity: Float64Array.of(110, 99, 108.9),
  initialEquity: 100,
};

test('a Sharpe ratio can be checked from its steps', () => {
  const { value, steps, metric } = explain('sharpe', input);
  const [, mean, deviation, scale] = steps.map((step) => step.value as number);
  expect((mean! / deviation!) * scale!).toBeCloseTo(value as number, 12);
  expect(metric.formula).toBe('mean(r - rf) / σ(r - rf) · √P, σ with n - 1');
});

test('a drawdown names its sessions', () => {
  expect(explain('max_drawdown', input).steps.map(({ value }) => value)).toEqual([
    '2024-01-02',
    '2024-01-03',
    'not yet',
    2,
    expect.closeTo(0.1, 12),
  ]);
});

test('what went in is shown', () => {
  expect(explain('trades', input).inputs[0]).toEqual({ what: 'sessions', value: 3 });
  expect(explain('trades', input).value).toEqual({ undefined: 'round trips were not recorded' });
});

test('a metric that does not exist is refused', () => {
  expect(() => explain('sharp', input)).toThrow(/no metric "sharp"/);
});
