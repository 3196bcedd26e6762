import { existsSync, readFileSync } from 'node:fs';
import { newYorkOffsetMs } from '../core/new-york-time.ts';
import { describe, expect, it, test } from 'vitest';
import { skipUnless } from '../../tests/support/skip-unless.ts';
import { DAY, epochMs, HOUR, isoDate, parseInstant } from '../core/time.ts';
import {
  isOpen,
  newYorkDate,
  newYorkInstant,
  newYorkTimeOfDay,
  nextSession,
  previousSession,
  sessionAt,
  sessionOn,
  sessionsBetween,
} from './calendar.ts';

const SPY = new URL('../../../shared/data/us-daily/SPY.csv', import.meta.url);

describe('New York time', () => {
  it('agrees with the time zone data of the platform', () => {
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'America/New_York',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
    });
    for (let ms = Date.UTC(1987, 0, 1); ms < Date.UTC(2036, 0, 1); ms += 17 * HOUR + 1234) {
      const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
      const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
      expect(newYorkDate(epochMs(ms))).toBe(date);
      expect(Math.floor(newYorkTimeOfDay(epochMs(ms)) / HOUR)).toBe(Number(parts.get('hour')));
    }
  });

  test.each([
    // instant of change           hours after it
    ['2006-04-02T07:00:00Z', -4],
    ['2006-10-29T06:00:00Z', -5],
    ['2007-03-11T07:00:00Z', -4],
    ['2007-11-04T06:00:00Z', -5],
    ['2026-03-08T07:00:00Z', -4],
    ['2026-11-01T06:00:00Z', -5],
  ])('changes the clock at %s to %d h', (text, hours) => {
    const at = parseInstant(text);
    expect(newYorkOffsetMs(at)).toBe(hours * HOUR);
    expect(newYorkOffsetMs(epochMs(at - 1))).not.toBe(hours * HOUR);
  });

  test.each([
    ['2024-01-02', 9.5, '2024-01-02T14:30:00Z', 'winter'],
    ['2024-07-01', 9.5, '2024-07-01T13:30:00Z', 'summer'],
    ['2024-03-10', 2.5, '2024-03-10T07:30:00Z', 'a skipped hour is moved on'],
    ['2024-11-03', 1.5, '2024-11-03T05:30:00Z', 'a repeated hour is the first one'],
    ['2024-11-03', 2, '2024-11-03T07:00:00Z', 'after a repeated hour'],
  ])('a clock showing %s %d h is %s (%s)', (date, hours, instant) => {
    expect(newYorkInstant(isoDate(date), hours * HOUR)).toBe(parseInstant(instant));
  });

  it('reads back the instant of any wall clock that exists once', () => {
    for (let day = 0; day < 800; day += 1) {
      const date = newYorkDate(epochMs(Date.UTC(2024, 0, 1) + day * DAY + 12 * HOUR));
      const at = newYorkInstant(date, 12 * HOUR);
      expect([newYorkDate(at), newYorkTimeOfDay(at)]).toEqual([date, 12 * HOUR]);
    }
  });
});

