import { describe, expect, it, test } from 'vitest';
import { isDefined } from '../performance/metric.ts';
import { summarize } from '../performance/summarize.ts';
import { buildReport } from './build-report.ts';
import { parseReturns, reportOfReturns, type ReturnsFile } from './returns-csv.ts';

const header = { title: 'returns.csv' };

function performanceOf(text: string) {
  const { value, findings } = parseReturns(text);
  expect(findings).toEqual([]);
  return reportOfReturns(value, { header }).performance;
}

describe('a file of returns', () => {
  it('is growth of one, without a measure in dollars', () => {
    const text = 'Date,RETURN\n2024-01-02,0.1\n2024-01-03,-0.05\n';
    const input = performanceOf(text);
    expect([...input.equity].map((value) => value.toFixed(9))).toEqual([
      '1.100000000',
      '1.045000000',
    ]);
    const found = summarize(input);
    expect(found['total_return']).toBeCloseTo(0.045, 12);
    for (const id of ['final_equity', 'net_profit', 'peak_equity', 'min_equity'] as const) {
      expect(found[id]).toEqual({ undefined: 'the file has returns, not dollars' });
    }
    const files = buildReport(reportOfReturns(parseReturns(text).value, { header }));
    expect(files['report.html']).toContain('<dt>Growth of 1</dt><dd>1.0450</dd>');
    expect(files['report.html']).not.toMatch(/Final equity<\/a><\/dt>|\$\d/);
    expect(files['equity.csv']).toMatch(/^date,return,growth,drawdown\n/);
    expect(files['report.md']).not.toMatch(/\$\d/);
  });

  it('leaves flows out that nothing says the capital of', () => {
    const { value } = parseReturns('date,return,flow\n2024-01-02,0.1,\n2024-01-03,0.2,500\n');
    const report = reportOfReturns(value, { header });
    expect(report.performance.flows).toBeUndefined();
    expect(report.header.findings?.[0]).toContain('Flows are left out');
  });

  it('takes a benchmark with gaps, and columns in any order', () => {
    const { value, findings } = parseReturns(
      '\uFEFFnote,benchmark,return,date\r\na,0.01,0.02,2024-01-02\r\nb,,0.03,2024-01-03\r\n',
    );
    expect(findings).toEqual([]);
    expect([...value.benchmark!]).toEqual([0.01, Number.NaN]);
    expect([...value.values]).toEqual([0.02, 0.03]);
  });

  it('keeps its returns whatever was paid in and out', () => {
    const input = performanceOf(
      'date,return,flow\n2024-01-02,0.1,1000\n2024-01-03,0.2,500\n2024-01-04,-0.1,-300\n',
    );
    // 1,000 · 1.1 = 1,100; (1,100 + 500) · 1.2 = 1,920; (1,920 - 300) · 0.9 = 1,458
    expect([...input.equity].map((value) => Number(value.toFixed(6)))).toEqual([1100, 1920, 1458]);
    expect(summarize(input)['total_return']).toBeCloseTo(1.1 * 1.2 * 0.9 - 1, 12);
    expect(summarize(input)['net_profit']).toBeCloseTo(1458 - 1200, 6);
  });

  it('of equity starts with its first row', () => {
    const input = performanceOf('date,equity,flow\n2024-01-02,1000,1000\n2024-01-03,1650,500\n');
    expect([input.initialEquity, [...input.equity], [...input.flows!]]).toEqual([
      1000,
      [1650],
      [500],
    ]);
    expect(summarize(input)['total_return']).toBeCloseTo(0.1, 12);
  });

  test.each([
    ['2024-01-03,abc', 'bad_number'],
    ['2024-01-03,', 'bad_number'],
    ['2024-01-03,NaN', 'bad_number'],
    ['2024-01-03', 'bad_field_count'],
    ['2024-01-03,0.1,0.2', 'bad_field_count'],
    ['03/01/2024,0.1', 'bad_date'],
    ['2024-02-30,0.1', 'bad_date'],
    ['2024-01-02,0.1', 'time_order'],
    ['2023-12-29,0.1', 'time_order'],
    ['2024-01-03,-1.5', 'price_bounds'],
    ['2024-01-03,1e9', 'price_bounds'],
  ])('rejects "%s" as %s with its line and keeps the others', (bad, code) => {
    const { value, findings, rows } = parseReturns(
      `date,return\n2024-01-02,0.01\n${bad}\n2024-01-04,0.02`,
    );
    expect(findings).toMatchObject([{ code, severity: 'reject', line: 3 }]);
    expect(findings[0]?.message).toMatch(/^Expected .+ found .+\.$/);
    expect([value.dates, rows]).toEqual([['2024-01-02', '2024-01-04'], 3]);
  });

  test.each(['', 'date,value\n2024-01-02,1', 'day,return\n2024-01-02,1'])(
    'is not read under the header of "%s"',
    (text) => {
      expect(parseReturns(text).findings).toMatchObject([{ code: 'bad_header', line: 1 }]);
    },
  );

  it('reads the benchmark of an equity as a level, like the equity', () => {
    const input = performanceOf(
      'date,equity,benchmark\n2024-01-02,100,50\n2024-01-03,110,52\n2024-01-04,99,51\n' +
        '2024-01-05,108,54\n',
    );
    expect([...input.benchmark!]).toEqual([52 / 50 - 1, 51 / 52 - 1, 54 / 51 - 1]);
    const levels = summarize(input);
    const returns = summarize(
      performanceOf(
        'date,return,benchmark\n' +
          `2024-01-03,${110 / 100 - 1},${52 / 50 - 1}\n2024-01-04,${99 / 110 - 1},${51 / 52 - 1}\n` +
          `2024-01-05,${108 / 99 - 1},${54 / 51 - 1}\n`,
      ),
    );
    const ids = ['beta', 'alpha', 'correlation', 'up_capture', 'benchmark_return'] as const;
    for (const id of ids) {
      expect(levels[id], id).toBeCloseTo(returns[id] as number, 9);
    }
    expect(levels['benchmark_return']).toBeCloseTo(54 / 50 - 1, 12);
  });

  it('measures a benchmark over a hole in its levels', () => {
    const input = performanceOf(
      'date,equity,benchmark\n2024-01-02,100,50\n2024-01-03,110,\n2024-01-04,99,51\n' +
        '2024-01-05,108,54\n',
    );
    expect([...input.benchmark!]).toEqual([Number.NaN, 51 / 50 - 1, 54 / 51 - 1]);
    expect(input.benchmarkFrom).toBe('2024-01-02');
  });

  test.each(['0', '-4', 'x'])('refuses a benchmark of %s next to an equity', (level) => {
    const { findings } = parseReturns(
      `date,equity,benchmark\n2024-01-02,100,50\n2024-01-03,101,${level}\n`,
    );
    expect(findings).toMatchObject([{ severity: 'reject', line: 3 }]);
  });

  it('refuses an equity below nothing', () => {
    const { findings } = parseReturns('date,equity\n2024-01-02,-5');
    expect(findings).toMatchObject([{ code: 'price_bounds', line: 2 }]);
  });

  it('warns of returns that look like percentages, and the report shows the warning first', () => {
    const days = Array.from(
      { length: 25 },
      (_, row) => `2024-01-${String(row + 1).padStart(2, '0')},0.5`,
    );
    const { value, findings } = parseReturns(['date,return', ...days].join('\n'));
    expect(findings).toMatchObject([{ severity: 'warn', code: 'jump' }]);
    const { 'report.html': html } = buildReport(reportOfReturns(value, { header, findings }));
    expect(html).toContain('they look like percentages');
  });

  test.each([
    ['session days', 'business', 252],
    ['every day', 1, 365],
    ['weeks', 7, 52],
    ['months', 30, 12],
    ['quarters', 91, 4],
    ['years', 365, 1],
  ] as const)('of %s has as many periods a year', (_, step, periods) => {
    const dates: string[] = [];
    for (
      let day = Date.parse('2020-01-01');
      dates.length < 30;
      day += 864e5 * (step === 'business' ? 1 : step)
    ) {
      if (step === 'business' && [0, 6].includes(new Date(day).getUTCDay())) continue;
      dates.push(new Date(day).toISOString().slice(0, 10));
    }
    const file: ReturnsFile = {
      form: 'return',
      dates: dates as unknown as ReturnsFile['dates'],
      values: new Float64Array(30).fill(0.01),
      benchmark: undefined,
      flows: undefined,
    };
    expect(reportOfReturns(file, { header }).performance.periodsPerYear).toBe(periods);
    const volatility = summarize(reportOfReturns(file, { header }).performance)['volatility'];
    expect(isDefined(volatility)).toBe(true);
  });
});
