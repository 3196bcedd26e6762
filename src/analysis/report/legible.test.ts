import { describe, expect, it, test } from 'vitest';
import { addDays, type IsoDate, isoDate } from '../../core/time.ts';
import { sessionsBetween } from '../../market/calendar.ts';
import { calendarFigures } from './calendar-figures.ts';
import { distributionFigures } from './distribution-figures.ts';
import { equityFigures } from './equity-figures.ts';
import { exposureFigures } from './exposure-figures.ts';
import { drawFigure } from './figure.ts';
import { type ReportModel, reportModel } from './model.ts';
import { histogram } from './plot/histogram.ts';
import { linePlot } from './plot/line-plot.ts';
import { logScale } from './plot/scale.ts';
import type { ReportInput } from './report-input.ts';
import { tearSheet } from './tear-sheet.ts';

const days = sessionsBetween(isoDate('2018-01-02'), isoDate('2024-12-31')).map(({ date }) => date);

/** A report of returns that go up and down, `growth` a row in the middle. */
function input(dates: readonly IsoDate[], growth: number, more: object = {}): ReportInput {
  let value = 1000;
  const equity = Float64Array.from(dates, (_, row) => {
    value *= 1 + growth + (row % 2 === 0 ? 0.01 : -0.01);
    return value;
  });
  const performance = { dates, equity, initialEquity: 1000, ...more };
  return { header: { title: 'one', kind: 'backtest' }, performance };
}

const modelOf = (count: number, growth: number, more: object = {}): ReportModel =>
  reportModel(input(days.slice(0, count), growth, more));

describe('growth', () => {
  const ids = (count: number, growth: number) =>
    equityFigures(modelOf(count, growth)).map(({ id }) => id);

  it('is shown on a logarithmic scale too where it is long, or where it is much', () => {
    expect(ids(252, 0.0001)).toEqual(['equity']);
    expect(ids(252, 0.006)).toEqual(['equity', 'equity-log']);
    expect(ids(1400, 0.0001)).toEqual(['equity', 'equity-log']);
  });

  it('marks deposits and withdrawals, each with its day and dollars', () => {
    const flows = new Float64Array(20);
    flows[5] = 250;
    flows[9] = -100;
    const [growth] = equityFigures(modelOf(20, 0, { flows }));
    const plot = growth!.plot('wide');
    expect(plot.match(/class="mark (?:buy|sell)"/g)).toEqual([
      'class="mark buy"',
      'class="mark sell"',
    ]);
    expect(plot).toContain(`<title>Tue, Jan 9, 2018: deposit +$250.00</title>`);
    expect(growth!.summary).toContain('+$250.00 deposited, -$100.00 paid out');
  });
});

