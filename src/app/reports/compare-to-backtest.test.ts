import { expect, test } from 'vitest';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { isoDate } from '../../core/time.ts';
import { compareToBacktest } from './compare-to-backtest.ts';

function report(title: string, dates: readonly string[], more = {}): ReportInput {
  return {
    header: { title, kind: 'account', ...more },
    performance: {
      dates: dates.map(isoDate),
      equity: Float64Array.from(dates, (_, row) => 101 + row),
      initialEquity: 100,
    },
  };
}

const live = ['2024-01-02', '2024-01-03', '2024-01-04'];

test('compares an account with the returns of a backtest and names it', () => {
  const reproduce = { name: 'report build' } as const;
  const books = [{ book: 'core', strategy: 'cross' }];
  const account = report('Account', live, { reproduce, books });
  const held = compareToBacktest(account, 'bt_1', report('cross', live.slice(1)));
  expect(held.against).toMatchObject({ run: 'bt_1', title: 'cross', dates: live.slice(1) });
  expect(held.against!.returns).toEqual([101 / 100 - 1, 102 / 101 - 1]);
  expect(held.header.reproduce?.options).toEqual([['against', 'bt_1']]);
  expect(held.header.findings).toBeUndefined();
});

test('reports a backtest of another strategy', () => {
  const books = [{ book: 'core', strategy: 'rebalancer' }];
  const held = compareToBacktest(report('Account', live, { books }), 'bt_1', report('cross', live));
  expect(held.header.findings).toEqual([
    'bt_1 is a backtest of cross, which no book of this account runs.',
  ]);
});

test.each([
  [[], 0],
  [['2024-01-04', '2024-01-05'], 1],
  [['2023-01-04', '2023-01-05'], 0],
])('rejects %j, which share %i trading days with the backtest', (dates, count) => {
  expect(() => compareToBacktest(report('Account', live), 'bt_1', report('cross', dates))).toThrow(
    `Expected at least 2 trading days in common with bt_1, found ${count}`,
  );
});
