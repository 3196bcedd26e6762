import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { skipUnless } from '../../../tests/support/skip-unless.ts';
import { epochMs, isoDate } from '../../core/time.ts';
import { newYorkDate } from '../calendar.ts';
import { readDailyFiles } from './daily-files.ts';
import { parseMinuteQuotes } from './quotes-csv.ts';
import { parseMinuteBars } from './series-csv.ts';
import { ticker } from '../symbol.ts';
import { parseTickerMap } from './ticker-map-csv.ts';
import { validateSeries } from '../validation/validate.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);

describe('a ticker map', () => {
  it('is one company under all its tickers', () => {
    const { value, findings } = parseTickerMap(
      'last_date,ticker\n1998-01-02,nb\n1998-09-30,nb\n2050-12-31,bac',
    );
    expect(findings).toEqual([]);
    expect(value).toEqual([
      { ticker: 'NB', from: '1998-01-02', to: '1998-09-30' },
      { ticker: 'BAC', from: '1998-10-01', to: '2050-12-31' },
    ]);
  });

  test.each([
    ['1998-09-31,nb', 'bad_date'],
    ['1998-09-30,n b', 'bad_symbol'],
    ['1997-09-30,nb', 'time_order'],
  ])('rejects "%s" as %s', (bad, code) => {
    const { findings } = parseTickerMap(`last_date,ticker\n1998-01-02,nb\n${bad}`);
    expect(findings).toMatchObject([{ code, line: 3 }]);
  });
});

describe('a company that changed its ticker', () => {
  const header = 'date,open,high,low,close,volume';
  const rows = (close: number, ...dates: string[]) =>
    [header, ...dates.map((date) => `${date},10,12,9,${close},5`)].join('\n');
  const map = 'last_date,ticker\n1998-01-02,nb\n2024-07-02,nb\n2050-12-31,bac';
  const former = new Map([
    [ticker('NB'), rows(9, '2024-07-01', '2024-07-02', '2024-07-03')],
    [ticker('XX'), rows(12, '2024-07-01')],
  ]);

  it('has one history over the files of its tickers', () => {
    // Its own file has a row of the days on which another company was BAC.
    const bars = rows(11, '2024-07-01', '2024-07-03', '2024-07-05');
    const { value, findings } = readDailyFiles({ bars, map, former }, ticker('BAC'));
    const days = Array.from(value.columns.end, (end) => newYorkDate(epochMs(end)));
    expect(days).toEqual(['2024-07-01', '2024-07-02', '2024-07-03', '2024-07-05']);
    expect([...value.columns.close]).toEqual([9, 9, 11, 11]);
    expect(findings).toMatchObject([
      { code: 'other_company', file: 'bars' },
      { code: 'former_ticker', file: 'former', severity: 'warn' },
    ]);
    expect(findings[1]!.message).toBe(
      'BAC traded as NB until 2024-07-02: 2 rows are from its file.',
    );
  });

  it('has only its own file where there is no other', () => {
    const bars = rows(11, '2024-07-03', '2024-07-05');
    const { value, findings } = readDailyFiles({ bars, map }, ticker('BAC'));
    expect(value.columns.length).toBe(2);
    expect(findings).toEqual([]);
  });
});

