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

  test('a double top is found when its neckline breaks, with a target as far below', () => {
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

/** Bars of a range of 0.2 around these closes, upside down on request. */
function barsOf(closes: readonly number[], upsideDown = false): Record<string, Float64Array> {
  const close = Float64Array.from(closes, (value) => (upsideDown ? 300 - value : value));
  const high = close.map((value) => value + 0.1);
  return { high, low: close.map((value) => value - 0.1), close };
}

function leg(from: number, to: number, bars: number): readonly number[] {
  return Array.from({ length: bars }, (_, k) => from + ((to - from) * (k + 1)) / bars);
}

/** A fall to 100, a pole to 120 in eight bars, and the pause and what follows it. */
const afterPole = (pause: readonly number[]): readonly number[] => [
  ...leg(110, 100, 8),
  ...leg(100, 120, 8),
  ...pause,
];

const flag = [118.6, 119.2, 117.9, 118.5, 117.2, 117.8, 116.5, 117.1, 115.8, 116.4];
const pennant = [115.5, 119, 116, 118.7, 116.4, 118.4, 116.8, 118, 117.2, 117.7];
/** A cup of 41 bars, from 120 to 110 and back, and a handle down to 117.5. */
const cup = [
  ...leg(100, 120, 10),
  ...Array.from({ length: 40 }, (_, k) => 110 + 10 * ((k - 19.5) / 20.5) ** 2),
  120,
  ...leg(120, 117.5, 5),
  ...leg(117.5, 119.5, 4),
];

describe('pauses and cups', () => {
  test.each([
    ['flag', flag],
    ['pennant', pennant],
  ])('a %s is found at the close that leaves it, up or upside down', (shape, pause) => {
    const quiet = afterPole(pause);
    const left = [...quiet, 119.5, 122, 124];
    for (const [down, side] of [
      [false, 'bull'],
      [true, 'bear'],
    ] as const) {
      const name = `${side}_${shape}`;
      const named = (closes: readonly number[]) =>
        findChartPatterns(barsOf(closes, down)).filter((one) => /flag|pennant/.test(one.name));
      expect(named(quiet)).toEqual([]);
      const [found, ...others] = named(left);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ name, at: quiet.length });
      expect(found!.points.map(({ row }) => row)).toEqual([7, 15]);
      expect(found!.confidence).toBeGreaterThan(0.5);
      expect(found!.confidence).toBeLessThan(1);
      // A pole of 20.2 beyond the pause's line, which is below the tip.
      const target = down ? 300 - found!.target! : found!.target!;
      expect(target).toBeGreaterThan(120.2 + 15);
      expect(target).toBeLessThan(120.2 + 20.2);
    }
  });

  test.each([
    ['gives back more than half of its pole', [...leg(120, 108, 8), ...leg(108, 112, 4)]],
    ['leans with its pole', leg(116, 119.9, 10)],
    ['is as tall as half its pole', [111, 119, 111, 119, 111, 119, 111, 119, 111, 119]],
    ['is no pause yet', [118.6, 119.2, 117.9]],
    ['never ends', Array.from({ length: 40 }, (_, k) => 118 - (k % 2))],
  ])('a pause that %s is none', (_, pause) => {
    const names = findChartPatterns(barsOf([...afterPole(pause), 121, 124])).map((one) => one.name);
    expect(names.filter((name) => /flag|pennant/.test(name))).toEqual([]);
  });

  test('a cup with handle is found at the close beyond its rim, up or upside down', () => {
    for (const [down, name] of [
      [false, 'cup_and_handle'],
      [true, 'inverse_cup_and_handle'],
    ] as const) {
      const named = (closes: readonly number[]) =>
        findChartPatterns(barsOf(closes, down)).filter((one) => one.name.endsWith('handle'));
      expect(named([...cup, 120.05])).toEqual([]);
      const [found, ...others] = named([...cup, 120.5, 122]);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ name, at: cup.length });
      const [left, , right, handle] = found!.points;
      expect([left!.row, right!.row, handle!.row]).toEqual([9, 50, 55]);
      // Rims at 120.1, the bottom at 110.006 - 0.1.
      const target = down ? 300 - found!.target! : found!.target!;
      expect(target).toBeCloseTo(120.1 + (120.1 - 109.9059), 3);
      expect(found!.confidence).toBeGreaterThan(0.9);
    }
  });

  test.each([
    ['a V', [...leg(100, 120, 10), ...leg(120, 110, 20), ...leg(110, 120, 20), ...cup.slice(51)]],
    [
      'rims apart',
      cup.map((value, row) => (row > 9 && row < 50 ? value : value + (row > 49 ? -3 : 0))),
    ],
    ['no handle', cup.slice(0, 51)],
    ['a deep handle', [...cup.slice(0, 51), ...leg(120, 112, 5), ...leg(112, 119.5, 4)]],
  ])('%s makes no cup', (_, closes) => {
    const names = findChartPatterns(barsOf([...closes, 121, 123])).map((one) => one.name);
    expect(names).not.toContain('cup_and_handle');
  });
});

test('support and resistance are where the market turned', () => {
  const levels = findLevels(zigzag([105, 100, 110, 100.3, 110.2, 99.8, 106]));
  expect(levels.map(({ role, touches }) => [role, touches])).toEqual([
    ['support', 3],
    ['resistance', 2],
  ]);
  // Of the two turns that made it: lows of 100 and 100.3, a tenth lower each.
  expect(levels[0]!.price).toBeCloseTo(100.15 - 0.1, 9);
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
  const names = new Set(all.map(({ name }) => name));
  for (const pause of ['flag', 'pennant'] as const) {
    expect(names).toContain(`bull_${pause}`);
    expect(names).toContain(`bear_${pause}`);
  }
  expect(names).toContain('cup_and_handle');
  expect(names).toContain('inverse_cup_and_handle');
  // Around every flag, pennant and cup too: the bar before, of, and after it.
  const turns = all.filter(({ name }) => /flag|pennant|handle/.test(name));
  const around = turns.flatMap(({ at }) => [at, at + 1, at + 2]);
  for (const cut of [40, 333, 900, 1499, ...around]) {
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
