import { describe, expect, test } from 'vitest';
import { walk } from '../../../tests/golden/qgbm.ts';
import { performanceContext } from '../performance/context.ts';
import { findCandlesticks } from './candlesticks.ts';
import { findChartPatterns } from './chart-patterns.ts';
import { findLevels } from './levels.ts';
import { findSwings } from './swings.ts';

const bars = walk(5000, { seed: 11, mu: 0, sigma: 0.01, p0: 100 });
const columns = { open: bars.open, high: bars.high, low: bars.low, close: bars.close };

function prefix(rows: number) {
  const { high, low, close } = columns;
  return { high: high.slice(0, rows), low: low.slice(0, rows), close: close.slice(0, rows) };
}

describe('levels', () => {
  test('are never wider than their width, however many turns a walk has', () => {
    const turns = findSwings(columns);
    for (const width of [0.005, 0.01, 0.03]) {
      const levels = findLevels(columns, { width });
      expect(levels.length).toBeGreaterThan(10);
      for (const { rows, price } of levels) {
        const far = rows.filter((row) =>
          turns
            .filter((turn) => turn.row === row)
            .every((turn) => Math.abs(turn.price / price - 1) > width),
        );
        expect(far).toEqual([]);
      }
    }
  });

  test('are settled once knowable: bars to come add turns, and change nothing else', () => {
    const whole = findLevels(columns, { touches: 3 });
    for (const rows of [300, 1111, 2500, 4999]) {
      const then = findLevels(prefix(rows), { touches: 3 });
      const settled = ({ price, at, confidence }: (typeof whole)[number]) =>
        [at, price, confidence] as const;
      const order = (levels: typeof whole) =>
        levels.map(settled).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(order(then)).toEqual(order(whole.filter(({ at }) => at < rows)));
      for (const level of then) {
        const later = whole.find(({ at, price }) => at === level.at && price === level.price)!;
        expect(later.rows.slice(0, level.touches)).toEqual(level.rows);
      }
    }
  });

  test('say how closely their turns agree', () => {
    for (const { confidence, at, rows } of findLevels(columns)) {
      expect(confidence).toBeGreaterThanOrEqual(0.5);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(at).toBe(rows[1]! + 3);
    }
  });
});

test('refuses a missing column, an impossible strength and an invalid day', () => {
  const { close, high, low } = columns;
  expect(() => findChartPatterns({})).toThrow(/reads the column "high"; found none/);
  expect(() => findLevels({})).toThrow(/reads the column "high"; found none/);
  expect(() => findCandlesticks({ close })).toThrow(/reads the column "open"; found close/);
  expect(() => findSwings({ high, low: low.slice(1) })).toThrow(/found high 5000, low 4999/);
  expect(() => findSwings({ high, low }, -1)).toThrow(/at least 1 as strength, found -1/);
  expect(() => findLevels(columns, { width: -1 })).toThrow(/width, found -1/);
  for (const date of ['x', '2024-02-30']) {
    const equity = Float64Array.of(1);
    const input = { dates: [date] as never, equity, initialEquity: 1 };
    expect(() => performanceContext(input)).toThrow(`YYYY-MM-DD, found '${date}'`);
  }
});
