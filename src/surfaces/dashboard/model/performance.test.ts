import { describe, expect, test } from 'vitest';
import { epochMs, isoDate, parseInstant } from '../../../core/time.ts';
import type { CurvePoint } from './equity-curve.ts';
import { type NetDeposit, type PerformancePeriod, periodResult } from './performance.ts';

const point = (at: string, equity: number): CurvePoint => ({ at: parseInstant(at), equity });
const deposit = (at: string, amount: number): NetDeposit => ({ at: parseInstant(at), amount });

const curve = [
  point('2023-12-29T21:00:00Z', 101_000),
  point('2024-01-31T21:00:00Z', 104_000),
  point('2024-02-20T21:00:00Z', 99_000),
  point('2024-03-11T20:00:00Z', 102_000),
  point('2024-03-18T20:00:00Z', 103_000),
  point('2024-03-19T14:31:00Z', 102_500),
];
const deposits = [deposit('2023-06-01T14:00:00Z', 100_000)];
const now = parseInstant('2024-03-19T14:31:00Z');
const day = { date: isoDate('2024-03-19'), openEquity: 102_800 };

const resultOf = (
  period: PerformancePeriod,
  facts: Partial<Parameters<typeof periodResult>[0]> = {},
) => periodResult({ curve, deposits, now, day, ...facts }, period)!;

describe('a period starts', () => {
  test.each([
    ['1d', '2024-03-19T13:30:00Z', 102_800],
    ['5d', '2024-03-11T20:00:00Z', 102_000],
    ['1m', '2024-01-31T21:00:00Z', 104_000],
    ['3m', '2023-06-01T14:00:00Z', 100_000],
    ['ytd', '2023-12-29T21:00:00Z', 101_000],
    ['1y', '2023-06-01T14:00:00Z', 100_000],
    ['all', '2023-06-01T14:00:00Z', 100_000],
  ] as const)('%s at %s with %d', (period, at, equity) => {
    const { start, pnl, twr } = resultOf(period);
    expect(start).toEqual(point(at, equity));
    expect(pnl).toBe(102_500 - equity);
    expect(twr).toBeCloseTo(102_500 / equity - 1, 12);
  });

  test('one month before March 31 at the end of February', () => {
    const later = [...curve, point('2024-03-28T20:00:00Z', 105_000)];
    const at = parseInstant('2024-03-31T15:00:00Z');
    expect(resultOf('1m', { curve: later, now: at }).start.equity).toBe(99_000);
  });
});

test('all is the total return on the first deposit, wherever the curve starts', () => {
  const late = curve.slice(4);
  const { twr, pnl, points } = resultOf('all', { curve: late });
  expect(twr).toBeCloseTo(0.025, 12);
  expect(pnl).toBe(2_500);
  expect(points).toHaveLength(late.length + 1);
});

test('the first deposits count once, also at the instant of the first point', () => {
  const first = point('2024-03-18T15:00:00Z', 150_000);
  const both = [deposit('2024-03-18T14:59:00Z', 100_000), { at: first.at, amount: 50_000 }];
  const { twr, deposited, start } = resultOf('all', { curve: [first], deposits: both });
  expect([twr, deposited, start.equity]).toEqual([0, 0, 150_000]);
});

test('a deposit is no gain, and a withdrawal no drawdown', () => {
  const flows = [...deposits, deposit('2024-02-20T20:00:00Z', -50_000)];
  const moved = [curve[0]!, curve[1]!, point('2024-02-20T21:00:00Z', 54_000)];
  const { twr, pnl, drawdown, deposited } = resultOf('all', { curve: moved, deposits: flows });
  expect(twr).toBeCloseTo(0.04, 12);
  expect([pnl, deposited, drawdown?.depth]).toEqual([4_000, -50_000, 0]);
});

test('money-weighted return equals time-weighted return with one deposit, and not with two', () => {
  const one = resultOf('all');
  expect(one.mwr).toBeCloseTo(one.twr, 9);
  const flows = [...deposits, deposit('2024-03-18T19:00:00Z', 100_000)];
  const grown = [...curve.slice(0, 4), point('2024-03-18T20:00:00Z', 204_000)];
  const two = resultOf('all', { deposits: flows, curve: grown });
  expect(two.twr).toBeCloseTo((102_000 / 100_000) * (204_000 / 202_000) - 1, 12);
  expect(two.mwr).not.toBeCloseTo(two.twr, 3);
});

test('there is no result before the first deposit and point', () => {
  expect(
    periodResult({ curve: [], deposits: [], now: epochMs(0), day: null }, 'all'),
  ).toBeUndefined();
});