describe('sessions', () => {
  test.each([
    ['1997-01-20', true, 'Martin Luther King day before it was kept'],
    ['1998-01-19', false, 'Martin Luther King day'],
    ['2021-06-18', true, 'before Juneteenth was kept'],
    ['2022-06-20', false, 'Juneteenth on a Sunday, observed on Monday'],
    ['2024-03-29', false, 'Good Friday'],
    ['2010-12-31', true, 'New Year on a Saturday is not observed'],
    ['2023-01-02', false, 'New Year on a Sunday, observed on Monday'],
    ['2020-07-03', false, 'Independence Day on a Saturday, observed on Friday'],
    ['2027-12-24', false, 'Christmas on a Saturday, observed on Friday'],
    ['1994-04-27', false, 'mourning for Nixon'],
    ['2001-09-11', false, 'terror attacks'],
    ['2001-09-17', true, 'trading again'],
    ['2004-06-11', false, 'mourning for Reagan'],
    ['2007-01-02', false, 'mourning for Ford'],
    ['2012-10-30', false, 'hurricane Sandy'],
    ['2018-12-05', false, 'mourning for Bush'],
    ['2025-01-09', false, 'mourning for Carter'],
    ['2026-11-24', true, 'a plain Tuesday'],
    ['2026-11-22', false, 'a Sunday'],
  ])('%s: open %s (%s)', (date, open) => {
    expect(sessionOn(isoDate(date)) !== undefined).toBe(open);
  });

  test.each([
    [1990, '12-24', 253],
    [1992, '11-27 12-24', 254],
    [1997, '07-03 11-28 12-24 12-26', 253],
    [1999, '11-26 12-31', 252],
    [2002, '07-05 11-29 12-24', 252],
    [2013, '07-03 11-29 12-24', 252],
    [2019, '07-03 11-29 12-24', 252],
    [2024, '07-03 11-29 12-24', 252],
    [2025, '07-03 11-28 12-24', 250],
    [2026, '11-27 12-24', 251],
    [2028, '07-03 11-24', 251],
  ])('%d has the half days %s and %d sessions', (year, half, count) => {
    const sessions = sessionsBetween(isoDate(`${year}-01-01`), isoDate(`${year}-12-31`));
    const short = sessions.filter((session) => session.half).map(({ date }) => date.slice(5));
    expect(short.join(' ')).toBe(half);
    expect(sessions).toHaveLength(count);
  });

  it('opens at half past nine and closes at four, or at one on half days', () => {
    expect(sessionOn(isoDate('2024-07-02'))).toEqual({
      date: '2024-07-02',
      open: parseInstant('2024-07-02T13:30:00Z'),
      close: parseInstant('2024-07-02T20:00:00Z'),
      preOpen: parseInstant('2024-07-02T08:00:00Z'),
      postClose: parseInstant('2024-07-03T00:00:00Z'),
      half: false,
    });
    expect(sessionOn(isoDate('2024-11-29'))?.close).toBe(parseInstant('2024-11-29T18:00:00Z'));
    expect(sessionOn(isoDate('1992-12-24'))?.close).toBe(parseInstant('1992-12-24T19:00:00Z'));
  });

  it('is open from the open to before the close, and the close still has its session', () => {
    const { open, close, date } = sessionOn(isoDate('2024-07-02'))!;
    const cases = [epochMs(open - 1), open, epochMs(close - 1), close, epochMs(close + 1)];
    expect(cases.map(isOpen)).toEqual([false, true, true, false, false]);
    expect(cases.map((at) => sessionAt(at)?.date)).toEqual([
      undefined,
      date,
      date,
      date,
      undefined,
    ]);
  });

  it('finds the next and previous sessions', () => {
    const friday = sessionOn(isoDate('2024-07-05'))!;
    const wednesday = sessionOn(isoDate('2024-07-03'))!;
    expect(nextSession(wednesday.close)).toBe(friday);
    expect(nextSession(epochMs(friday.open - 1))).toBe(friday);
    expect(nextSession(friday.open).date).toBe('2024-07-08');
    expect(previousSession(friday.open)).toBe(wednesday);
    expect(previousSession(friday.close)).toBe(friday);
  });

  it('refuses dates outside the calendar', () => {
    for (const ask of [
      () => sessionsBetween(isoDate('1989-12-29'), isoDate('1990-01-05')),
      () => sessionOn(isoDate('2036-01-02')),
      () => nextSession(parseInstant('2035-12-31T21:00:00Z')),
      () => previousSession(parseInstant('1990-01-02T00:00:00Z')),
    ]) {
      expect(ask).toThrow(expect.objectContaining({ code: 'market.outside_calendar' }));
    }
  });

  describe('with recorded prices', () => {
    skipUnless(existsSync(SPY), 'the recorded prices in ../shared/data are not on this machine');

    it('has a session for every day that SPY traded from 1998 to 2021, and no other', () => {
      const traded = readFileSync(SPY, 'utf8').trim().split('\n').slice(1);
      const dates = traded.map((line) => line.slice(0, 10));
      const sessions = sessionsBetween(isoDate(dates[0]!), isoDate(dates.at(-1)!));
      expect(sessions.map((session) => session.date)).toEqual(dates);
    });
  });
});