describe('a plot across the page', () => {
  const [growth] = equityFigures(modelOf(700, 0.0001));
  const drawn = drawFigure(growth!);

  it('is drawn again for narrow screens, from the same marks', () => {
    expect(drawn.match(/<div class="plot (wide|half)">/g)).toHaveLength(2);
    expect(drawn).toContain('<g id="equity-marks">');
    expect(drawn).toContain('<use href="#equity-marks" transform="matrix(');
    expect(drawn.match(/<path class="line/g)).toHaveLength(1);
  });

  it('has fewer labels there, as many as fit', () => {
    const [wide, narrow] = drawn.split('<div class="plot half">');
    const labels = (text: string) => text.match(/class="x(?: end)?"/g)!.length;
    expect(labels(narrow!)).toBeLessThan(labels(wide!));
    expect(labels(narrow!)).toBeGreaterThan(2);
  });
});

test('a logarithmic scale of little growth still has labels enough to read it', () => {
  const scale = logScale([0.92, 1.9], { from: 200, to: 10, write: String });
  expect(scale.ticks.map(({ label }) => label)).toEqual(['1', '1.25', '1.5', '1.75']);
});

test('numbers of drawdowns that lie side by side stand in rows of their own', () => {
  const bands = [10, 11, 12].map((from, place) => ({
    from,
    to: from + 1,
    name: String(place + 1),
  }));
  const plot = linePlot({
    size: 'half',
    days: Float64Array.from({ length: 400 }, (_, day) => day),
    series: [{ name: 'one', values: new Float64Array(400).fill(1), tone: 'own' }],
    write: String,
    label: 'one',
    bands,
  });
  const rows = [...plot.matchAll(/band-name" x="[\d.]+" y="(\d+)"/g)].map(([, y]) => y);
  expect(new Set(rows).size).toBe(3);
});

test('the names of two lines of a histogram go apart from one another', () => {
  const plot = histogram({
    size: 'half',
    bins: { from: -0.05, width: 0.01, counts: [1, 2, 3, 4, 5, 5, 4, 3, 2, 1] },
    write: String,
    label: 'one',
    lines: [
      { value: -0.012, name: 'VaR 95' },
      { value: -0.015, name: 'CVaR 95' },
    ],
  });
  const [lower, upper] = [...plot.matchAll(/class="(note[^"]*)" x="([\d.]+)"[^>]*>(\w+)/g)];
  expect(lower!.slice(1)).toEqual(['note', expect.any(String), 'CVaR']);
  expect(upper!.slice(1)).toEqual(['note from', expect.any(String), 'VaR']);
  expect(Number(lower![2])).toBeLessThan(Number(upper![2]));
});

test('names that have room on one side only stand below one another', () => {
  const plot = histogram({
    size: 'half',
    bins: { from: -0.05, width: 0.01, counts: [4, 1, 1, 2, 2] },
    write: String,
    label: 'one',
    lines: [
      { value: -0.0485, name: 'CVaR 95' },
      { value: -0.048, name: 'VaR 95' },
    ],
  });
  const found = [...plot.matchAll(/class="note from" x="[\d.]+" y="(\d+)"/g)].map(([, y]) => y);
  expect(new Set(found).size).toBe(2);
});

test('bars of turnover stand under the names of their months, all within the plot', () => {
  const tradedNotional = Float64Array.from(days.slice(0, 40), () => 40_000);
  const [turnover] = exposureFigures(modelOf(40, 0, { tradedNotional }));
  const plot = turnover!.plot('half');
  expect(plot).toMatch(/>2018-01<.*>2018-02</);
  for (const [, left, width] of plot.matchAll(
    /class="bar own" x="([\d.]+)" y="[^"]+" width="([\d.]+)/g,
  )) {
    expect(Number(left) + Number(width)).toBeLessThan(528 - 12);
  }
  // Labels of four figures have room to their left.
  const [, at, label] = /<text x="([\d.]+)"[^>]*class="y">([\d,]{5,}%)/.exec(plot)!;
  expect(Number(at)).toBeGreaterThan(6.75 * label!.length);
});

test('what was not traded has no plot, nor have returns that are all alike', () => {
  const still = input(days.slice(0, 200), 0, { tradedNotional: new Float64Array(200) });
  const equity = new Float64Array(200).fill(1000);
  const model = reportModel({ ...still, performance: { ...still.performance, equity } });
  expect(exposureFigures(model)).toEqual([]);
  expect(distributionFigures(model)).toEqual([]);
  expect(calendarFigures(model).map(({ id }) => id)).toEqual(['months', 'years']);
});

test('a file of months speaks of months', () => {
  const months = Array.from({ length: 12 }, (_, row) =>
    addDays(isoDate(`2023-${String(row + 1).padStart(2, '0')}-01`), 27),
  );
  const plain = input(months, 0, { periodsPerYear: 12 });
  const html = tearSheet({ ...plain, header: { title: 'one', kind: 'returns' } });
  expect(html).toContain('12 months');
  expect(html).toContain('Return of each month');
  expect(html).toContain('One month in twenty');
  expect(html).not.toContain('12 trading days');
  expect(html.match(/<h3>Distribution of months<\/h3>/g)).toHaveLength(1);
});
