import { describe, expect, it, test } from 'vitest';
import { type BarColumns, barColumns } from '../../core/columns.ts';
import { price, quantity } from '../../core/decimal.ts';
import { epochMs, HOUR, isoDate, MINUTE } from '../../core/time.ts';
import type { BarSeries, Timeframe } from '../bar.ts';
import { newYorkInstant, sessionOn } from '../calendar.ts';
import type { CorporateAction } from '../corporate-action.ts';
import { hasRejects } from './finding.ts';
import { ticker } from '../symbol.ts';
import { validateQuote, validateSeries, validateTrade } from './validate.ts';

const A = ticker('A');

function series(
  timeframe: Timeframe,
  spans: readonly (readonly [start: number, end: number, price?: number])[],
  actions: readonly CorporateAction[] = [],
): BarSeries & { readonly columns: BarColumns } {
  const columns = barColumns(spans.length);
  for (const [row, [start, end, at = 100]] of spans.entries()) {
    columns.start[row] = start;
    columns.end[row] = end;
    columns.open[row] = at;
    columns.high[row] = at + 1;
    columns.low[row] = at - 1;
    columns.close[row] = at;
    columns.volume[row] = 10;
  }
  return { symbol: A, timeframe, columns, actions };
}

function day(date: string, at?: number): readonly [number, number, number?] {
  const start = newYorkInstant(isoDate(date), 0);
  const end = sessionOn(isoDate(date))?.close ?? start + 16 * HOUR;
  return at === undefined ? [start, end] : [start, end, at];
}

const codes = (list: BarSeries): string[] =>
  validateSeries(list).map(({ code, row, severity }) => `${row} ${code} ${severity}`);

describe('a series', () => {
  it('of neighboring sessions, a holiday between them, has no fault', () => {
    const dates = ['2024-07-02', '2024-07-03', '2024-07-05', '2024-07-08'];
    expect(
      codes(
        series(
          '1Day',
          dates.map((date) => day(date)),
        ),
      ),
    ).toEqual([]);
    expect(codes(series('1Day', []))).toEqual([]);
  });

  it('with sessions missing has a gap that names them', () => {
    const list = series('1Day', [day('2024-07-01'), day('2024-07-08')]);
    expect(codes(list)).toEqual(['1 gap warn']);
    expect(validateSeries(list)[0]?.message).toContain('3 more session(s)');
    expect(validateSeries(list)[0]?.message).toContain('2024-07-02 to 2024-07-05');
  });

  it('rejects closed days, disorder and duplicates, and continues without them', () => {
    const dates = ['2024-07-03', '2024-07-04', '2024-07-03', '2024-07-02', '2024-07-05'];
    expect(
      codes(
        series(
          '1Day',
          dates.map((date) => day(date)),
        ),
      ),
    ).toEqual(['1 closed_day reject', '2 time_order reject', '3 time_order reject']);
  });

  test.each([
    ['open', Number.NaN, 'not_finite'],
    ['high', Number.POSITIVE_INFINITY, 'not_finite'],
    ['low', 0, 'price_bounds'],
    ['close', -5, 'price_bounds'],
    ['close', 1e9, 'price_bounds'],
    ['high', 99.5, 'ohlc_inconsistent'],
    ['low', 100.5, 'ohlc_inconsistent'],
    ['volume', -1, 'negative_size'],
    ['volume', Number.NaN, 'not_finite'],
    ['end', Number.NaN, 'bad_time'],
    ['end', 0, 'bad_time'],
  ] as const)('rejects a row whose %s is %d as %s', (column, value, code) => {
    const list = series('1Day', [day('2024-07-01'), day('2024-07-02'), day('2024-07-03')]);
    list.columns[column][1] = value;
    expect(codes(list)).toEqual([`1 ${code} reject`, '2 gap warn']);
    expect(hasRejects(validateSeries(list))).toBe(true);
  });

  describe('that jumps', () => {
    const split: CorporateAction = {
      kind: 'split',
      symbol: A,
      exDate: isoDate('2024-07-03'),
      at: sessionOn(isoDate('2024-07-03'))!.open,
      from: quantity(1),
      to: quantity(4),
    };
    const dividend: CorporateAction = {
      kind: 'dividend',
      symbol: A,
      exDate: isoDate('2024-07-03'),
      at: sessionOn(isoDate('2024-07-03'))!.open,
      perShare: price(60),
    };
    const quarter = [day('2024-07-02', 100), day('2024-07-03', 25)];

    it('without a reason gets a warning, with the split that would explain it', () => {
      const [finding] = validateSeries(series('1Day', quarter));
      expect(finding).toMatchObject({ code: 'jump', severity: 'warn', row: 1 });
      expect(finding?.message).toContain('a 4:1 split would');
    });

    it('by its split or its dividend is as expected', () => {
      expect(codes(series('1Day', quarter, [split]))).toEqual([]);
      const paid = [day('2024-07-02', 100), day('2024-07-03', 41)];
      expect(codes(series('1Day', paid, [dividend]))).toEqual([]);
      expect(codes(series('1Day', paid))).toEqual(['1 jump warn']);
    });

    it('that does not happen at a split gets a warning', () => {
      const flat = [day('2024-07-02', 100), day('2024-07-03', 100)];
      expect(codes(series('1Day', flat, [split]))).toEqual(['1 jump warn']);
    });
  });

  describe('of minutes', () => {
    const { open, close } = sessionOn(isoDate('2024-07-03'))!;
    const next = sessionOn(isoDate('2024-07-05'))!;
    const after = sessionOn(isoDate('2024-07-08'))!;
    const minute = (start: number): readonly [number, number] => [start, start + MINUTE];

    it('may be quiet for a while, and outside of sessions', () => {
      const starts = [open - HOUR, open, open + 20 * MINUTE, close - MINUTE, close + HOUR];
      const list = [...starts.slice(0, 3), open + 50 * MINUTE].map(minute);
      expect(codes(series('1Min', list))).toEqual([]);
      expect(codes(series('1Min', [minute(close - MINUTE), minute(next.open)]))).toEqual([]);
      expect(codes(series('1Min', [minute(close - MINUTE), minute(close + HOUR)]))).toEqual([]);
    });

    it('has a gap where a session is silent for long or missing', () => {
      expect(codes(series('1Min', [minute(open), minute(open + HOUR)]))).toEqual(['1 gap warn']);
      expect(codes(series('1Min', [minute(close - MINUTE), minute(after.open)]))).toEqual([
        '1 gap warn',
      ]);
    });

    it('rejects a bar longer than its timeframe', () => {
      expect(codes(series('1Min', [[open, open + 2 * MINUTE]]))).toEqual(['0 bad_time reject']);
    });
  });
});

