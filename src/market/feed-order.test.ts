import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barColumns } from '../core/columns.ts';
import { price, quantity } from '../core/decimal.ts';
import { type EpochMs, epochMs, isoDate, MINUTE } from '../core/time.ts';
import type { BarSeries, Timeframe } from './bar.ts';
import { sessionOn } from './calendar.ts';
import type { CorporateAction } from './corporate-action.ts';
import { eventRank, type MarketEvent } from './event.ts';
import { createSeriesCursor, type CursorOptions } from './feed-order.ts';
import { ticker } from './symbol.ts';

function series(
  symbol: string,
  ends: readonly number[],
  more: { readonly timeframe?: Timeframe; readonly actions?: readonly CorporateAction[] } = {},
): BarSeries {
  const columns = barColumns(ends.length);
  for (const [row, end] of ends.entries()) {
    columns.start[row] = end - MINUTE;
    columns.end[row] = end;
    columns.close[row] = row + 0.5;
  }
  const { timeframe = '1Min', actions = [] } = more;
  return { symbol: ticker(symbol), timeframe, columns, actions };
}

function symbolOf(event: MarketEvent): string {
  if (event.kind === 'bar') return event.bar.symbol;
  return event.kind === 'action' ? event.action.symbol : '';
}

function emitted(list: readonly BarSeries[], options: Partial<CursorOptions> = {}): string[] {
  const cursor = createSeriesCursor(list, { sessions: false, ...options });
  const lines: string[] = [];
  for (let event = cursor.next(); event !== undefined; event = cursor.next()) {
    const what = event.kind === 'session' ? event.phase : `${event.kind} ${symbolOf(event)}`;
    lines.push(`${event.at} ${what}`);
  }
  expect(cursor.next()).toBeUndefined();
  return lines;
}

describe('the series cursor', () => {
  it('emits bars by their end, then by symbol', () => {
    expect(emitted([series('B', [10, 20, 30]), series('A', [20, 25, 30])])).toEqual([
      '10 bar B',
      '20 bar A',
      '20 bar B',
      '25 bar A',
      '30 bar A',
      '30 bar B',
    ]);
  });

  it('emits the shorter timeframe of a symbol first', () => {
    const cursor = createSeriesCursor(
      [series('A', [20], { timeframe: '1Day' }), series('A', [20])],
      { sessions: false },
    );
    const frames = [cursor.next(), cursor.next()].map((event) =>
      event?.kind === 'bar' ? event.timeframe : undefined,
    );
    expect(frames).toEqual(['1Min', '1Day']);
  });

  it('includes both ends of its span', () => {
    const span = { from: epochMs(20), to: epochMs(30) };
    expect(emitted([series('A', [10, 20, 30, 40])], span)).toEqual(['20 bar A', '30 bar A']);
    expect(emitted([series('A', [10, 20, 30, 40]), series('B', [30, 31])], span)).toEqual([
      '20 bar A',
      '30 bar A',
      '30 bar B',
    ]);
  });

  it('reports the row of the last bar, by the given order of series', () => {
    const list = [series('B', [10, 20]), series('A', [20])];
    const cursor = createSeriesCursor(list, { sessions: false });
    expect([cursor.series, cursor.row]).toEqual([-1, -1]);
    const places: number[][] = [];
    while (cursor.next() !== undefined) places.push([cursor.series, cursor.row]);
    expect(places).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
  });

  it('keeps an event while the next one is drawn, and then reuses its object', () => {
    const cursor = createSeriesCursor([series('A', [10, 20, 30])], { sessions: false });
    const [first, second] = [cursor.next(), cursor.next()];
    expect([first?.at, second?.at]).toEqual([10, 20]);
    expect(cursor.next()).toBe(first);
  });

  const half = sessionOn(isoDate('2024-07-03'))!;
  const friday = sessionOn(isoDate('2024-07-05'))!;
  const split: CorporateAction = {
    kind: 'split',
    symbol: ticker('A'),
    exDate: friday.date,
    at: friday.open,
    from: quantity(1),
    to: quantity(4),
  };
  const dividend: CorporateAction = {
    kind: 'dividend',
    symbol: ticker('B'),
    exDate: friday.date,
    at: friday.open,
    perShare: price('0.25'),
  };

  it('opens before actions, and closes after the bar that ends with the session', () => {
    const ends = [half.close, friday.open + MINUTE, friday.close];
    const a = series('A', ends, { actions: [split] });
    const b = series('B', [friday.close], { actions: [dividend] });
    const expected = [
      `${half.open} open`,
      `${half.close} bar A`,
      `${half.close} close`,
      `${friday.open} open`,
      `${friday.open} action A`,
      `${friday.open + MINUTE} bar A`,
      `${friday.close} bar A`,
      `${friday.close} close`,
    ];
    expect(emitted([a], { sessions: true })).toEqual(expected);
    const both = [...expected];
    both.splice(5, 0, `${friday.open} action B`);
    both.splice(8, 0, `${friday.close} bar B`);
    expect(emitted([b, a], { sessions: true })).toEqual(both);
  });

  it('emits the actions of a symbol once, and none outside the span', () => {
    const ends = [half.close, friday.close];
    const list = [
      series('A', ends, { actions: [split] }),
      series('A', ends, { actions: [split], timeframe: '1Day' }),
    ];
    expect(emitted(list).filter((line) => line.includes('action'))).toHaveLength(1);
    expect(emitted(list, { to: half.close }).filter((line) => line.includes('action'))).toEqual([]);
  });

  it('ends immediately without series or without rows', () => {
    expect(emitted([], { sessions: true })).toEqual([]);
    expect(emitted([series('A', [])], { sessions: true })).toEqual([]);
  });

  it.each([
    ['repeats', [10, 10, 20]],
    ['goes back', [10, 30, 20, 40]],
    ['has no time', [10, Number.NaN, 20]],
  ])('stops at a series that %s', (_, ends) => {
    for (const list of [[series('A', ends)], [series('A', ends), series('B', [15, 50])]]) {
      expect(() => emitted(list)).toThrow(
        expect.objectContaining({ code: 'market.unordered_bars' }),
      );
    }
  });

  it('emits every bar once, in order, for any series', () => {
    const ends = fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 20 })
      .map((minutes) => minutes.sort((a, b) => a - b).map((m) => friday.open + m * MINUTE));
    fc.assert(
      fc.property(fc.array(ends, { maxLength: 5 }), fc.boolean(), (lists, sessions) => {
        const all = lists.map((list, place) => series(`S${(place * 7) % 5}`, list));
        const cursor = createSeriesCursor(all, { sessions });
        let last: readonly [EpochMs, number, string] = [epochMs(0), 0, ''];
        let bars = 0;
        for (let event = cursor.next(); event !== undefined; event = cursor.next()) {
          const key = [event.at, eventRank(event), symbolOf(event)] as const;
          const order = last[0] - key[0] || last[1] - key[1] || (last[2] < key[2] ? -1 : 1);
          expect(order).toBeLessThan(0);
          last = key;
          if (event.kind !== 'bar') continue;
          bars += 1;
          const { columns } = all[cursor.series]!;
          expect(event.at).toBe(columns.end[cursor.row]);
          expect(event.bar.start).toBe(columns.start[cursor.row]);
          expect(event.bar.close).toBe(columns.close[cursor.row]);
        }
        expect(bars).toBe(lists.reduce((sum, list) => sum + list.length, 0));
      }),
    );
  });
});
