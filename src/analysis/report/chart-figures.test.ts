import { describe, expect, it } from 'vitest';
import { isoDate } from '../../core/time.ts';
import { newYorkInstant, sessionsBetween } from '../../market/calendar.ts';
import { buildReport } from './build-report.ts';
import { chartFigures } from './chart-figures.ts';
import { drawFigure } from './figure.ts';
import { reportModel } from './model.ts';
import { omittedPlots } from './omitted.ts';
import type { ChartFill, PriceChart } from './price-chart.ts';
import type { ReportInput } from './report-input.ts';

const HOUR = 3_600_000;
const sessions = sessionsBetween(isoDate('2024-01-02'), isoDate('2024-12-31'));
const dates = sessions.map(({ date }) => date);

function fill(row: number, more: Partial<ChartFill> = {}): ChartFill {
  const at = sessions[row]!.open;
  const plain = { at, side: 'buy', quantity: 10, price: 100, factor: 1 } as const;
  return { ...plain, opens: true, reason: 'above', ...more };
}

function chart(more: Partial<PriceChart> = {}): PriceChart {
  return { symbol: 'KO', close: dates.map((_, row) => 100 + row), fills: [fill(3)], ...more };
}

function input(shown: readonly PriceChart[], others: readonly string[] = []): ReportInput {
  const equity = Float64Array.from(dates, (_, row) => 1_000 + row);
  return {
    header: { title: 'charted', kind: 'backtest' },
    performance: { dates, equity, initialEquity: 1_000 },
    charts: { shown, others },
  };
}

const figuresOf = (shown: readonly PriceChart[], others: readonly string[] = []) =>
  chartFigures(reportModel(input(shown, others)));

describe('a chart of prices', () => {
  it('marks each execution with side, shares, price and reason', () => {
    const fills = [
      fill(3),
      fill(9, { side: 'sell', quantity: 4.5, price: 112.25, opens: false, reason: 'below' }),
    ];
    const [figure] = figuresOf([chart({ fills })]);
    const markup = drawFigure(figure!);
    expect(markup).toContain('<title>2024-01-05 buy 10 at $100.00: above</title>');
    expect(markup).toContain('class="mark sell hollow"');
    expect(markup).toContain('<title>2024-01-16 sell 4.5 at $112.25: below</title>');
    // 10 × 100 and 4.5 × 112.25 are 1,505.125.
    expect(figure!.summary).toContain('1 buy and 1 sell, $1,505 together.');
    expect(figure!.data!.rows).toEqual([
      ['2024-01-05', 'buy', 'opened', '10', '$100.00', 'above'],
      ['2024-01-16', 'sell', 'reduced', '4.5', '$112.25', 'below'],
    ]);
  });

  it('puts a mark from before a split where the price of today is', () => {
    const before = figuresOf([chart({ fills: [fill(3, { price: 206, factor: 2 })] })]);
    const same = figuresOf([chart({ fills: [fill(3, { price: 103 })] })]);
    const path = (figures: typeof same) =>
      /class="mark buy" d="([^"]+)"/.exec(figures[0]!.plot('wide'))![1];
    expect(path(before)).toBe(path(same));
    expect(before[0]!.summary).toContain('Prices from before a split are in shares of the last');
    expect(before[0]!.data!.rows[0]![4]).toBe('$206.00');
  });

  it('of many executions stays small, and still has each of them', () => {
    const fills = Array.from({ length: 2_500 }, (_, row) => fill(row % 250, { price: 80 + row }));
    const [figure] = figuresOf([chart({ fills })]);
    const markup = drawFigure(figure!);
    expect(markup).not.toContain('<title>');
    expect(markup.match(/l-4 7h8z/g)).toHaveLength(2_500);
    expect(markup.length).toBeLessThan(80_000);
    expect(figure!.data!.rows).toHaveLength(60);
    expect(figure!.data!.note).toContain('The last 60 of 2,500 executions');
  });

  it('within sessions has hours, and each execution at its point', () => {
    const at = (hours: number): number => newYorkInstant(dates[0]!, hours * HOUR);
    const ends = [10, 10.5, 11, 11.5, 12].map(at);
    const fills = [fill(0, { at: at(10.75) })];
    const [figure] = figuresOf([chart({ ends, close: [1, 2, 3, 4, 5], fills })]);
    const plot = figure!.plot('half');
    expect([...plot.matchAll(/class="x"[^>]*>([^<]+)/g)].map(([, label]) => label)).toEqual([
      '10:00',
      '10:30',
      '11:00',
      '11:30',
      '12:00',
    ]);
    expect(plot).toContain('2024-01-02 10:45:00 ET buy');
    // The third of five points is in the middle of the axis, from 60 to 510.
    expect(/class="mark buy" d="M(\S+) /.exec(plot)![1]).toBe('285');
  });

  it('has open, high and low where there is room', () => {
    const prices = dates.map(() => 100);
    const span = { open: prices, high: prices.map(() => 105), low: prices.map(() => 95) };
    const [figure] = figuresOf([chart({ close: prices, span })]);
    expect(figure!.legend![0]![1]).toBe('open, high, low, close');
    expect(figure!.plot('wide').match(/V/g)!.length).toBeGreaterThanOrEqual(dates.length);
  });

  it('names the symbols that were traded and have none', () => {
    const others = Array.from({ length: 23 }, (_, place) => `S${place}`);
    const figures = figuresOf([chart(), chart({ symbol: 'PEP' })], others);
    expect(figures[0]!.summary).not.toContain('without a chart');
    expect(figures[1]!.summary).toMatch(/Traded as well, without a chart: S0, .*S19 and 3 more\.$/);
  });

  it('takes text from outside as text', () => {
    const evil = '</title><script>alert(1)</script>';
    const fills = [fill(3, { reason: evil })];
    const files = buildReport(input([chart({ symbol: evil, fills })], [evil]));
    expect(files['report.html']).not.toContain('<script');
    expect(files['report.html']).toContain('&lt;/title&gt;');
  });

  it.each([
    ['no price at all', chart({ close: dates.map(() => null) })],
    ['one price', chart({ close: dates.map((_, row) => (row === 3 ? 7 : null)) })],
  ])('with %s has no broken number', (_, one) => {
    expect(figuresOf([one])[0]!.plot('wide')).not.toMatch(/NaN|Infinity|undefined/);
  });
});

