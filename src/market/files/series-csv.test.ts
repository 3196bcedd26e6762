import { describe, expect, it, test } from 'vitest';
import { isoDate, parseInstant } from '../../core/time.ts';
import { parseMinuteQuotes } from './quotes-csv.ts';
import { parseDailyBars, parseMinuteBars } from './series-csv.ts';
import { ticker } from '../symbol.ts';

const SPY = ticker('SPY');
const HEADER = 'date,open,high,low,close,volume';
const GOOD = '2024-07-03,10,12,9,11,500';

function daily(...rows: string[]): ReturnType<typeof parseDailyBars> {
  return parseDailyBars([HEADER, ...rows].join('\n'), SPY);
}

describe('daily bars', () => {
  it('start at midnight in New York and end with their session', () => {
    const { value, findings, rows } = daily(
      '2024-07-02,10,12,9,11,500',
      '2024-07-03,11,13,10,12,0',
    );
    expect(findings).toEqual([]);
    expect(rows).toBe(2);
    expect(value).toMatchObject({ symbol: 'SPY', timeframe: '1Day', actions: [] });
    expect(value.columns.length).toBe(2);
    expect([...value.columns.start]).toEqual([
      parseInstant('2024-07-02T04:00:00Z'),
      parseInstant('2024-07-03T04:00:00Z'),
    ]);
    expect([...value.columns.end]).toEqual([
      parseInstant('2024-07-02T20:00:00Z'),
      parseInstant('2024-07-03T17:00:00Z'),
    ]);
    expect([...value.columns.close]).toEqual([11, 12]);
    expect([...value.columns.volume]).toEqual([500, 0]);
  });

  test.each([
    ['2024-07-05,10,12,9,11', 'bad_field_count'],
    ['2024-07-05,10,12,9,11,500,1', 'bad_field_count'],
    ['2024-07-05,10,12,9,,500', 'bad_number'],
    ['2024-07-05,10,12,9,eleven,500', 'bad_number'],
    ['2024-07-05,10,Infinity,9,11,500', 'bad_number'],
    ['2024-07-05,10,0x10,9,11,500', 'bad_number'],
    ['2024-07-05,10,12,9,NaN,500', 'bad_number'],
    ['2024-07-05,10,12,0,11,500', 'price_bounds'],
    ['2024-07-05,10,12,-9,11,500', 'price_bounds'],
    ['2024-07-05,10,99999999,9,11,500', 'price_bounds'],
    ['2024-07-05,10,10.5,9,11,500', 'ohlc_inconsistent'],
    ['2024-07-05,10,12,10.5,11,500', 'ohlc_inconsistent'],
    ['2024-07-05,10,12,9,11,-1', 'negative_size'],
    ['2024-07-32,10,12,9,11,500', 'bad_date'],
    ['07/05/2024,10,12,9,11,500', 'bad_date'],
    ['1915-07-05,10,12,9,11,500', 'bad_date'],
    ['2024-07-04,10,12,9,11,500', 'closed_day'],
    ['2024-07-06,10,12,9,11,500', 'closed_day'],
    ['2024-07-03,10,12,9,11,500', 'time_order'],
    ['2024-07-02,10,12,9,11,500', 'time_order'],
  ])('"%s" is rejected as %s, with its line, and its neighbors are kept', (bad, code) => {
    const { value, findings, rows } = daily(GOOD, bad, '2024-07-08,11,12,9,11,500');
    expect(findings).toMatchObject([{ code, severity: 'reject', line: 3 }]);
    expect(findings[0]?.message).toMatch(/^Expected .+ found .+\.$/);
    expect(value.columns.length).toBe(2);
    expect(rows).toBe(3);
  });

  it('name every wrong field of a row', () => {
    const { findings } = daily('2024-07-05,a,b,9,11,500');
    expect(findings.map(({ message }) => message)).toEqual([
      'Expected a number in the column open, found "a".',
      'Expected a number in the column high, found "b".',
    ]);
  });

  it('take columns by name, CRLF, a byte order mark and blank lines', () => {
    const text =
      '\uFEFFvolume,close,low,high,open,date,note\r\n500,11,9,12,10,2024-07-03,x\r\n\r\n';
    const { value, findings, rows } = parseDailyBars(text, SPY);
    expect([findings, rows]).toEqual([[], 1]);
    expect([value.columns.open[0], value.columns.volume[0]]).toEqual([10, 500]);
  });

  test.each(['', 'a,b,c\n1,2,3', 'date;open;high;low;close;volume', '<html>'])(
    'are not read under the header "%s"',
    (text) => {
      const { value, findings, rows } = parseDailyBars(text, SPY);
      expect(findings).toMatchObject([{ code: 'bad_header', severity: 'reject', line: 1 }]);
      expect([value.columns.length, rows]).toEqual([0, 0]);
    },
  );

  it('quote bad fields without control characters and cut short', () => {
    const { findings } = daily(`2024-07-05,10,12,9,\u001B[31m${'x'.repeat(500)},1`);
    expect(findings[0]?.message.length).toBeLessThan(130);
    expect(findings[0]?.message).toContain('"?[31m');
  });
});

