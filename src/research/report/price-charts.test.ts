import { describe, expect, it } from 'vitest';
import { barColumns } from '../../core/columns.ts';
import { decimal } from '../../core/decimal.ts';
import { isoDate, type IsoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { newYorkInstant, sessionOn } from '../../market/calendar.ts';
import { parseDailyBars } from '../../market/files/series-csv.ts';
import { ticker } from '../../market/symbol.ts';
import type { RecordedFill } from '../record/fill-record.ts';
import { priceCharts } from './price-charts.ts';

const symbol = ticker('QMKT');
const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'].map(isoDate);
const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const open = (date: IsoDate): number => sessionOn(date)!.open;

function fill(date: IsoDate, signed: number, price: number, more = {}): RecordedFill {
  return { symbol, at: open(date), signed, price, reason: 'why', ...more };
}

/** Four sessions with a split of two for one before the third. */
const series: BarSeries = {
  ...parseDailyBars(
    [
      'date,open,high,low,close,volume',
      '2024-01-02,100,104,98,102,1000',
      '2024-01-03,102,110,102,110,1000',
      '2024-01-04,55,60,55,60,1000',
      '2024-01-05,61,61,58,59,1000',
    ].join('\n'),
    symbol,
  ).value,
  actions: [
    {
      kind: 'split',
      symbol,
      exDate: dates[2]!,
      at: sessionOn(dates[2]!)!.open,
      from: decimal('1'),
      to: decimal('2'),
    },
  ],
};

describe('a chart', () => {
  it('has prices in shares of the last session, and executions as they were', () => {
    const fills = [fill(dates[1]!, 10, 102), fill(dates[3]!, -20, 61)];
    const { shown } = priceCharts({ series: [series], fills, dates, ...all });
    expect(shown).toEqual([
      {
        symbol,
        close: [51, 55, 60, 59],
        span: { open: [50, 51, 55, 61], high: [52, 55, 60, 61], low: [49, 51, 55, 58] },
        fills: [
          {
            at: open(dates[1]!),
            side: 'buy',
            quantity: 10,
            price: 102,
            factor: 2,
            opens: true,
            reason: 'why',
          },
          // 10 shares have become 20: this sale closes the position.
          {
            at: open(dates[3]!),
            side: 'sell',
            quantity: 20,
            price: 61,
            factor: 1,
            opens: false,
            reason: 'why',
          },
        ],
      },
    ]);
  });

  it('does not know of a split after the last day that was read', () => {
    const end = newYorkInstant(dates[1]!, 86_399_999);
    const [chart] = priceCharts({
      series: [series],
      fills: [fill(dates[1]!, 10, 102)],
      dates: dates.slice(0, 2),
      from: all.from,
      to: end,
    }).shown;
    expect(chart!.close).toEqual([102, 110]);
    expect(chart!.fills[0]!.factor).toBe(1);
  });

  it('tells what opens or adds to a position from what reduces it, short ones too', () => {
    const signed = [10, 5, -4, -11, -8, 3, 5, -2, 4];
    // Held: 10, 15, 11, 0, -8, -5, 0, -2, 2.
    const fills = signed.map((shares) => fill(dates[2]!, shares, 60));
    const [chart] = priceCharts({ series: [series], fills, dates, ...all }).shown;
    expect(chart!.fills.map(({ opens }) => opens)).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('has a gap in a session without a bar', () => {
    const more = [...dates, isoDate('2024-01-08')];
    const fills = [fill(dates[2]!, 1, 60)];
    const [chart] = priceCharts({ series: [series], fills, dates: more, ...all }).shown;
    expect(chart!.close.at(-1)).toBeNull();
    expect(chart!.span!.high.at(-1)).toBeNull();
  });
});

it('charts the symbols with the largest traded value and names the others', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => ticker(name));
  const many = names.map((name) => ({ ...series, symbol: name, actions: [] }));
  const fills = names.flatMap((name, place) => [
    fill(dates[2]!, 1 + place, 60, { symbol: name }),
    fill(dates[3]!, -1 - place, 60, { symbol: name }),
  ]);
  const { shown, others } = priceCharts({ series: many, fills, dates, ...all });
  expect(shown.map((chart) => chart.symbol)).toEqual(['F', 'E', 'D', 'C']);
  expect(others).toEqual(['B', 'A']);
});

it('charts nothing where nothing was traded', () => {
  expect(priceCharts({ series: [series], fills: [], dates, ...all })).toEqual({
    shown: [],
    others: [],
  });
});

it('joins bars within sessions to at most 500 points', () => {
  const columns = barColumns(1_200);
  const start = open(dates[0]!);
  for (let row = 0; row < 1_200; row += 1) {
    columns.start[row] = start + row * 60_000;
    columns.end[row] = start + (row + 1) * 60_000;
    for (const name of ['open', 'high', 'low', 'close'] as const) columns[name][row] = 100 + row;
  }
  const minutes: BarSeries = { symbol, timeframe: '1Min', columns, actions: [] };
  const fills = [fill(dates[0]!, 1, 100)];
  const [chart] = priceCharts({ series: [minutes], fills, dates: dates.slice(0, 1), ...all }).shown;
  // Three bars to a point: the first ends with the third.
  expect(chart!.close.slice(0, 2)).toEqual([102, 105]);
  expect(chart!.ends!.slice(0, 2)).toEqual([start + 180_000, start + 360_000]);
  expect(chart!.close).toHaveLength(400);
  expect(chart!.span).toBeUndefined();
});