describe('the files of a ticker', () => {
  const bars = [
    'date,open,high,low,close,volume',
    '2024-07-01,10,12,9,11,5',
    '2024-07-02,10,12,9,11,5',
    '2024-07-03,10,12,9,11,5',
    '2024-07-05,10,12,9,11,5',
  ].join('\n');

  it('leave out the days of another company and the actions outside the bars', () => {
    const { value, findings } = readDailyFiles(
      {
        bars,
        map: 'last_date,ticker\n2024-07-02,abc\n2050-12-31,abc',
        factors: [
          'date,price_factor,split_factor,reference_price',
          '2024-06-28,0.9,1,10',
          '2024-07-02,0.95,1,10',
          '2024-07-05,0.99,1,10',
          '2050-12-31,1,1,0',
        ].join('\n'),
      },
      ticker('ABC'),
    );
    expect([...value.columns.end].map((end) => newYorkDate(epochMs(end)))).toEqual([
      '2024-07-02',
      '2024-07-03',
      '2024-07-05',
    ]);
    expect(value.actions.map((action) => action.exDate)).toEqual(['2024-07-03']);
    expect(findings).toMatchObject([{ file: 'bars', code: 'other_company', severity: 'warn' }]);
  });

  it('keep the rows on both sides of a time under another ticker', () => {
    const map = 'last_date,ticker\n2024-07-01,abc\n2024-07-01,abc';
    const twice =
      'last_date,ticker\n2024-06-28,abc\n2024-07-01,abc\n2024-07-03,old\n2050-12-31,abc';
    expect(readDailyFiles({ bars, map }, ticker('ABC')).findings).toMatchObject([
      { file: 'map', code: 'time_order', line: 3 },
    ]);
    const { value } = readDailyFiles({ bars, map: twice }, ticker('ABC'));
    expect([...value.columns.end].map((end) => newYorkDate(epochMs(end)))).toEqual([
      '2024-07-01',
      '2024-07-05',
    ]);
  });

  describe('as recorded', () => {
    skipUnless(existsSync(DATA), 'the recorded prices in ../shared/data are not on this machine');

    const text = (path: string): string | undefined => {
      const url = new URL(path, DATA);
      return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
    };
    const read = (symbol: string): ReturnType<typeof readDailyFiles> =>
      readDailyFiles(
        {
          bars: text(`us-daily/${symbol}.csv`)!,
          factors: text(`us-daily/${symbol}.factors.csv`),
          map: text(`us-daily/${symbol}.map.csv`),
        },
        ticker(symbol),
      );

    test.each([
      ['SPY', 5849, ''],
      ['AAPL', 5849, '2000-06-21 2:1, 2005-02-28 2:1, 2014-06-09 7:1, 2020-08-31 4:1'],
      ['BAC', 5661, '2004-08-30 2:1'],
      ['EEM', 4523, '2005-06-09 3:1, 2008-07-24 3:1'],
      ['GOOG', 1761, '2015-04-27 1:0.997307'],
      ['IBM', 5849, '1999-05-27 2:1'],
      ['USO', 3770, '2020-04-29 1:8'],
      ['WAMU', 2465, ''],
      ['WMI', 2780, ''],
    ])('%s has %d rows of one company and the splits "%s"', (symbol, length, splits) => {
      const { value, findings } = read(symbol);
      expect(findings.filter(({ severity }) => severity === 'reject')).toEqual([]);
      expect(value.columns.length).toBe(length);
      const found = value.actions.flatMap((action) =>
        action.kind === 'split'
          ? [`${action.exDate} ${action.to.toString()}:${action.from.toString()}`]
          : [],
      );
      expect(found.join(', ')).toBe(splits);
    });

    it('SPY paid the dividends its fund reported: 94, the first about 0.3134', () => {
      const { actions } = read('SPY').value;
      expect(actions).toHaveLength(94);
      const [first] = actions;
      expect(first?.exDate).toBe('1998-03-20');
      expect(first?.kind === 'dividend' && first.perShare.toNumber()).toBeCloseTo(0.3134, 4);
    });

    test.each([
      ['SPY', []],
      ['AAPL', ['2000-09-29 jump']],
      ['EEM', ['2003-08-18 gap']],
      ['GOOG', []],
      ['IBM', ['2002-12-23 jump']],
      ['USO', []],
      ['WAMU', ['2008-09-19 jump', '2008-09-26 jump']],
    ])('the validator finds the anomalies in %s: %j', (symbol, odd) => {
      const findings = validateSeries(read(symbol).value);
      expect(findings.map(({ at, code }) => `${newYorkDate(at!)} ${code}`)).toEqual(odd);
    });

    it('minutes of trades and quotes are read completely', () => {
      for (const symbol of ['SPY', 'IBM', 'BAC']) {
        for (const date of ['2013-10-07', '2013-10-11']) {
          const day = { symbol: ticker(symbol), date: isoDate(date) };
          const trades = parseMinuteBars(text(`us-minute/${symbol}-${date}-trade.csv`)!, day);
          const quotes = parseMinuteQuotes(text(`us-minute/${symbol}-${date}-quote.csv`)!, day);
          expect([...trades.findings, ...quotes.findings]).toEqual([]);
          expect(trades.value.columns.length).toBe(trades.rows);
          expect(quotes.value).toHaveLength(quotes.rows);
          expect(trades.rows).toBeGreaterThan(390);
        }
      }
    });
  });
});
