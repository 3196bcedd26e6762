import { describe, expect, test } from 'vitest';
import { performanceContext } from '../performance/context.ts';
import { drawdownsOf } from '../performance/drawdown.ts';
import { summarize } from '../performance/summarize.ts';
import { parseReturns, reportOfReturns } from './returns-csv.ts';

function reportOf(rows: readonly string[]) {
  const { value, findings } = parseReturns(rows.join('\n'));
  expect(findings).toEqual([]);
  return reportOfReturns(value, { header: { title: 'a file' } });
}

const metricsOf = (rows: readonly string[]) => summarize(reportOf(rows).performance);

describe('growth counts from where the capital stood', () => {
  test('three years of 10% are 10% a year', () => {
    // No leap day between 2020-12-31 and 2023-12-31: 3 · 365 = 1095 days.
    const found = metricsOf([
      'date,equity',
      '2020-12-31,100',
      '2021-12-31,110',
      '2022-12-31,121',
      '2023-12-31,133.1',
    ]);
    expect(found['cagr']).toBeCloseTo(1.331 ** (365.25 / 1095) - 1, 12);
    expect(found['mwr']).toBeCloseTo(0.1, 10);
    expect(found['3y_ann']).toBeCloseTo(1.331 ** (365.25 / 1095) - 1, 12);
    expect(found['1y']).toBeCloseTo(0.1, 12);
    expect(found['5y_ann']).toEqual({ undefined: 'the history is shorter' });
    expect(found['simple_return']).toBeCloseTo(0.331, 12);
  });

  test('two rows a year apart are a year', () => {
    const found = metricsOf(['date,equity', '2022-12-31,100', '2023-12-31,110']);
    expect(found['cagr']).toBeCloseTo(1.1 ** (365.25 / 365) - 1, 12);
    expect(found['mwr']).toBeCloseTo(0.1, 10);
  });

  test('a deposit in the middle of a year works for the half of it', () => {
    //  date        equity   flow   days before the end
    //  2023-01-02    1000               365
    //  2023-07-03    2000   1000        183
    //  2024-01-02    2200
    const found = metricsOf([
      'date,equity,flow',
      '2023-01-02,1000,',
      '2023-07-03,2000,1000',
      '2024-01-02,2200,',
    ]);
    expect(found['simple_return']).toBeCloseTo(200 / (1000 + (1000 * 183) / 365), 12);
    const rate = found['mwr'] as number;
    expect(1000 * (1 + rate) + 1000 * (1 + rate) ** (183 / 365)).toBeCloseTo(2200, 6);
    expect(rate).toBeCloseTo(0.1346, 4);
  });

  const ends = ['01-31', '02-28', '03-31', '04-30', '05-31', '06-30', '07-31', '08-31'];
  const months = [...ends, '09-30', '10-31', '11-30', '12-31'].map((day) => `2023-${day}`);

  test('twelve months of 1% are a year of 12.68%', () => {
    const { performance, header } = reportOf([
      'date,return',
      ...months.map((month) => `${month},0.01`),
    ]);
    const found = summarize(performance);
    expect([performance.start, performance.periodsPerYear]).toEqual(['2022-12-31', 12]);
    expect(found['cagr']).toBeCloseTo(1.01 ** ((12 * 365.25) / 365) - 1, 12);
    expect(found['mwr']).toBeCloseTo(1.01 ** 12 - 1, 10);
    expect(found['1y']).toBeCloseTo(1.01 ** 12 - 1, 12);
    // April, May and June would be found from 30 March on: four months.
    expect(found['3m']).toBeCloseTo(1.01 ** 3 - 1, 12);
    expect(header.assumptions).toContain('12 periods a year, as the dates are monthly');
    expect(header.assumptions?.join('\n')).toContain('counts from 2022-12-31, the end of');
  });

  test('a deposit earns the return of its row, and changes no rate', () => {
    const found = metricsOf([
      'date,return,flow',
      ...months.map((month, row) => `${month},0.01,${row === 0 ? 5000 : row === 6 ? 3000 : ''}`),
    ]);
    // 5000 for twelve months, 3000 for six: dated 2022-12-31 and 2023-06-30.
    const rate = found['mwr'] as number;
    const final = 5000 * 1.01 ** 12 + 3000 * 1.01 ** 6;
    expect(5000 * (1 + rate) + 3000 * (1 + rate) ** (184 / 365)).toBeCloseTo(final, 5);
    expect(Math.abs(rate - (1.01 ** 12 - 1))).toBeLessThan(3e-4);
  });

  test.each([
    ['daily, from the session before', ['2024-01-02', '2024-01-03', '2024-01-04'], '2023-12-29'],
    ['daily with weekends', ['2024-01-06', '2024-01-07', '2024-01-08'], '2024-01-05'],
    ['weekly', ['2024-01-05', '2024-01-12', '2024-01-19'], '2023-12-29'],
    ['monthly on the first', ['2024-03-01', '2024-04-01', '2024-05-01'], '2024-02-01'],
    ['monthly on the last', ['2024-02-29', '2024-03-31', '2024-04-30'], '2024-01-31'],
    ['monthly, last sessions', ['2024-01-31', '2024-02-29', '2024-03-28'], '2023-12-29'],
    ['quarterly', ['2024-06-30', '2024-09-30', '2024-12-31'], '2024-03-31'],
    ['yearly', ['2021-12-31', '2022-12-31', '2023-12-31'], '2020-12-31'],
    ['one date', ['2024-01-02'], '2023-12-29'],
  ])('%s', (_, dates, start) => {
    const { performance } = reportOf(['date,return', ...dates.map((date) => `${date},0.01`)]);
    expect(performance.start).toBe(start);
  });

  test('a loss on the first day is a drawdown from the close before', () => {
    const { performance } = reportOf(['date,equity', '2024-01-02,100', '2024-01-05,90']);
    const [first] = drawdownsOf(performanceContext(performance));
    expect([first?.from, first?.valley, first?.days]).toEqual(['2024-01-02', '2024-01-05', 3]);
  });
});

test('unevenly spaced rows are reported with the first of them', () => {
  const { header } = reportOf([
    'date,return',
    '2023-01-31,0.01',
    '2023-02-28,0.01',
    '2023-03-31,0.01',
    '2023-08-31,0.01',
    '2023-09-30,0.01',
  ]);
  expect(header.findings?.[0]).toMatch(/^Expected monthly rows, found .+ the first 2023-08-31/);
});

test('sessions around the longest closing since 1990 are evenly apart', () => {
  const days = ['2001-09-06', '2001-09-07', '2001-09-10', '2001-09-17', '2001-09-18'];
  const { header } = reportOf(['date,return', ...days.map((day) => `${day},0.01`)]);
  expect(header.findings).toEqual([]);
});
