import { describe, expect, test } from 'vitest';
import { isDefined } from '../performance/metric.ts';
import { blackScholesPrice } from './black-scholes.ts';
import type { Smile } from './volatility-surface.ts';
import { volatilitySurface } from './volatility-surface.ts';

function smile(years: number, at: Readonly<Record<number, number>>, forward = 100): Smile {
  const points = Object.entries(at).map(([strike, volatility]) => ({
    strike: Number(strike),
    volatility,
  }));
  return { years, forward, points };
}

const near = smile(0.25, { 80: 0.28, 90: 0.24, 100: 0.21, 110: 0.2, 120: 0.2 });
const far = smile(1, { 80: 0.26, 90: 0.24, 100: 0.22, 110: 0.21, 120: 0.21 });

describe('a volatility surface', () => {
  test('goes through its quotes, in any order, and is free of arbitrage where they are', () => {
    const turned = { ...near, points: near.points.toReversed() };
    const { volatilityAt, violations } = volatilitySurface([far, turned]);
    expect(violations).toEqual([]);
    for (const { years, points } of [near, far]) {
      for (const { strike, volatility } of points) {
        expect(volatilityAt(strike, years)).toBeCloseTo(volatility, 12);
      }
    }
  });

  test('between quotes total variance is on the line in ln K, beyond them flat', () => {
    const { volatilityAt } = volatilitySurface([near]);
    const part = Math.log(95 / 90) / Math.log(100 / 90);
    const between = 0.24 ** 2 + part * (0.21 ** 2 - 0.24 ** 2);
    expect(volatilityAt(95, 0.25)).toBeCloseTo(Math.sqrt(between), 12);
    expect(volatilityAt(50, 0.25)).toBeCloseTo(0.28, 12);
    expect(volatilityAt(200, 0.25)).toBeCloseTo(0.2, 12);
  });

  test('between expiries total variance is on the line in time at the same distance', () => {
    const grown = smile(1, { 104: 0.22, 130: 0.2 }, 104);
    const { volatilityAt } = volatilitySurface([near, grown]);
    // A third of the way: the forward is 100 · 1.04^(1/3).
    const total = 0.21 ** 2 * 0.25 + (0.22 ** 2 - 0.21 ** 2 * 0.25) / 3;
    expect(volatilityAt(100 * 1.04 ** (1 / 3), 0.5)).toBeCloseTo(Math.sqrt(total / 0.5), 12);
  });

  test('outside its expiries it has none, with the reason', () => {
    const { volatilityAt } = volatilitySurface([near, far]);
    expect(volatilityAt(100, 0.1)).toEqual({ undefined: 'it is before the first quoted expiry' });
    expect(volatilityAt(100, 2)).toEqual({ undefined: 'it is after the last quoted expiry' });
    expect(isDefined(volatilitySurface([]).volatilityAt(100, 1))).toBe(false);
  });

  test('violations are named: a call above its neighbors, spreads, and falling variance', () => {
    const bumped = smile(0.25, { 80: 0.28, 90: 0.24, 100: 0.36, 110: 0.2, 120: 0.2 });
    const butterfly = volatilitySurface([bumped]).violations;
    expect(butterfly.map(({ kind, strike }) => [kind, Number(strike.toFixed(6))])).toContainEqual([
      'butterfly',
      100,
    ]);
    const steep = volatilitySurface([smile(0.25, { 100: 0.1, 105: 0.6 })]).violations;
    expect(steep.map(({ kind }) => kind)).toEqual(['spread']);
    expect(steep[0]!.message).toMatch(
      /call at \$105\.00 costs more than the one of the strike before/,
    );
    const falling = volatilitySurface([near, smile(1, { 90: 0.24, 100: 0.1, 110: 0.2 })]);
    const calendar = falling.violations.find(({ kind }) => kind === 'calendar')!;
    expect(calendar.strike).toBeCloseTo(100, 9);
    expect(calendar.message).toBe(
      'At 1 years and $100.00 the total variance is 0.010000, at 0.25 years 0.011025.',
    );
  });

  test('what is called a butterfly costs less than nothing in Black-Scholes prices', () => {
    const at: Readonly<Record<number, number>> = { 90: 0.24, 100: 0.36, 110: 0.2 };
    const call = (strike: number): number => {
      const terms = { right: 'call' as const, spot: 100, strike, years: 0.25, rate: 0 };
      return blackScholesPrice({ ...terms, volatility: at[strike]! });
    };
    expect(call(90) - 2 * call(100) + call(110)).toBeLessThan(0);
    const kinds = volatilitySurface([smile(0.25, at)]).violations.map(({ kind }) => kind);
    expect(kinds).toContain('butterfly');
  });

  test.each([
    [{ years: 0, forward: 100, points: [{ strike: 100, volatility: 0.2 }] }],
    [{ years: 1, forward: 100, points: [] }],
    [{ years: 1, forward: 100, points: [{ strike: 100, volatility: Number.NaN }] }],
    [smile(1, { 0: 0.2 })],
  ])('refuses an invalid smile: %j', (wrong) => {
    expect(() => volatilitySurface([wrong])).toThrow(/Expected different strikes/);
  });
});
