import { expect, test } from 'vitest';
import { connectionChip } from './connection.ts';
import { type ClockReading, marketSpeed, noteReading } from './speed.ts';

const open = { open: true, ageMs: 200 };
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test.each([
  ['live', 100, open, 'live', 'live · 0.3 s'],
  ['live', 9_000, open, 'stale', 'stale 9.0 s'],
  ['live', 100, { open: true, ageMs: 30_000 }, 'stale', 'prices 30 s old'],
  ['live', 100, { open: false, ageMs: 30_000 }, 'live', 'live · 0.1 s'],
  ['offline', 42_000, open, 'offline', 'offline 42 s'],
  ['connecting', 0, open, 'connecting', 'connecting'],
] as const)('%s, silent for %d ms, market %o: %s, "%s"', (phase, silence, market, state, text) => {
  const chip = connectionChip({ phase, heardAt: 1_000 }, 1_000 + silence, market);
  expect([chip.state, plain(chip.text)]).toEqual([state, text]);
});

test('the speed is the middle of what is seen, so a skipped night does not count', () => {
  const readings: ClockReading[] = [];
  for (let index = 0; index < 12; index += 1) {
    const night = index > 6 ? 60_000_000 : 0;
    noteReading(readings, { wall: index * 500, market: index * 29_900 + night });
  }
  expect(marketSpeed(readings)).toBe(60);
});

test('the speed is not known from the first looks', () => {
  expect(marketSpeed([{ wall: 0, market: 0 }])).toBeNaN();
});