describe('minute bars', () => {
  const header = 'ms_since_midnight_new_york,open,high,low,close,volume';
  const day = { symbol: SPY, date: isoDate('2013-10-07') };
  const read = (...rows: string[]): ReturnType<typeof parseMinuteBars> =>
    parseMinuteBars([header, ...rows].join('\n'), day);

  it('are stamped with their start and end a minute later, extended hours included', () => {
    const { value, findings } = read('14400000,10,12,9,11,5', '34200000,11,12,10,11,7');
    expect(findings).toEqual([]);
    expect(value.timeframe).toBe('1Min');
    expect([...value.columns.start]).toEqual([
      parseInstant('2013-10-07T08:00:00Z'),
      parseInstant('2013-10-07T13:30:00Z'),
    ]);
    expect(value.columns.end[1]).toBe(parseInstant('2013-10-07T13:31:00Z'));
  });

  test.each([
    ['34200001,10,12,9,11,5', 'bad_time'],
    ['-60000,10,12,9,11,5', 'bad_time'],
    ['86400000,10,12,9,11,5', 'bad_time'],
    ['09:30,10,12,9,11,5', 'bad_number'],
    ['34140000,10,12,9,11,5', 'time_order'],
    ['34260000,10,9,12,11,5', 'ohlc_inconsistent'],
  ])('"%s" is rejected as %s', (bad, code) => {
    const { value, findings } = read('34200000,10,12,9,11,5', bad);
    expect(findings).toMatchObject([{ code, line: 3 }]);
    expect(value.columns.length).toBe(1);
  });

  it('of a day when the exchange was closed are rejected', () => {
    const text = `${header}\n34200000,10,12,9,11,5`;
    const sunday = parseMinuteBars(text, { symbol: SPY, date: isoDate('2013-10-06') });
    expect(sunday.findings).toMatchObject([{ code: 'closed_day', line: 2 }]);
  });
});

describe('minute quotes', () => {
  const header =
    'ms_since_midnight_new_york,bid_open,bid_high,bid_low,bid_close,bid_size,' +
    'ask_open,ask_high,ask_low,ask_close,ask_size';
  const day = { symbol: SPY, date: isoDate('2013-10-07') };
  const read = (...rows: string[]): ReturnType<typeof parseMinuteQuotes> =>
    parseMinuteQuotes([header, ...rows].join('\n'), day);

  it('keep both sides as they opened and closed', () => {
    const { value, findings } = read('34200000,10,10.2,9.9,10.1,300,10.3,10.4,10.2,10.25,100');
    expect(findings).toEqual([]);
    expect(value).toEqual([
      {
        start: parseInstant('2013-10-07T13:30:00Z'),
        end: parseInstant('2013-10-07T13:31:00Z'),
        bid: { open: 10, high: 10.2, low: 9.9, close: 10.1, size: 300 },
        ask: { open: 10.3, high: 10.4, low: 10.2, close: 10.25, size: 100 },
      },
    ]);
  });

  it('reject an empty side, a negative size and disorder, and only warn of a crossing', () => {
    const { value, findings } = read(
      '34200000,10,10.2,9.9,10.5,300,10.3,10.4,10.2,10.25,100',
      '34260000,0,10.2,9.9,10.1,300,10.3,10.4,10.2,10.25,100',
      '34320000,10,10.2,9.9,10.1,-3,10.3,10.4,10.2,10.25,100',
      '34200000,10,10.2,9.9,10.1,300,10.3,10.4,10.2,10.25,100',
    );
    expect(value).toHaveLength(1);
    expect(
      findings.map(({ code, line, severity }) => `${line} ${code} ${severity}`).sort(),
    ).toEqual([
      '2 crossed_quote warn',
      '3 zero_quote reject',
      '4 negative_size reject',
      '5 time_order reject',
    ]);
  });
});
