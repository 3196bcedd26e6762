import { describe, expect, test } from 'vitest';
import { type BarRow, barsFrom, tradingDays } from './bar-rows.ts';
import { parseDailyBars } from './files/series-csv.ts';
import { ticker } from './symbol.ts';

const row = (date: BarRow['date'], close = 10): BarRow => ({
  date,
  open: close,
  high: close,
  low: close,
  close,
  volume: 5,
});

describe('bars from rows', () => {
  test('are those that a file of the same rows gives, half days included', () => {
    const dates = tradingDays('2024-11-25', '2024-12-02');
    expect(dates).toEqual(['2024-11-25', '2024-11-26', '2024-11-27', '2024-11-29', '2024-12-02']);
    const rows = dates.map((date, day) => row(date, 10 + day));
    const csv = rows.map(({ date, open, high, low, close, volume }) =>
      [date, open, high, low, close, volume].join(),
    );
    const text = `date,open,high,low,close,volume\n${csv.join('\n')}\n`;
    const read = parseDailyBars(text, ticker('SPY'));
    expect(barsFrom(rows, { symbol: 'SPY' })).toEqual(read.value);
  });

  test('take their symbol from the rows where the options do not name it', () => {
    const rows = [{ ...row('2024-03-18'), symbol: 'BRK.B' }];
    expect(barsFrom(rows).symbol).toBe('BRK.B');
    expect(() => barsFrom([...rows, { ...row('2024-03-19'), symbol: 'SPY' }])).toThrow(
      'Row 1: expected rows of BRK.B only, found SPY.',
    );
  });

  test('of minutes start at their instant, however it is written', () => {
    const at = Date.UTC(2024, 2, 18, 14, 30);
    const starts = ['2024-03-18T10:30:00-04:00', new Date(at + 300_000), at + 600_000];
    const rows = starts.map((date) => row(date));
    const { columns } = barsFrom(rows, { symbol: 'SPY', timeframe: '5Min' });
    expect([...columns.start]).toEqual([at, at + 300_000, at + 600_000]);
    expect([...columns.end]).toEqual([at + 300_000, at + 600_000, at + 900_000]);
  });

  test('have their splits and dividends at the open of the ex-day', () => {
    const { actions } = barsFrom([row('2024-06-07'), row('2024-06-10')], {
      symbol: 'NVDA',
      actions: [
        { exDate: '2024-06-10', split: { from: 1, to: 10 } },
        { exDate: '2024-06-10', dividend: 0.01 },
      ],
    });
    expect(actions).toMatchObject([
      { kind: 'split', symbol: 'NVDA', at: Date.UTC(2024, 5, 10, 13, 30) },
      { kind: 'dividend', exDate: '2024-06-10' },
    ]);
    expect(String(actions[0]?.kind === 'split' && actions[0].to)).toBe('10');
    expect(String(actions[1]?.kind === 'dividend' && actions[1].perShare)).toBe('0.01');
  });

  test.each<readonly [string, readonly BarRow[], string]>([
    ['no symbol', [row('2024-03-18')], 'Row 0: expected a symbol, found none.'],
    [
      'a closed day',
      [{ ...row('2024-03-17'), symbol: 'SPY' }],
      'Row 0: expected a trading day as YYYY-MM-DD, found "2024-03-17".',
    ],
    [
      'an inconsistent price',
      [{ ...row('2024-03-18'), symbol: 'SPY', high: 9 }],
      'Row 0: Expected the high to be the highest',
    ],
    [
      'a price that is not a number',
      [{ ...row('2024-03-18'), symbol: 'SPY', open: Number.NaN }],
      'Row 0: Expected a finite open, found NaN.',
    ],
    [
      'rows out of order',
      [
        { ...row('2024-03-18'), symbol: 'SPY' },
        { ...row('2024-03-18'), symbol: 'SPY' },
      ],
      'Row 1: expected rows in time order, found "2024-03-18" after a later one.',
    ],
  ])('are refused for %s', (_, rows, message) => {
    expect(() => barsFrom(rows)).toThrow(message);
    expect(() => barsFrom(rows)).toThrow(expect.objectContaining({ code: 'market.invalid_row' }));
  });

  test.each([
    { exDate: '2024-06-09', dividend: 1 },
    { exDate: '2024-06-10', dividend: 0 },
    { exDate: '2024-06-10', split: { from: 0, to: 2 } },
  ])('are refused for the action %j', (action) => {
    expect(() => barsFrom([row('2024-06-07')], { symbol: 'A', actions: [action] })).toThrow(
      expect.objectContaining({ code: 'market.invalid_action' }),
    );
  });
});
