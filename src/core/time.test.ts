import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, epochMs, formatInstant, MINUTE, parseInstant } from './time.ts';

/** Returns the same text from the platform's date, which is slower and has no cache. */
function byPlatform(at: number): string {
  const text = new Date(at).toISOString();
  return at % 1_000 === 0 ? `${text.slice(0, -5)}Z` : text.replace(/\.?0+Z$/, 'Z');
}

const instant = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });

describe('instants as text', () => {
  it('are those of the platform, in any order of days', () => {
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 8 }), (instants) => {
        for (const at of instants) expect(formatInstant(epochMs(at))).toBe(byPlatform(at));
      }),
    );
  });

  it('round-trip, on the last formatted day and on others', () => {
    const near = fc.integer({ min: -2 * DAY, max: 2 * DAY });
    fc.assert(
      fc.property(instant, near, (at, step) => {
        const text = byPlatform(Math.max(-62_167_219_200_000, at));
        formatInstant(epochMs(at + step));
        expect(parseInstant(text)).toBe(at);
      }),
    );
  });

  it.each([
    ['2024-03-18T14:30:00.123456789Z', Date.UTC(2024, 2, 18, 14, 30, 0, 123)],
    ['2024-03-18T14:30:00.5Z', Date.UTC(2024, 2, 18, 14, 30, 0, 500)],
    ['2024-03-18T10:30:00-04:00', Date.UTC(2024, 2, 18, 14, 30)],
    ['2024-03-18T14:30Z', Date.UTC(2024, 2, 18, 14, 30)],
  ])('%s reads as its instant', (text, at) => {
    formatInstant(epochMs(at - MINUTE));
    expect(parseInstant(text)).toBe(at);
  });

  it.each([
    '2024-03-18T14:30:00',
    '2024-03-18T14:30:61Z',
    '2024-03-18T25:30:00Z',
    '2024-03-18T14:30:0xZ',
    '2024-03-18T14:30:00.Z',
    '2024-03-18T14:30:00.1x2Z',
    '2024-03-18',
  ])('%s is refused', (text) => {
    formatInstant(epochMs(Date.UTC(2024, 2, 18)));
    expect(() => parseInstant(text)).toThrow('an instant with a zone');
  });
});
