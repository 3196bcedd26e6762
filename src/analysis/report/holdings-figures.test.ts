import { expect, test } from 'vitest';
import { isoDate } from '../../core/time.ts';
import type { Holdings } from '../performance/holdings.ts';
import { buildReport } from './build-report.ts';
import { drawFigure } from './figure.ts';
import { holdingsFigures } from './holdings-figures.ts';
import { reportModel } from './model.ts';
import { omittedPlots } from './omitted.ts';
import type { ReportInput } from './report-input.ts';

const dates = ['2024-01-30', '2024-01-31', '2024-02-01', '2024-02-02'].map(isoDate);

function held(columns: Holdings['columns'], basis: Holdings['basis'] = 'value'): ReportInput {
  return {
    header: { title: 'held', kind: 'backtest' },
    performance: { dates, equity: Float64Array.of(100, 200, 200, 250), initialEquity: 100 },
    holdings: { basis, columns },
  };
}

/** The rows of the allocation at each month's end: 31 January and 2 February. */
function allocation(input: ReportInput) {
  const [, figure] = holdingsFigures(reportModel(input));
  return { columns: figure!.data!.columns, rows: figure!.data!.rows, figure: figure! };
}

test('the account is allocated to what it holds and to cash', () => {
  const { columns, rows, figure } = allocation(
    held([
      { symbol: 'KO', spans: [{ from: 0, values: [50, 50] }] },
      {
        symbol: 'AAPL',
        spans: [
          { from: 1, values: [150] },
          { from: 3, values: [200] },
        ],
      },
    ]),
  );
  // AAPL is larger: 0.75 and 0.8 of equity against 0.5 and 0.25.
  expect(columns).toEqual(['Session', 'AAPL', 'KO', 'cash']);
  expect(rows.map((row) => row)).toEqual([
    ['2024-01-31', '75.0%', '25.0%', '0.00%'],
    ['2024-02-02', '80.0%', '0.00%', '20.0%'],
  ]);
  expect(figure.title).toContain('at market value');
  expect(figure.summary).toContain('Largest on average: AAPL 38.8%, KO 18.8%.');
});

test('positions are counted at the end of each session', () => {
  const [count] = holdingsFigures(
    reportModel(held([{ symbol: 'KO', spans: [{ from: 1, values: [50, 50] }] }])),
  );
  expect(count!.summary).toBe(
    '1 position at most at the end of a session, 0 at the end of the last; ' +
      'none at the end of 2 trading days.',
  );
  expect(count!.data!.rows.map(([, positions]) => positions)).toEqual(['1', '0']);
});

test('short positions are below zero, and no cash is shown next to them', () => {
  const { columns, figure } = allocation(
    held([{ symbol: 'KO', spans: [{ from: 0, values: [-50, -100, -100, -100] }] }]),
  );
  expect(columns).toEqual(['Session', 'KO']);
  expect(figure.summary).toContain('Short positions are below zero.');
  const ground = /M(\S+) ([\d.]+)V([\d.]+)/.exec(figure.plot('wide').split('class="part')[1]!)!;
  expect(Number(ground[3])).toBeGreaterThan(Number(ground[2]));
});

test('at cost the plot names its basis, and shows no cash', () => {
  const { columns, figure } = allocation(
    held([{ symbol: 'KO', spans: [{ from: 0, values: [50] }] }], 'cost'),
  );
  expect(columns).toEqual(['Session', 'KO']);
  expect(figure.title).toContain('at cost');
});

test('of many symbols the largest are named and the others are one', () => {
  const columns = Array.from({ length: 9 }, (_, place) => ({
    symbol: `S${place}`,
    spans: [{ from: 0, values: [place + 1, place + 1, place + 1, place + 1] }],
  }));
  const { columns: names, rows, figure } = allocation(held(columns));
  expect(names).toEqual(['Session', 'S8', 'S7', 'S6', 'S5', 'S4', '4 others', 'cash']);
  // 1 + 2 + 3 + 4 of 200; cash is 200 less 45.
  expect(rows[0]!.slice(-2)).toEqual(['5.00%', '77.5%']);
  expect(figure.legend!.map(([, name]) => name)).toEqual(names.slice(1));
});

test('others that are long and short do not cancel out', () => {
  const columns = Array.from({ length: 8 }, (_, place) => ({
    symbol: `S${place}`,
    spans: [{ from: 0, values: [place < 6 ? 100 : place === 6 ? 10 : -10] }],
  }));
  const { columns: names } = allocation(held(columns));
  expect(names.slice(-2)).toEqual(['3 others, long', '3 others, short']);
});

test('a run that never held anything overnight reports it', () => {
  const model = reportModel(held([]));
  expect(holdingsFigures(model)).toEqual([]);
  expect(omittedPlots(model)).toContainEqual([
    'Holdings and allocation over time',
    'nothing was held at the end of any session',
  ]);
});

test('one session is a whole plot', () => {
  const one = held([{ symbol: '<b>', spans: [{ from: 0, values: [50] }] }]);
  const equity = Float64Array.of(100);
  const model = reportModel({
    ...one,
    performance: { ...one.performance, dates: dates.slice(0, 1), equity },
  });
  const markup = holdingsFigures(model).map(drawFigure).join('');
  expect(markup).not.toMatch(/NaN|Infinity|undefined|<b>/);
  expect(markup).toContain('&lt;b&gt;');
});

test('an account without worth in a session is allocated to nothing then', () => {
  const input = held([{ symbol: 'KO', spans: [{ from: 0, values: [50, 50, 50, 50] }] }]);
  const equity = Float64Array.of(100, 0, -10, 100);
  const flows = Float64Array.of(0, 0, 0, 0);
  const model = reportModel({ ...input, performance: { ...input.performance, equity, flows } });
  expect(holdingsFigures(model)[1]!.plot('wide')).not.toMatch(/NaN|Infinity/);
});

test('report.json has each holding with the session in which it begins', () => {
  const files = buildReport(held([{ symbol: 'KO', spans: [{ from: 2, values: [50, 60] }] }]));
  const { holdings } = JSON.parse(files['report.json']) as { holdings: unknown };
  expect(holdings).toEqual({
    basis: 'value',
    columns: [{ symbol: 'KO', spans: [{ from: '2024-02-01', values: [50, 60] }] }],
  });
});
