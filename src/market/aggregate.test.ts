import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type BarColumns, barColumns } from '../core/columns.ts';
import { type EpochMs, epochMs, HOUR, isoDate, MINUTE } from '../core/time.ts';
import {
  aggregateBars,
  aggregateTrades,
  type Aggregator,
  barSpan,
  createBarAggregator,
  createTradeAggregator,
  type FinishedBar,
} from './aggregate.ts';
import type { Bar, Timeframe } from './bar.ts';
import { newYorkInstant, sessionOn } from './calendar.ts';
import type { Trade } from './quote.ts';
import { ticker } from './symbol.ts';

const A = ticker('A');
const { open, close } = sessionOn(isoDate('2024-07-03'))!;
const FRAMES: readonly Timeframe[] = ['1Min', '5Min', '15Min', '30Min', '1Hour', '1Day'];

function barAt(start: number, price: number, volume = 10): Bar {
  const [high, low] = [price + 0.5, price - 0.5];
  return { symbol: A, start: epochMs(start), open: price, high, low, close: price + 0.25, volume };
}

function columnsOf(bars: readonly (Bar & { readonly end?: EpochMs })[]): BarColumns {
  const columns = barColumns(bars.length);
  for (const [row, bar] of bars.entries()) {
    columns.start[row] = bar.start;
    columns.end[row] = bar.end ?? bar.start + MINUTE;
    columns.open[row] = bar.open;
    columns.high[row] = bar.high;
    columns.low[row] = bar.low;
    columns.close[row] = bar.close;
    columns.volume[row] = bar.volume;
  }
  return columns;
}

function drained<T>(aggregator: Aggregator<T>, records: readonly T[]): BarColumns {
  const done: FinishedBar[] = [];
  for (const record of records) {
    const finished = aggregator.push(record);
    if (finished !== undefined) done.push(finished);
  }
  const last = aggregator.flush(epochMs(Number.MAX_SAFE_INTEGER));
  if (last !== undefined) done.push(last);
  return columnsOf(done.map(({ bar, end }) => ({ ...bar, end })));
}

describe('the span of a bar', () => {
  test.each([
    ['1Min', 0, 1],
    ['5Min', 0, 5],
    ['15Min', -5, 10],
    ['30Min', -20, 10],
    ['1Hour', -50, 10],
  ] as const)('%s follows the clock', (timeframe, from, to) => {
    // 09:50 New York
    const at = epochMs(open + 20 * MINUTE + 30_000);
    const span = barSpan(at, timeframe);
    expect(span).toEqual({
      start: open + 20 * MINUTE + from * MINUTE,
      end: open + (20 + to) * MINUTE,
    });
  });

  it('of a day is its session, from midnight to the close', () => {
    const span = { start: newYorkInstant(isoDate('2024-07-03'), 0), end: close };
    expect(barSpan(open, '1Day')).toEqual(span);
    expect(barSpan(epochMs(close - 1), '1Day')).toEqual(span);
    expect(barSpan(epochMs(open - 1), '1Day')).toBeUndefined();
    expect(barSpan(close, '1Day')).toBeUndefined();
  });
});

describe('larger bars', () => {
  const minutes = [
    barAt(open - HOUR, 50),
    barAt(open, 100),
    barAt(open + MINUTE, 103),
    barAt(open + 4 * MINUTE, 98),
    barAt(open + 6 * MINUTE, 99),
    barAt(close - MINUTE, 101),
    barAt(close + HOUR, 500),
  ];

  it('take the first open, the extremes, the last close and all volume', () => {
    const five = aggregateBars(columnsOf(minutes), '5Min');
    expect(five.length).toBe(5);
    expect([five.start[1], five.end[1]]).toEqual([open, open + 5 * MINUTE]);
    expect([five.open[1], five.high[1], five.low[1], five.close[1]]).toEqual([
      100, 103.5, 97.5, 98.25,
    ]);
    expect(five.volume[1]).toBe(30);
  });

  it('of a day leave extended hours out and end at the close of a half day', () => {
    const day = aggregateBars(columnsOf(minutes), '1Day');
    expect(day.length).toBe(1);
    expect([day.open[0], day.high[0], day.low[0], day.close[0]]).toEqual([
      100, 103.5, 97.5, 101.25,
    ]);
    expect([day.end[0], day.volume[0]]).toEqual([close, 50]);
  });

  it('of streams are returned when the next begins, or when the clock passes their end', () => {
    const aggregator = createBarAggregator(A, '5Min');
    expect(aggregator.push(barAt(open, 100))).toBeUndefined();
    expect(aggregator.flush(epochMs(open + 5 * MINUTE - 1))).toBeUndefined();
    expect(aggregator.flush(epochMs(open + 5 * MINUTE))).toMatchObject({ end: open + 5 * MINUTE });
    expect(aggregator.flush(epochMs(open + 6 * MINUTE))).toBeUndefined();
    expect(aggregator.push(barAt(open + 6 * MINUTE, 100))).toBeUndefined();
    expect(aggregator.push(barAt(open + 10 * MINUTE, 100))?.bar.start).toBe(open + 5 * MINUTE);
  });

  it('weight the VWAP by volume and count trades, if every part has them', () => {
    const weighted = (vwap: number, volume: number): Bar => ({
      ...barAt(open, 100, volume),
      vwap,
      trades: 2,
    });
    const aggregator = createBarAggregator(A, '5Min');
    aggregator.push(weighted(100, 30));
    aggregator.push({ ...weighted(104, 10), start: epochMs(open + MINUTE) });
    const { bar } = aggregator.flush(close)!;
    expect([bar.vwap, bar.trades]).toEqual([101, 4]);
    aggregator.push(weighted(100, 30));
    aggregator.push(barAt(open + MINUTE, 100));
    expect(Object.keys(aggregator.flush(close)!.bar)).not.toContain('vwap');
  });
});

describe('streams and columns agree', () => {
  const offsets = fc
    .uniqueArray(fc.integer({ min: -60, max: 280 }), { maxLength: 60 })
    .map((list) => list.sort((a, b) => a - b));
  const price = fc.integer({ min: 100, max: 20_000 }).map((cents) => cents / 100);
  const frame = fc.constantFrom(...FRAMES);

  it('for bars', () => {
    fc.assert(
      fc.property(
        offsets,
        fc.array(price, { minLength: 60, maxLength: 60 }),
        frame,
        (at, p, tf) => {
          const bars = at.map((minute, i) => barAt(open + minute * MINUTE, p[i]!, i + 1));
          expect(drained(createBarAggregator(A, tf), bars)).toEqual(
            aggregateBars(columnsOf(bars), tf),
          );
        },
      ),
    );
  });

  it('for trades, and trades to minutes to larger bars is trades to larger bars', () => {
    fc.assert(
      fc.property(
        offsets,
        fc.array(price, { minLength: 60, maxLength: 60 }),
        frame,
        (at, p, tf) => {
          const trades = at.map((half, i): Trade => {
            return {
              symbol: A,
              at: epochMs(open + half * 30_000),
              price: p[i]!,
              size: i + 1,
              id: `${i}`,
            };
          });
          const columns = {
            length: trades.length,
            at: Float64Array.from(trades, (trade) => trade.at),
            price: Float64Array.from(trades, (trade) => trade.price),
            size: Float64Array.from(trades, (trade) => trade.size),
          };
          const large = aggregateTrades(columns, tf);
          expect(drained(createTradeAggregator(A, tf), trades)).toEqual(large);
          expect(aggregateBars(aggregateTrades(columns, '1Min'), tf)).toEqual(large);
        },
      ),
    );
  });
});
