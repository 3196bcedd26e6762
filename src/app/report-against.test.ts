import { expect, test } from 'vitest';
import type { ReportInput } from '../analysis/report/report-input.ts';
import { isoDate } from '../core/time.ts';
import { heldAgainst } from './report-against.ts';

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

test('an account is held against the returns of a backtest, and says how', () => {
  const reproduce = 'quipu report build';
  const facts = [['Books', 'core (cross)']] as const;
  const account = report('Account', live, { reproduce, facts });
  const held = heldAgainst(account, 'bt_1', report('cross', live.slice(1)));
  expect(held.against).toMatchObject({ run: 'bt_1', title: 'cross', dates: live.slice(1) });
  expect(held.against!.returns).toEqual([101 / 100 - 1, 102 / 101 - 1]);
  expect(held.header.reproduce).toBe('quipu report build --against bt_1');
  expect(held.header.findings).toBeUndefined();
});

test('a backtest of another strategy is told', () => {
  const facts = [['Books', 'core (rebalancer)']] as const;
  const held = heldAgainst(report('Account', live, { facts }), 'bt_1', report('cross', live));
  expect(held.header.findings).toEqual([
    'bt_1 is a backtest of cross, which no book of this account runs.',
  ]);
});

test.each([
  [[], 0],
  [['2024-01-04', '2024-01-05'], 1],
  [['2023-01-04', '2023-01-05'], 0],
])(
  'with the sessions %j of the backtest there are %i in common, which is refused',
  (dates, count) => {
    expect(() => heldAgainst(report('Account', live), 'bt_1', report('cross', dates))).toThrow(
      `Expected at least 2 sessions in common with bt_1, found ${count}`,
    );
  },
);
