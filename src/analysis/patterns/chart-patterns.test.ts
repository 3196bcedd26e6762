import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { findChartPatterns } from './chart-patterns.ts';
import { findLevels } from './levels.ts';
import { findSwings } from './swings.ts';

/** Prices that go in straight lines from turn to turn, eight bars each, with a range of 0.2. */
function zigzag(turns: readonly number[]): Record<string, Float64Array> {
  const closes = turns.slice(1).flatMap((to, leg) => {
    const from = turns[leg]!;
    return Array.from({ length: 8 }, (_, step) => from + ((to - from) * (step + 1)) / 8);
  });
  const close = Float64Array.from(closes);
  return {
    high: close.map((value) => value + 0.1),
    low: close.map((value) => value - 0.1),
    close,
  };
}

function namesIn(turns: readonly number[]): readonly string[] {
  return findChartPatterns(zigzag(turns)).map(({ name }) => name);
}

describe('patterns by their turns', () => {
  test.each([
    ['double_top', [90, 110, 100, 110.5, 95]],
    ['double_bottom', [110, 90, 100, 89.5, 105]],
    ['head_and_shoulders', [90, 110, 100, 120, 101, 111, 92]],
    ['inverse_head_and_shoulders', [120, 100, 110, 90, 109, 99, 118]],
    ['ascending_triangle', [90, 110, 95, 110, 101, 108]],
    ['descending_triangle', [120, 100, 115, 100, 109, 102]],
    ['symmetrical_triangle', [90, 120, 100, 114, 105, 109]],
    ['rising_wedge', [80, 110, 90, 115, 104, 112]],
    ['falling_wedge', [130, 100, 120, 95, 106, 97]],
    ['rising_channel', [80, 100, 90, 110, 100, 108]],
    ['falling_channel', [120, 100, 110, 90, 100, 92]],
    ['rectangle', [90, 110, 100, 110, 100, 108]],
  ])('%s', (name, turns) => {
    expect(namesIn(turns)).toContain(name);
  });

  test('a double top is told when its neckline breaks, with a target as far below', () => {
    const columns = zigzag([90, 110, 100, 110, 90]);
    const found = findChartPatterns(columns).find(({ name }) => name === 'double_top')!;
    expect(columns['close']![found.at]).toBeLessThan(99.9);
    expect(columns['close']![found.at - 1]).toBeGreaterThanOrEqual(99.9);
    expect(found.target).toBeCloseTo(99.9 - 10.2, 9);
    expect(found.confidence).toBe(1);
  });

  test('peaks that differ much are no double top', () => {
    expect(namesIn([90, 110, 100, 115, 90])).not.toContain('double_top');
  });
});

test('support and resistance are where the market turned', () => {
  const levels = findLevels(zigzag([105, 100, 110, 100.3, 110.2, 99.8, 106]));
  expect(levels.map(({ role, touches }) => [role, touches])).toEqual([
    ['support', 3],
    ['resistance', 2],
  ]);
  expect(levels[0]!.price).toBeCloseTo(100.033 - 0.1, 2);
});

test('what was found does not change when bars are added', () => {
  const random = seededRandom(5);
  let price = 100;
  const close = Float64Array.from({ length: 1500 }, () => (price *= 1 + 0.01 * random.normal()));
  const columns = {
    close,
    high: close.map((value) => value * (1 + 0.004 * random.fraction())),
    low: close.map((value) => value * (1 - 0.004 * random.fraction())),
  };
  const all = findChartPatterns(columns);
  const swings = findSwings(columns);
  expect(all.length).toBeGreaterThan(20);
  for (const cut of [40, 333, 900, 1499]) {
    const prefix = {
      close: columns.close.slice(0, cut),
      high: columns.high.slice(0, cut),
      low: columns.low.slice(0, cut),
    };
    expect(findChartPatterns(prefix)).toEqual(all.filter(({ at }) => at < cut));
    expect(findSwings(prefix)).toEqual(swings.filter(({ knownAt }) => knownAt < cut));
  }
});

test('every pattern was known only after its last turn was', () => {
  const found = findChartPatterns(zigzag([90, 110, 100, 120, 101, 111, 92, 108, 90, 109]));
  for (const { at, points } of found) {
    expect(at).toBeGreaterThanOrEqual(Math.max(...points.map(({ knownAt }) => knownAt)));
  }
});
