import { expect, test } from 'vitest';
import { METRICS } from '../performance/catalog.ts';
import { undefinedBecause } from '../performance/metric.ts';
import { metricDifferenceText, metricText } from './metric-text.ts';

const named = (id: string) => METRICS.find((metric) => metric.id === id)!;

test.each([
  ['max_drawdown', 0.25, '-25.0%'],
  ['max_drawdown', 0, '0.00%'],
  ['max_mae', 12.5, '-$12.50'],
  ['max_mfe', 12.5, '+$12.50'],
  ['var_95', -0.0123, '-1.23%'],
  ['total_return', 0.0142, '+1.42%'],
  ['net_profit', 1234.5, '+$1,234.50'],
  ['avg_trade_pct', -0.01, '-1.00%'],
  ['final_equity', 101_234.5, '$101,234.50'],
  ['volatility', 0.2, '20.0%'],
  ['sharpe', -0.314, '-0.31'],
  ['trades', 1200, '1,200'],
  ['longest_dd_days', 1, '1 day'],
  ['avg_dd_days', 12.34, '12.3 days'],
  ['min_trl', 126, '126 trading days'],
])('%s of %d is %s', (id, value, text) => {
  expect(metricText(named(id), value)).toBe(text);
});

test('a metric without a value is a dash', () => {
  expect(metricText(named('sharpe'), undefinedBecause('there are no returns'))).toBe('—');
});

test.each([
  ['max_drawdown', 0.05, '-5.00%'],
  ['max_drawdown', -0.05, '+5.00%'],
  ['volatility', 0.01, '+1.00%'],
  ['sharpe', 0.5, '+0.50'],
  ['trades', -3, '-3'],
  ['trades', 0, '0'],
])('a difference of %s of %d is %s', (id, value, text) => {
  expect(metricDifferenceText(named(id), value)).toBe(text);
});