describe('a live record', () => {
  const at = epochMs(1_700_000_000_000);
  const quote = { symbol: A, at, bid: 10, bidSize: 100, ask: 10.02, askSize: 200 };
  const trade = { symbol: A, at, price: 10, size: 100, id: '1' };

  test.each([
    [{}, {}, ''],
    [{ bid: 0 }, {}, 'zero_quote reject'],
    [{ ask: 0 }, {}, 'zero_quote reject'],
    [{ bid: 10.03 }, {}, 'crossed_quote reject'],
    [{ bid: Number.NaN }, {}, 'not_finite reject'],
    [{ ask: -1 }, {}, 'price_bounds reject'],
    [{ askSize: -1 }, {}, 'negative_size reject'],
    [{ at: epochMs(Number.NaN) }, {}, 'bad_time reject'],
    [{}, { previousAt: epochMs(at + 1) }, 'time_order reject'],
    [{}, { previousAt: at }, ''],
    [{}, { now: epochMs(at - 6_000) }, 'future reject'],
    [{}, { now: epochMs(at + 10_001), staleMs: 10_000 }, 'stale warn'],
    [{}, { now: epochMs(at + 10_000), staleMs: 10_000 }, ''],
  ])('quote with %j in %j: "%s"', (change, context, expected) => {
    const findings = validateQuote({ ...quote, ...change }, context);
    expect(findings.map(({ code, severity }) => `${code} ${severity}`).join()).toBe(expected);
  });

  test.each([
    [{}, ''],
    [{ price: 0 }, 'price_bounds'],
    [{ price: Number.NaN }, 'not_finite'],
    [{ size: -1 }, 'negative_size'],
  ])('trade with %j: "%s"', (change, expected) => {
    const findings = validateTrade({ ...trade, ...change });
    expect(findings.map(({ code }) => code).join()).toBe(expected);
  });
});
