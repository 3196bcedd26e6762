import { expect, test } from 'vitest';
import { addDays, isoDate } from '../../core/time.ts';
import { againstFigures } from './against-figures.ts';
import { trackingOf } from './against.ts';
import { buildReport } from './build-report.ts';
import { reportModel } from './model.ts';
import { omittedPlots } from './omitted.ts';
import type { ReportInput } from './report-input.ts';

const days = (...texts: string[]) => texts.map(isoDate);
const own = {
  dates: days('2024-01-02', '2024-01-03', '2024-01-04', '2024-01-08'),
  returns: [0.1, 0.5, -0.1, 0.2],
};
/** Knows nothing of 3 January, and one session more. */
const other = {
  dates: days('2024-01-02', '2024-01-04', '2024-01-05', '2024-01-08'),
  returns: [0.1, 0, 0.9, 0.1],
};

test('two courses are joined over the same spans, and a longer one is compounded', () => {
  const tracking = trackingOf(own, other, 252);
  expect(tracking.dates).toEqual(days('2024-01-02', '2024-01-04', '2024-01-08'));
  const close = (found: Float64Array, wanted: readonly number[]) => {
    expect([...found].map((value) => Number(value.toFixed(12)))).toEqual(wanted);
  };
  // 1.1, × 1.5 × 0.9, × 1.2 against 1.1, × 1, × 1.9 × 1.1.
  close(tracking.own, [1.1, 1.485, 1.782]);
  close(tracking.other, [1.1, 1.1, 2.299]);
  close(tracking.difference, [0, 0.385, -0.517]);
  // The differences are 0, 0.35 and -0.89: their mean is -0.18.
  const squares = 0.18 ** 2 + 0.53 ** 2 + 0.71 ** 2;
  expect(tracking.trackingError).toBeCloseTo(Math.sqrt((squares / 2) * 252), 12);
});

test('one session in common has no tracking error', () => {
  const one = { dates: days('2024-01-02'), returns: [0.1] };
  expect(trackingOf(own, one, 252).trackingError).toBeNaN();
  expect(trackingOf(own, { dates: [], returns: [] }, 252).dates).toEqual([]);
});

function input(against: ReportInput['against'] | undefined): ReportInput {
  let value = 100;
  return {
    header: { title: 'account', kind: 'account' },
    performance: {
      dates: own.dates,
      equity: Float64Array.from(own.returns, (one) => (value *= 1 + one)),
      initialEquity: 100,
    },
    ...(against === undefined ? {} : { against }),
  };
}

const named = { run: 'bt_1', title: '<b>cross</b>', ...other };

test('a report shows both courses, their distance, and how many sessions that is of', () => {
  const [both, apart] = againstFigures(reportModel(input(named)));
  expect(both!.summary).toContain(
    '3 trading days in common, Tue, Jan 2, 2024 to Mon, Jan 8, 2024, of 4 live and 4 of the ' +
      'backtest: ' +
      'live +78.2%, <b>cross</b> in the backtest +129.9%.',
  );
  expect(apart!.summary).toContain('-51.7% at the end, tracking error 1,014.9% a year.');
  expect(apart!.data!.rows).toEqual([['2024-01-08', '-51.7%']]);
  const files = buildReport(input(named));
  expect(files['report.html']).toContain('id="tracking-difference"');
  expect(files['report.html']).not.toMatch(/<b>|NaN/);
  expect(buildReport(input(named))).toEqual(files);
  const { against } = JSON.parse(files['report.json']) as { against: Record<string, unknown> };
  expect(against).toMatchObject({ run: 'bt_1', sessions_in_common: 3 });
  expect(against['cumulative_difference']).toBeCloseTo(-0.517, 12);
});

test('without one the report says which command makes it', () => {
  const omitted = omittedPlots(reportModel(input(undefined)));
  expect(omitted.find(([plot]) => plot === 'Live against backtest')![1]).toContain(
    'quipu report build --against RUN',
  );
  const { against } = JSON.parse(buildReport(input(undefined))['report.json']) as {
    against: unknown;
  };
  expect(against).toBeNull();
});

test('nine of ten simulated paths of a backtest form a cone, and the report shows whether live is inside', () => {
  const dates = Array.from({ length: 80 }, (_, row) => addDays(isoDate('2024-01-01'), row));
  // Up and down by one part in a hundred: a mean of about nothing.
  const returns = dates.map((_, row) => (row % 2 === 0 ? 0.01 : 1 / 1.01 - 1));
  const report = (growth: number) => {
    const equity = Float64Array.from(dates, (_, row) => 1000 * (1 + growth) ** (row + 1));
    const performance = { dates, equity, initialEquity: 1000 };
    const against = { run: 'bt_1', title: 'one', dates, returns };
    const header = { title: 'one', kind: 'account' } as const;
    return againstFigures(reportModel({ header, performance, against })).at(-1)!;
  };
  expect(report(0).id).toBe('expected');
  expect(report(0).summary).toContain('within it');
  expect(report(0.01).summary).toContain('above all of it');
  expect(report(-0.01).summary).toContain('below all of it');
  // exp(1.645 · ln 1.01 · √(80/79) · √80): the mean is nothing, and n - 1 of 80 rows are 79.
  expect(report(0).data!.rows.at(-1)![3]).toBe('1.1587x');
});
