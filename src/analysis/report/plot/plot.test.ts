import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { binsOf } from './histogram.ts';
import { linearScale, logScale, roundStep, timeScale } from './scale.ts';
import { coordinate, linePath, visiblePoints } from './svg.ts';

const write = (value: number): string => String(value);
const finite = { noNaN: true, noDefaultInfinity: true } as const;

test.each([
  [0, '0'],
  [0.04, '0'],
  [-0.04, '0'],
  [0.05, '.1'],
  [-0.26, '-.3'],
  [12, '12'],
  [-12.34, '-12.3'],
  [99.96, '100'],
])('the coordinate %f is written %s', (value, text) => {
  expect(coordinate(value)).toBe(text);
});

describe('a path', () => {
  it('passes through every point to a tenth, however long it is', () => {
    const points = fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1000, ...finite }),
        fc.double({ min: -300, max: 300, ...finite }),
      ),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(points, (given) => {
        const path = linePath(
          given.map(([x]) => x),
          given.map(([, y]) => y),
        );
        const found = pointsOf(path);
        expect(found).toHaveLength(given.length);
        for (const [row, [x, y]] of given.entries()) {
          expect(Math.abs(found[row]![0] - x)).toBeLessThan(0.0501);
          expect(Math.abs(found[row]![1] - y)).toBeLessThan(0.0501);
        }
      }),
    );
  });

  it('is lifted where there is no value', () => {
    expect(linePath([0, 1, 2, 3], [1, Number.NaN, 3, 4.5])).toBe('M0 1M2 3l1 1.5');
    expect(linePath([0], [Number.NaN])).toBe('');
  });
});

/** The points of a path of `M` and `l`. */
function pointsOf(path: string): readonly (readonly [number, number])[] {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([Ml])([^Ml]+)/g)].map(([, command, rest]) => {
    const [a, b] = rest!.match(/-?\d*\.?\d+/g)!.map(Number) as [number, number];
    [x, y] = command === 'M' ? [a, b] : [x + a, y + b];
    return [x, y] as const;
  });
}

test('a line of few pixels keeps its ends and its extremes', () => {
  const values = fc.array(fc.double({ min: -5, max: 5, ...finite }), {
    minLength: 1,
    maxLength: 2000,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 10, max: 80 }), (given, columns) => {
      const kept = visiblePoints(given, columns);
      expect(kept.length).toBeLessThanOrEqual(Math.max(columns * 4, columns * 3));
      expect([...kept].sort((a, b) => a - b)).toEqual(kept);
      expect(new Set(kept).size).toBe(kept.length);
      const shown = kept.map((index) => given[index]!);
      expect([kept[0], kept.at(-1)]).toEqual([0, given.length - 1]);
      expect(Math.max(...shown)).toBe(Math.max(...given));
      expect(Math.min(...shown)).toBe(Math.min(...given));
    }),
  );
});

describe('a scale', () => {
  it('shows all values between its ends, at round ticks in order', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, ...finite }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(values, (given) => {
        const scale = linearScale(given, { from: 200, to: 10, write });
        const ticks = scale.ticks.map(({ value }) => value);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(9);
        for (const value of given) {
          expect(scale.at(value)).toBeGreaterThan(0);
          expect(scale.at(value)).toBeLessThan(210);
        }
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
      }),
    );
  });

  test.each([
    [0.13, 0.2],
    [1, 1],
    [2.2, 2.5],
    [30, 50],
    [0.0051, 0.01],
  ])('steps of about %f are %f', (rough, step) => {
    expect(roundStep(rough)).toBeCloseTo(step, 12);
  });

  it('of logarithms has equal room for equal ratios', () => {
    const scale = logScale([1, 100], { from: 0, to: 100, write });
    expect(scale.at(1)).toBeCloseTo(0, 9);
    expect(scale.at(10)).toBeCloseTo(50, 9);
    expect(scale.at(100)).toBeCloseTo(100, 9);
    expect(scale.ticks.map(({ value }) => value)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  });

  it('of time is labeled at the starts of years, quarters or months, or at days', () => {
    const labels = (from: string, to: string): readonly string[] => {
      const days = Float64Array.of(Date.parse(from) / 864e5, Date.parse(to) / 864e5);
      return timeScale(days, { from: 0, to: 100 }).ticks.map(({ label }) => label);
    };
    expect(labels('2014-01-03', '2020-06-30')).toEqual([
      '2014',
      '2015',
      '2016',
      '2017',
      '2018',
      '2019',
      '2020',
    ]);
    expect(labels('2023-06-01', '2024-09-01')).toEqual(['Jul', 'Oct', '2024', 'Apr', 'Jul']);
    expect(labels('2024-01-01', '2024-05-01')).toEqual(['2024', 'Feb', 'Mar', 'Apr', 'May']);
    expect(labels('2024-03-01', '2024-03-04')).toEqual(['Mar 1', 'Mar 2', 'Mar 3', 'Mar 4']);
  });
});

test('bins count every value once', () => {
  const values = fc.array(fc.double({ min: -1, max: 1, ...finite }), {
    minLength: 1,
    maxLength: 500,
  });
  fc.assert(
    fc.property(values, (given) => {
      const { from, width, counts } = binsOf(Float64Array.from(given).toSorted());
      expect(counts.reduce((a, b) => a + b, 0)).toBe(given.length);
      expect(counts.length).toBeLessThanOrEqual(82);
      expect(from).toBeLessThanOrEqual(Math.min(...given) + 1e-12);
      expect(from + width * counts.length).toBeGreaterThan(Math.max(...given) - 1e-9);
    }),
  );
});
