import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochMs } from '../../../core/time.ts';
import {
  deepestOf,
  drawdowns,
  type CurvePoint,
  extendCurve,
  mergeCurves,
  thinned,
} from './equity-curve.ts';

const curve = (...values: number[]): CurvePoint[] =>
  values.map((equity, index) => ({ at: epochMs(index * 1_000), equity }));

test('measures the maximum drawdown from its prior peak, with both ends', () => {
  const points = curve(100, 110, 99, 120, 114, 130);
  expect(deepestOf(points)).toEqual({
    depth: 1 - 99 / 110,
    peak: points[1],
    valley: points[2],
  });
  expect([...drawdowns(curve(100, 50, 100))]).toEqual([0, 0.5, 0]);
});

test('has no drawdown without points', () => {
  expect(deepestOf([])).toBeUndefined();
});

test('starts a curve with the first deposit, and never goes back in time', () => {
  const points: CurvePoint[] = [];
  extendCurve(points, { at: epochMs(1), equity: 0 });
  extendCurve(points, { at: epochMs(2), equity: 100 });
  extendCurve(points, { at: epochMs(1), equity: 50 });
  extendCurve(points, { at: epochMs(3), equity: Number.NaN });
  extendCurve(points, { at: epochMs(2), equity: 101 });
  expect(points).toEqual([{ at: 2, equity: 101 }]);
});

test('thins the older half of a long curve, and keeps both ends', () => {
  const points: CurvePoint[] = [];
  for (let index = 1; index <= 20_000; index += 1) {
    extendCurve(points, { at: epochMs(index), equity: 1_000 + index });
  }
  expect(points.length).toBeLessThanOrEqual(6_001);
  expect(points[0]!.at).toBe(1);
  expect(points.at(-1)!.at).toBe(20_000);
  expect(points.every((point, index) => index === 0 || point.at > points[index - 1]!.at)).toBe(
    true,
  );
});

test('keeps drawdowns from 0 to 1, with the deepest as the maximum', () => {
  const values = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (equities) => {
      const points = curve(...equities);
      const below = drawdowns(points);
      expect(below.every((value) => value >= 0 && value < 1)).toBe(true);
      expect(deepestOf(points)!.depth).toBe(Math.max(...below));
    }),
  );
});

test('merges two versions of a curve, with the later version winning', () => {
  const ours = curve(100, 101, 102);
  const theirs = [
    { at: epochMs(2_000), equity: 103 },
    { at: epochMs(3_000), equity: 104 },
  ];
  const merged = mergeCurves(ours, theirs).map(({ equity }) => equity);
  expect(merged).toEqual([100, 101, 103, 104]);
});

test('keeps both ends of a thinned curve', () => {
  const points = curve(...Array.from({ length: 100 }, (_, index) => index));
  const few = thinned(points, 7);
  expect(few).toHaveLength(7);
  expect([few[0], few.at(-1)]).toEqual([points[0], points.at(-1)]);
});
