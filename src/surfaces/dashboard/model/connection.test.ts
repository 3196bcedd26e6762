import { describe, expect, test } from 'vitest';
import { epochMs, parseInstant } from '../../../core/time.ts';
import { connectionChip, engineLabel, type Line } from './connection.ts';
import { type ClockReading, marketSpeed, noteReading } from './speed.ts';

const open = { open: true, ageMs: 200 };

test.each([
  ['live', 100, open, 'live', 'live · 0.3 s'],
  ['live', 9_000, open, 'live', 'live · 9.2 s'],
  ['live', 9_900, open, 'stale', 'stale 10 s'],
  ['live', 100, { open: true, ageMs: 30_000 }, 'stale', 'stale 30 s'],
  ['live', 100, { open: false, ageMs: 30_000 }, 'live', 'live · 0.1 s'],
  ['live', 11_000, { open: false, ageMs: 30_000 }, 'stale', 'stale 11 s'],
  ['offline', 42_000, open, 'offline', 'offline 42 s'],
  ['connecting', 0, open, 'connecting', 'connecting'],
] as const)('%s, silent for %d ms, market %o: %s, "%s"', (phase, silence, market, state, text) => {
  const chip = connectionChip({ phase, heardAt: 1_000 }, 1_000 + silence, market);
  expect([chip.state, chip.text]).toEqual([state, text]);
});

describe('the engine', () => {
  const at = parseInstant('2024-03-19T14:31:07Z');
  const label = (phase: Line['phase'], state: string) =>
    engineLabel({ phase, heardAt: 0 }, 5_000, { state, at });

  test.each(['offline', 'reading', 'connecting'] as const)(
    'is never shown as running while the connection is %s',
    (phase) => {
      expect(label(phase, 'running')).toEqual({
        tone: 'unknown',
        text: 'unknown',
        past: 'running at 10:31:07 ET',
      });
    },
  );

  test('has no past state before the first entry', () => {
    const last = { state: 'running', at: epochMs(0) };
    expect(engineLabel({ phase: 'offline', heardAt: 0 }, 0, last).past).toBe('');
  });

  test('is unknown after ten silent seconds, even on an open connection', () => {
    const last = { state: 'running', at };
    expect(engineLabel({ phase: 'live', heardAt: 0 }, 10_001, last).tone).toBe('unknown');
    expect(engineLabel({ phase: 'live', heardAt: 0 }, 9_999, last).tone).toBe('running');
  });

  test.each([
    ['running', 'running', 'running'],
    ['halted', 'halted', 'halted'],
    ['reduce_only', 'caution', 'reduce only'],
    ['recovering', 'caution', 'recovering'],
  ])('in state %s is %s, "%s"', (state, tone, text) => {
    expect(label('live', state)).toEqual({ tone, text, past: '' });
  });
});

test('uses the median speed, so a skipped night does not count', () => {
  const readings: ClockReading[] = [];
  for (let index = 0; index < 12; index += 1) {
    const night = index > 6 ? 60_000_000 : 0;
    noteReading(readings, { wall: index * 500, market: index * 29_900 + night });
  }
  expect(marketSpeed(readings)).toBe(60);
});

test('leaves the speed undefined for the first readings', () => {
  expect(marketSpeed([{ wall: 0, market: 0 }])).toBeNaN();
});
