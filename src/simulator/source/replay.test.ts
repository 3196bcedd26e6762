import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { skipUnless } from '../../../tests/support/skip-unless.ts';
import { epochMs, isoDate, MINUTE } from '../../core/time.ts';
import { sessionOn } from '../../market/calendar.ts';
import { parseDailyBars } from '../../market/files/series-csv.ts';
import { ticker } from '../../market/symbol.ts';
import { readRecording, recordingFile } from './recording.ts';
import { createReplayMarket } from './replay.ts';
import type { Span } from './source.ts';

const DATA = new URL('../../../../shared/data/us-minute/', import.meta.url);
const EVER: Span = { from: epochMs(0), to: epochMs(Number.MAX_SAFE_INTEGER) };
const A = ticker('AAA');
const { open, close } = sessionOn(isoDate('2013-10-07'))!;

const TRADES = 'ms_since_midnight_new_york,open,high,low,close,volume';
const QUOTES =
  'ms_since_midnight_new_york,bid_open,bid_high,bid_low,bid_close,bid_size,' +
  'ask_open,ask_high,ask_low,ask_close,ask_size';
const file = (name: string, ...lines: string[]): { name: string; text: string } => ({
  name,
  text: lines.join('\n'),
});

const RECORDED = [
  file(
    'AAA-2013-10-07-trade.csv',
    TRADES,
    '34140000,9,9,9,9,5', // before the open
    '34200000,10,12,9,11,5',
    '34260000,11,12,10,11,6',
    '57540000,11,12,10,12,7', // ends with the session
    '57600000,20,20,20,20,7', // after the close
  ),
  file(
    'AAA-2013-10-07-quote.csv',
    QUOTES,
    '34200000,9.9,9.9,9.9,10,300,10.1,10.1,10.1,10.2,100',
    '34260000,10,10,10,10.1,300,10.2,10.2,10.2,10.3,100',
    '34320000,10,10,10,10.5,300,10.2,10.2,10.2,10.3,100',
    '57540000,11,11,11,11.1,300,11.2,11.2,11.2,11.3,100',
  ),
  file('BBB-2013-10-07-trade.csv', TRADES, '34200000,50,50,50,50,5'),
  file('notes.txt', 'not of the recording'),
];

describe('files of a recording', () => {
  it('are known by their names', () => {
    const named = { symbol: 'BRK.B', date: '2013-10-07', holds: 'quote' };
    expect(recordingFile('BRK.B-2013-10-07-quote.csv')).toEqual(named);
    expect(recordingFile('SPY-2013-13-07-trade.csv')).toBeUndefined();
    expect(recordingFile('spy-2013-10-07-trade.csv')).toBeUndefined();
    expect(recordingFile('SPY-2013-10-07-trade.csv.gz')).toBeUndefined();
  });

  it('name the file of a bad row', () => {
    const { days, findings } = readRecording([
      file('AAA-2013-10-07-trade.csv', TRADES, '34200000,10,12,9,11,5', '34260000,x,12,9,11,5'),
    ]);
    expect(days).toHaveLength(1);
    expect(findings).toMatchObject([{ file: 'AAA-2013-10-07-trade.csv', line: 3 }]);
  });
});

describe('a replay', () => {
  const { days, findings } = readRecording(RECORDED);

  it('emits quotes and bars of regular hours in order, and never a crossed quote', () => {
    // The crossed close of the third minute is a warning.
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'crossed_quote warn',
    ]);
    const source = createReplayMarket({ days });
    expect(source.assets.map(({ symbol }) => symbol)).toEqual(['AAA', 'BBB']);
    const lines: string[] = [];
    for (let event = source.next(); event !== undefined; event = source.next()) {
      const at = (event.at - open) / MINUTE;
      if (event.kind === 'quote')
        lines.push(`${at} ${event.quote.symbol} ${event.quote.bid}/${event.quote.ask}`);
      else if (event.kind === 'bar') lines.push(`${at} ${event.bar.symbol} bar ${event.bar.close}`);
      else if (event.kind === 'session') lines.push(`${at} ${event.phase}`);
    }
    expect(lines).toEqual([
      '0 open',
      '0 AAA 9.9/10.1',
      '1 AAA 10/10.2',
      '1 AAA bar 11',
      '1 BBB bar 50',
      '2 AAA 10.1/10.3',
      '2 AAA bar 11',
      '389 AAA 11/11.2',
      '390 AAA 11.1/11.3',
      '390 AAA bar 12',
      '390 close',
    ]);
  });

  it('has the past as history, including days before the recording', () => {
    const text = [
      'date,open,high,low,close,volume',
      '2013-10-03,8,9,7,8,100',
      '2013-10-04,8,9,7,8.5,100',
      '2013-10-07,1,1,1,1,1', // the recording takes precedence
    ].join('\n');
    const daily = [parseDailyBars(text, A).value];
    const start = epochMs(open + MINUTE);
    const source = createReplayMarket({ days, daily, start });
    expect(source.startsAt).toBe(start);
    expect([...source.history(A, '1Min', EVER).close]).toEqual([11]);
    expect([...source.history(A, '1Day', EVER).close]).toEqual([8, 8.5]);
    expect(source.peekAt()).toBe(open + 2 * MINUTE);
    source.skipTo(close);
    expect([...source.history(A, '1Min', EVER).close]).toEqual([11, 11, 12]);
    expect([...source.history(A, '1Day', EVER).close]).toEqual([8, 8.5, 12]);
    expect(source.history(A, '1Day', EVER).volume[2]).toBe(18);
    expect([source.peekAt(), source.next()]).toEqual([undefined, undefined]);
  });

  it('refuses to play nothing', () => {
    expect(() => createReplayMarket({ days: [] })).toThrow(
      expect.objectContaining({ code: 'simulator.empty_recording' }),
    );
  });

  describe('of recorded prices', () => {
    skipUnless(existsSync(DATA), 'the recorded prices in ../shared/data are not on this machine');

    it('plays five sessions of three symbols', () => {
      const names = readdirSync(DATA);
      const recording = readRecording(
        names.map((name) => ({ name, text: readFileSync(new URL(name, DATA), 'utf8') })),
      );
      expect(recording.findings).toEqual([]);
      const source = createReplayMarket({ days: recording.days });
      const counts = { session: 0, quote: 0, bar: 0, trade: 0, action: 0, gap: 0 };
      for (let event = source.next(); event !== undefined; event = source.next()) {
        counts[event.kind] += 1;
      }
      // One minute of the 5,850 was not recorded.
      expect(counts).toMatchObject({ session: 10, bar: 5_849, trade: 0 });
      expect(counts.quote).toBeGreaterThan(5 * 3 * 390);
      expect(source.history(ticker('SPY'), '1Day', EVER).length).toBe(5);
    });
  });
});
