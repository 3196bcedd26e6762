import { describe, expect, test } from 'vitest';
import type { IsoDate } from '../../core/time.ts';
import { newYorkInstant, sessionsBetween } from '../../market/calendar.ts';
import { crisisFigures } from './crisis-figures.ts';
import { executionFigures, hourOf } from './execution-figures.ts';
import { exposureFigures } from './exposure-figures.ts';
import { reportModel } from './model.ts';
import { omittedPlots } from './omitted.ts';
import type { ReportInput } from './report-input.ts';
import { stressFigures } from './stress-figures.ts';

const dates = sessionsBetween('2020-01-02' as IsoDate, '2020-12-31' as IsoDate).map(
  ({ date }) => date,
);

/** An account that gains a tenth of a percent a session and trades a tenth of itself. */
function steady(more: Partial<ReportInput> = {}): ReportInput {
  const equity = Float64Array.from(dates, (_, row) => 100_000 * 1.001 ** (row + 1));
  return {
    header: { title: 'steady', kind: 'account' },
    performance: {
      dates,
      equity,
      initialEquity: 100_000,
      tradedNotional: equity.map((value) => value / 1.001 / 10),
    },
    ...more,
  };
}

function dataOf(figures: ReturnType<typeof stressFigures>, id: string) {
  return figures.find((figure) => figure.id === id)?.data?.rows;
}

describe('under stress', () => {
  test('a further cost is taken of what was traded', () => {
    const rows = dataOf(stressFigures(reportModel(steady())), 'costs')!;
    // 50 bp of a tenth of the capital are 5 bp a session: half of the gain is left.
    const total = 100 * (1.0005 ** dates.length - 1);
    expect(rows.at(-1)!.slice(0, 2)).toEqual(['50 bps', `+${total.toFixed(1)}%`]);
  });

  test('sessions that are all alike end alike in every order', () => {
    const rows = dataOf(stressFigures(reportModel(steady())), 'shuffled')!;
    const end = (1.001 ** dates.length).toFixed(3);
    expect(rows.at(-1)!.slice(1)).toEqual([end, end, end, end, end]);
  });

  test('a fall of the market shows what the portfolio did meanwhile', () => {
    const rows = dataOf(crisisFigures(reportModel(steady())), 'crises')!;
    const between = dates.filter((date) => date >= '2020-02-20' && date <= '2020-03-23').length;
    const gained = (100 * (1.001 ** between - 1)).toFixed(2);
    expect(rows).toEqual([['Pandemic', '2020-02-19', '2020-03-23', `+${gained}%`, '0.00%']]);
  });

  test('market drawdowns begin and end with a trading day', () => {
    const all = sessionsBetween('2000-01-03' as IsoDate, '2025-12-31' as IsoDate);
    const flat = new Float64Array(all.length).fill(100);
    const performance = { dates: all.map(({ date }) => date), equity: flat, initialEquity: 100 };
    const rows = dataOf(crisisFigures(reportModel(steady({ performance }))), 'crises')!;
    expect(rows).toHaveLength(9);
    for (const day of rows.flatMap((row) => row.slice(1, 3))) {
      expect([0, 6], day).not.toContain(new Date(day).getUTCDay());
    }
  });
});

describe('how an account traded', () => {
  test('an hour is one of New York, in winter and in summer', () => {
    const winter = newYorkInstant('2020-01-06' as IsoDate, 10.5 * 3_600_000);
    const summer = newYorkInstant('2020-07-06' as IsoDate, 15 * 3_600_000);
    expect(hourOf(winter)).toEqual({ weekday: 1, hour: 10 });
    expect(hourOf(summer)).toEqual({ weekday: 1, hour: 15 });
  });

  test('slippage to our loss is on the left', () => {
    const slippages = [
      { bps: 3, cost: 30 },
      { bps: 3, cost: 30 },
      { bps: -1, cost: -10 },
    ];
    const [figure] = executionFigures(reportModel(steady({ slippages })));
    expect(figure).toMatchObject({ id: 'slippage' });
    expect(figure!.summary).toContain('median cost 3 bps, total cost $50.00');
    const [left] = figure!.data!.rows;
    expect(left![0]).toMatch(/^-/);
    expect(left![2]).toBe('2');
  });

  test('what is held at the end is shared out with its cash', () => {
    const value = 50_000;
    const openPositions = [{ symbol: 'AAPL', quantity: '100', cost: '40000', price: 500, value }];
    const [figure] = executionFigures(reportModel(steady({ openPositions })));
    const share = ((100 * value) / (100_000 * 1.001 ** dates.length)).toFixed(1);
    expect(figure!.summary).toContain(`${share}%`);
    expect(figure!.plot('wide')).toContain('Cash');
  });

  test('leverage is shown with exposure, as it is the same, where there was some', () => {
    const leveraged = steady();
    const grossExposure = Float64Array.from(dates, (_, row) => (row < 10 ? 1.5 : 0.5));
    const performance = { ...leveraged.performance, grossExposure, netExposure: grossExposure };
    const figures = exposureFigures(reportModel({ ...leveraged, performance }));
    const found = figures.find(({ id }) => id === 'exposure');
    expect(found!.summary).toContain('At most 1.50 times equity');
    expect(found!.summary).toContain('of 10 of ');
  });
});

test('every plot that is missing has a reason, and none that is there', () => {
  const bare = omittedPlots(reportModel(steady())).map(([plot]) => plot);
  expect(bare).toContain('Slippage');
  expect(bare).toContain('Holdings and allocation over time');
  expect(bare).toContain('Price with every trade');
  const given = steady({
    slippages: [{ bps: 1, cost: 1 }],
    holdings: { basis: 'cost', columns: [{ symbol: 'KO', spans: [{ from: 0, values: [1] }] }] },
  });
  const more = omittedPlots(reportModel(given)).map(([plot]) => plot);
  expect(more).not.toContain('Slippage');
  expect(more).not.toContain('Holdings and allocation over time');
});
