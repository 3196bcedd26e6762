import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { americanOption, americanPrice } from './american.ts';
import { americanApproximation } from './bjerksund-stensland.ts';
import { blackScholes, blackScholesPrice } from './black-scholes.ts';
import { americanWithDividends } from './cash-dividends.ts';
import { impliedVolatility } from './implied-volatility.ts';
import { intrinsicValue } from './option.ts';
import { checkParity } from './parity.ts';
import { positionValue } from './position.ts';

const base = {
  right: 'put',
  spot: 100,
  strike: 100,
  years: 1,
  rate: 0.05,
  volatility: 0.2,
} as const;

/** Numbers spread evenly over their powers of ten. */
const between = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

test('at any volatility a price is at least what exercise is worth, and at most what it brings', () => {
  const inputs = fc.record({
    right: fc.constantFrom('call' as const, 'put' as const),
    spot: between(0.01, 1e5),
    strike: between(0.01, 1e5),
    years: between(1e-4, 1e3),
    rate: fc.double({ min: -0.1, max: 3, noNaN: true }),
    dividendYield: fc.double({ min: -0.1, max: 1, noNaN: true }),
    volatility: between(1e-4, 1e4),
  });
  fc.assert(
    fc.property(inputs, (option) => {
      const { right, spot, strike, years, rate, dividendYield } = option;
      const price = americanPrice(option, 21);
      const gain = right === 'put' ? rate : dividendYield;
      const most = (right === 'put' ? strike : spot) * Math.max(1, Math.exp(-gain * years));
      const rounding = 1e-9 * (spot + strike + most);
      expect(price).toBeGreaterThanOrEqual(blackScholesPrice(option) - rounding);
      expect(price).toBeGreaterThanOrEqual(intrinsicValue(option) - rounding);
      expect(price).toBeLessThanOrEqual(most + rounding);
      for (const value of Object.values(americanOption(option, 21)))
        expect(Number.isFinite(value)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe('as the volatility grows', () => {
  test('a put goes to its strike, a call with dividends to the spot, and neither turns back', () => {
    let [put, call] = [0, 0];
    for (const volatility of [0.2, 1, 5, 11.9, 12.1, 45, 60, 1e3, 1e6]) {
      const next = americanPrice({ ...base, volatility });
      const paying = { ...base, right: 'call', dividendYield: 0.05, volatility } as const;
      expect(next).toBeGreaterThan(put);
      expect(americanPrice(paying)).toBeGreaterThan(call);
      [put, call] = [next, americanPrice(paying)];
    }
    expect(put).toBeCloseTo(100, 6);
    expect(call).toBeCloseTo(100, 6);
  });

  test('a put of 6000% is nearly its strike, where the European one is its present value', () => {
    const wild = { ...base, volatility: 60 };
    expect(americanPrice(wild)).toBeCloseTo(99.968, 2);
    expect(blackScholesPrice(wild)).toBeCloseTo(95.123, 3);
    expect(americanPrice({ ...wild, right: 'call' })).toBeCloseTo(100, 9);
    expect(americanWithDividends(wild, [{ years: 0.5, amount: 1 }])).toBeGreaterThan(97);
  });
});

test('a put without an end is worth what Merton says, and long ones come near it', () => {
  // λ = -2r/σ² = -2.5 without dividends: (K/(1 - λ))·(S/S*)^λ, S* = K·λ/(λ - 1) = 71.43
  const endless = (100 / 3.5) * (100 / (250 / 3.5)) ** -2.5;
  expect(americanPrice({ ...base, years: 1e6 })).toBeCloseTo(endless, 10);
  expect(americanPrice({ ...base, years: 200 })).toBeCloseTo(endless, 1);
  const value = americanOption({ ...base, years: 1e6 });
  const width = 1e-3;
  const [up, down] = [100 + width, 100 - width].map((spot) =>
    americanPrice({ ...base, spot, years: 1e6 }),
  ) as [number, number];
  expect(value.delta).toBeCloseTo((up - down) / (2 * width), 6);
  expect(value.theta).toBe(0);
});

test('rates beyond reason have a price, or are refused', () => {
  expect(americanPrice({ ...base, rate: 1000, right: 'call' })).toBe(100);
  expect(americanPrice({ ...base, rate: 1000 })).toBeCloseTo(100 * (0.02 / 1000) * Math.exp(-1), 3);
  expect(blackScholes({ ...base, rate: 1000 }).price).toBe(0);
  expect(() => americanPrice({ ...base, rate: -1000 })).toThrow(/e\^600 at most, found 1000/);
});

test('refuses an invalid yield, price and style', () => {
  const loose = (changed: object) => ({ ...base, ...changed }) as typeof base;
  expect(() => americanPrice(loose({ right: 'CALL' }))).toThrow(/'put' as right, found 'CALL'/);
  expect(() => blackScholesPrice(loose({ right: undefined }))).toThrow(/found 'undefined'/);
  for (const steps of [Number.NaN, 0, 1.5, Infinity]) {
    expect(() => americanPrice(base, steps)).toThrow(/whole number of steps/);
    expect(() => americanWithDividends(base, [], { steps })).toThrow(/whole number of steps/);
  }
  const style = 'American' as 'american';
  const refused = /'american' as style, found 'American'/;
  expect(() => impliedVolatility(base, { price: 10, style })).toThrow(refused);
  expect(() => checkParity(base, { call: 10, put: 6, style })).toThrow(refused);
  expect(() => positionValue({ name: 'none', legs: [] }, { ...base, style })).toThrow(refused);
  for (const field of ['spot', 'strike', 'years', 'rate', 'volatility', 'dividendYield']) {
    expect(() => americanPrice(loose({ [field]: Number.NaN })), field).toThrow(/found NaN/);
    expect(() => americanApproximation(loose({ [field]: Infinity })), field).toThrow(/Infinity/);
  }
});
