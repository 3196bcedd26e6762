import { expect, it } from 'vitest';
import { isoDate, type IsoDate } from '../core/time.ts';
import { type Course, joinReturns } from './join-returns.ts';

const day = (number: number): IsoDate => isoDate(`2024-01-${String(number).padStart(2, '0')}`);
const course = (
  start: number | undefined,
  rows: readonly (readonly [number, number])[],
): Course => ({
  start: start === undefined ? undefined : day(start),
  dates: rows.map(([date]) => day(date)),
  returns: rows.map(([, value]) => value),
});
const joined = (...courses: Course[]) => {
  const { dates, returns } = joinReturns(courses);
  const text = (value: number): number => Number(value.toFixed(12));
  return dates.map((date, row) => [
    Number(date.slice(8)),
    ...returns.map((column) => text(column[row]!)),
  ]);
};

const whole = course(1, [
  [2, 0.1],
  [3, 0.5],
  [4, -0.1],
  [5, 0.2],
]);

it('pairs the returns of the same dates', () => {
  expect(joined(whole, whole)).toEqual([
    [2, 0.1, 0.1],
    [3, 0.5, 0.5],
    [4, -0.1, -0.1],
    [5, 0.2, 0.2],
  ]);
});

it('compounds over a date that the other lacks, on either side', () => {
  const hole = course(1, [
    [2, 0.1],
    [4, 0.3],
    [5, 0.1],
  ]);
  // 1.5 × 0.9 = 1.35.
  const rows = [
    [2, 0.1, 0.1],
    [4, 0.35, 0.3],
    [5, 0.2, 0.1],
  ];
  expect(joined(whole, hole)).toEqual(rows);
  expect(joined(hole, whole)).toEqual(rows.map(([date, a, b]) => [date, b, a]));
});

it('begins at the first date that all have', () => {
  // Its first close is on the 2nd.
  expect(joined(whole, course(2, [[4, 0.3]]))).toEqual([[4, 0.35, 0.3]]);
  // It was last priced on a day before the others begin.
  const before = course(0 + 1, [[3, 0.7]]);
  expect(
    joined(
      course(2, [
        [3, 0.1],
        [4, 0.1],
      ]),
      before,
    ),
  ).toEqual([]);
  expect(
    joined(
      whole,
      course(undefined, [
        [2, 9],
        [3, 0.5],
      ]),
    ),
  ).toEqual([[3, 0.5, 0.5]]);
});

it('leaves out a span in which a return is unknown', () => {
  const unknown = course(1, [
    [2, 0.1],
    [3, Number.NaN],
    [4, 0.3],
    [5, 0.1],
  ]);
  expect(joined(whole, unknown)).toEqual([
    [2, 0.1, 0.1],
    [4, -0.1, 0.3],
    [5, 0.2, 0.1],
  ]);
});

it('joins three, and none', () => {
  const other = course(1, [
    [3, 0.2],
    [5, 0.3],
  ]);
  expect(joined(whole, whole, other)).toEqual([
    [3, 0.65, 0.65, 0.2],
    [5, 0.08, 0.08, 0.3],
  ]);
  expect(joinReturns([])).toEqual({ dates: [], returns: [] });
});