it('a chart of one session stands in the middle', () => {
  const one = dates.slice(0, 1);
  const performance = { dates: one, equity: Float64Array.of(1_000), initialEquity: 1_000 };
  const span = { open: [100], high: [102], low: [99] };
  const given = { ...input([chart({ close: [101], span, fills: [fill(0)] })]), performance };
  const [figure] = chartFigures(reportModel(given));
  const plot = figure!.plot('wide');
  expect(plot).not.toMatch(/NaN|Infinity/);
  expect(/class="mark buy" d="M(\S+) /.exec(plot)![1]).toBe('561');
});

it('a report without charts says why', () => {
  const reason = (given: ReportInput) =>
    omittedPlots(reportModel(given)).find(([plot]) => plot === 'Price with every trade')?.[1];
  const { charts: _, ...none } = input([]);
  expect(reason(input([chart()]))).toBeUndefined();
  expect(reason(input([]))).toBe('nothing was traded');
  expect(reason(none)).toBe('no prices of the market were kept');
  expect(reason({ ...none, header: { title: 'a', kind: 'account' } })).toContain('journal');
});

it('report.json has prices and executions of every chart', () => {
  const { price_charts: charts } = JSON.parse(
    buildReport(input([chart()], ['PEP']))['report.json'],
  ) as { price_charts: { shown: Record<string, unknown>[]; others: string[] } };
  expect(charts.others).toEqual(['PEP']);
  expect(charts.shown[0]).toMatchObject({ symbol: 'KO', date: dates });
  expect(charts.shown[0]!['executions']).toEqual([
    {
      at: '2024-01-05T14:30:00Z',
      opens: true,
      price: 100,
      quantity: 10,
      reason: 'above',
      side: 'buy',
      split_factor: 1,
    },
  ]);
});
