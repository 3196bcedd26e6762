import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { isoDate } from '../../core/time.ts';
import { rebalanceDue } from './rebalance-due.ts';
import type { RiskContributions } from './risk-contributions.ts';
import { whatIf } from './what-if.ts';

const random = seededRandom(3);
const drawn = () => Float64Array.from({ length: 500 }, () => 0.01 * random.normal());
const returns = { AAA: drawn(), BBB: drawn() };
const portfolio = { holdings: [{ symbol: 'AAA', value: 60_000 }], equity: 100_000, returns };

test('half of a position moved to another asset lowers the deviation and the value at risk', () => {
  const { symbols, before, after } = whatIf(portfolio, [
    { symbol: 'AAA', value: -30_000 },
    { symbol: 'BBB', value: 30_000 },
  ]);
  expect(symbols).toEqual(['AAA', 'BBB']);
  expect([before.exposure.gross, after.exposure.gross]).toEqual([60_000, 60_000]);
  expect(after.exposure.cash).toBe(40_000);
  expect(after.deviation).toBeLessThan(0.8 * before.deviation);
  expect(after.valueAtRisk).toBeGreaterThan(before.valueAtRisk as number);
  expect((before.contributions as RiskContributions).share[0]).toBeCloseTo(1, 12);
  const unchanged = whatIf(portfolio, []);
  expect(unchanged.after).toEqual(unchanged.before);
  expect(unchanged.before.valueAtRisk).toBe(before.valueAtRisk);
});

test('all sold, nothing is at risk; a symbol without returns is refused', () => {
  const { after } = whatIf(portfolio, [{ symbol: 'AAA', value: -60_000 }]);
  expect(after.valueAtRisk).toEqual({ undefined: 'nothing is held' });
  expect(() => whatIf(portfolio, [{ symbol: 'CCC', value: 1 }])).toThrow(/none of CCC/);
});

test('a rebalancing is due at the first session of another span, or where a weight drifts', () => {
  const rows = [{ symbol: 'AAA', shares: 60, price: 100, target: 0.5 }];
  const at = (date: string, last: string | null) => ({
    date: isoDate(date),
    last: last === null ? null : isoDate(last),
    equity: 10_000,
  });
  const by = (every: 'day' | 'week' | 'month' | 'quarter' | 'year', date: string, last: string) =>
    rebalanceDue({ every }, at(date, last), rows).by;
  // Monday 1 January 2024 is a holiday: the year begins on the 2nd.
  expect(rebalanceDue({ every: 'year' }, at('2024-01-01', '2023-06-01'), rows).due).toBe(false);
  expect(by('year', '2024-01-02', '2023-06-01')).toBe('calendar');
  expect(by('year', '2024-03-01', '2024-01-02')).toBe(null);
  expect(by('quarter', '2024-04-01', '2024-01-02')).toBe('calendar');
  expect(by('month', '2024-01-31', '2024-01-02')).toBe(null);
  expect(by('week', '2024-01-08', '2024-01-05')).toBe('calendar');
  expect(by('week', '2024-01-05', '2024-01-02')).toBe(null);
  expect(by('day', '2024-01-03', '2024-01-02')).toBe('calendar');
  expect(rebalanceDue({ drift: 0.05 }, at('2024-01-03', null), rows)).toEqual({
    due: true,
    by: 'drift',
    reason: 'AAA is at 60.0%, its target 50.0%',
  });
  const both = { every: 'month', drift: 0.2 } as const;
  expect(rebalanceDue(both, at('2024-01-03', '2024-01-02'), rows).due).toBe(false);
});
