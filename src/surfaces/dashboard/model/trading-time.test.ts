import { expect, test } from 'vitest';
import { parseInstant } from '../../../core/time.ts';
import { TradingTime } from './trading-time.ts';

const HOUR = 3_600_000;
const at = parseInstant;
// Thursday 28 March 2024; Friday is Good Friday, and New York is on daylight time.
const time = new TradingTime(at('2024-03-28T14:00:00Z'), at('2024-04-02T15:00:00Z'));

test('gives nights, weekends and holidays no length', () => {
  const close = time.toAxis(at('2024-03-28T20:00:00Z'));
  const monday = time.toAxis(at('2024-04-01T13:30:00Z'));
  expect(close).toBe(6.5 * HOUR);
  expect(monday).toBe(close);
  expect(time.toAxis(at('2024-03-30T12:00:00Z'))).toBe(close);
  expect(time.toAxis(at('2024-04-01T14:30:00Z'))).toBe(7.5 * HOUR);
});

test('maps an axis position back to its instant, and a boundary to the open', () => {
  for (const text of ['2024-03-28T14:00:00Z', '2024-04-01T13:30:00Z', '2024-04-02T15:00:00Z']) {
    expect(time.toInstant(time.toAxis(at(text)))).toBe(at(text));
  }
});

test('maps an instant before the axis to its start', () => {
  expect(time.toAxis(at('2024-03-28T09:00:00Z'))).toBe(0);
});

test('finds the market opens in view', () => {
  expect(time.opensBetween(0, 13 * HOUR)).toEqual([0, 1, 2]);
  expect(time.opensBetween(HOUR, 7 * HOUR)).toEqual([1]);
});

test('reaches weeks ahead, and reports instants that it does not cover', () => {
  expect(time.covers(at('2024-06-01T00:00:00Z'))).toBe(true);
  expect(time.covers(at('2025-01-01T00:00:00Z'))).toBe(false);
});
