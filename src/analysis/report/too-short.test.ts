import { expect, test } from 'vitest';
import { addDays, type IsoDate } from '../../core/time.ts';
import { buildReport, type ReportFiles } from './build-report.ts';

/** A record that rises and falls by turns for so many sessions. */
function reported(sessions: number): ReportFiles {
  const dates = Array.from({ length: sessions }, (_, day) => addDays('2024-01-02' as IsoDate, day));
  let value = 100;
  const equity = Float64Array.from(dates, (_, day) => (value *= day % 3 === 1 ? 0.99 : 1.02));
  const benchmark = Float64Array.from(dates, (_, day) => (day % 2 === 0 ? 0.01 : -0.004));
  const performance = { dates, equity, initialEquity: 100, benchmark };
  return buildReport({ header: { title: 'account', kind: 'account' }, performance });
}

interface Reported {
  readonly metrics: readonly {
    readonly id: string;
    readonly unit: string;
    readonly value: number | null;
    readonly too_short: boolean;
  }[];
}

const short = reported(29);
const long = reported(30);
const YEARLY = ['cagr', 'volatility', 'sharpe', 'sortino', 'calmar', 'alpha', 'psr', 'mwr'];

test('CAGR over years is shown for a few rows, ratios are not', () => {
  const dates = ['2021-12-31', '2022-12-30', '2023-12-29'] as IsoDate[];
  const files = buildReport({
    header: { title: 'years', kind: 'returns' },
    performance: {
      dates,
      equity: Float64Array.of(110, 121, 133.1),
      initialEquity: 100,
      start: '2020-12-31' as IsoDate,
      periodsPerYear: 1,
    },
  });
  const { metrics } = JSON.parse(files['report.json']) as Reported;
  const short = (id: string) => metrics.find((one) => one.id === id)?.too_short;
  expect(['cagr', 'mwr', 'all_ann'].map(short)).toEqual([false, false, false]);
  expect(['sharpe', 'volatility', 'psr'].map(short)).toEqual([true, true, true]);
});

test('the figures above all others show no ratio of too few sessions, and say why', () => {
  const tiles = short['report.html'].match(/<dl class="tiles">.*?<\/dl>/s)![0];
  for (const id of ['cagr', 'volatility', 'sharpe', 'sortino', 'calmar']) {
    expect(tiles).toMatch(
      new RegExp(
        `#m-${id}">[^<]*</a></dt><dd class="short">—<span[^>]*>too short: 29 trading days, 30`,
      ),
    );
  }
  // What is no ratio stands as it is.
  expect(tiles).toMatch(/#m-total_return">[^<]*<\/a><\/dt><dd>\+\d/);
  expect(long['report.html'].match(/<dl class="tiles">.*?<\/dl>/s)![0]).not.toContain('short');
});

test('the table grays them, in value and in reason', () => {
  for (const id of YEARLY) {
    expect(short['report.html']).toContain(
      `id="m-${id}" class="short" title="too short: 29 trading days, 30 needed"`,
    );
  }
  expect(short['report.html']).toContain('id="m-total_return"><th');
  expect(long['report.html']).not.toContain('class="short"');
});

test('report.json and metrics.csv flag them and keep the value', () => {
  const { metrics } = JSON.parse(short['report.json']) as Reported;
  for (const { id, unit, too_short: flag } of metrics) {
    if (unit === 'ratio' || YEARLY.includes(id)) expect(flag, id).toBe(true);
    if (unit === 'money' || unit === 'count') expect(flag, id).toBe(false);
  }
  expect(metrics.find(({ id }) => id === 'sharpe')!.value).toBeGreaterThan(1);
  const later = JSON.parse(long['report.json']) as Reported;
  expect(later.metrics.filter((one) => one.too_short)).toEqual([]);
  expect(short['metrics.csv']).toMatch(/^sharpe,.*,true$/m);
  expect(long['metrics.csv']).toMatch(/^sharpe,.*,false$/m);
});

test('report.md marks each', () => {
  expect(short['report.md']).toMatch(/\| sharpe \| [\d.]+ \(too short\) \|/);
  expect(short['report.md']).toMatch(/\| total_return \| [^(|]+ \|/);
  expect(long['report.md']).not.toContain('too short');
});
