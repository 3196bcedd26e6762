import { expect, test } from 'vitest';
import { isoDate } from '../../core/time.ts';
import { sessionsBetween } from '../../market/calendar.ts';
import { reportModel } from './model.ts';
import type { ReportHeader } from './report-input.ts';
import { trustFacts } from './trust.ts';

const days = sessionsBetween(isoDate('2024-01-02'), isoDate('2024-03-28')).map(({ date }) => date);

const gaps = (
  dates: typeof days,
  kind: ReportHeader['kind'] = 'returns',
  periodsPerYear = 252,
): string | undefined => {
  const equity = Float64Array.from(dates, (_, row) => 1000 + row);
  const performance = { dates, equity, initialEquity: 1000, periodsPerYear };
  const facts = trustFacts(reportModel({ header: { title: 'one', kind }, performance }));
  return new Map(facts.map(([label, value]) => [label, value])).get('Gaps');
};

test('a daily file and an account are compared with the exchange calendar', () => {
  expect(gaps(days)).toBe('none against the exchange’s calendar');
  const torn = days.toSpliced(5, 2);
  expect(gaps(torn)).toBe(`2 trading days of the exchange without a row, the first ${days[5]}`);
  expect(gaps(torn, 'account')).toBe(gaps(torn));
});

test('what has rows of months or of every day of the week is not', () => {
  expect(gaps(days.slice(0, 3), 'returns', 12)).toBeUndefined();
  expect(gaps(days.toSpliced(5, 2), 'returns', 365)).toBeUndefined();
});
