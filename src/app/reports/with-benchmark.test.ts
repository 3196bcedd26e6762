import { expect, test } from 'vitest';
import { isoDate } from '../../core/time.ts';
import { parseDailyBars } from '../../market/files/series-csv.ts';
import { ticker } from '../../market/symbol.ts';
import { performanceView } from '../views/performance.ts';
import { withBenchmark } from './with-benchmark.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'].map(isoDate);

test('an account is compared over the spans of its benchmark, and what it lacks is a caveat', async () => {
  const prices = [
    ['2023-12-29', 100],
    ['2024-01-02', 110],
    // No price on 3 January.
    ['2024-01-04', 121],
    ['2024-01-05', 121],
  ] as const;
  const rows = prices.map(([date, price]) => `${date},${price},${price},${price},${price},1`);
  const text = ['date,open,high,low,close,volume', ...rows].join('\n');
  const series = parseDailyBars(text, ticker('HOLE')).value;
  const input = {
    header: { title: 'account', kind: 'account' as const },
    performance: { dates, equity: Float64Array.of(110, 121, 121, 121), initialEquity: 100 },
  };
  const compared = await withBenchmark(input, 'hole', () => Promise.resolve(series));
  const { caveats, metrics } = performanceView(compared);
  expect(caveats).toMatchObject([
    { code: 'caveat.benchmark_sessions', count: 1, of: 4, symbol: 'HOLE', severity: 'warning' },
  ]);
  // 10%, 10% over two sessions, and nothing: the same as the benchmark.
  expect(metrics['beta']).toBeCloseTo(1, 9);
  expect(metrics['correlation']).toBeCloseTo(1, 9);
  expect(metrics['excess_return']).toBeCloseTo(0, 9);
});
