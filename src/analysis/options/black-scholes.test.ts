import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isQuipuError } from '../../core/errors.ts';
import { blackScholes, blackScholesPrice } from './black-scholes.ts';
import { erfc, erfcx } from '../performance/error-function.ts';
import { normalCdf } from '../performance/normal.ts';
import { type OptionInputs, quotedGreeks } from './option.ts';
import { checkParity } from './parity.ts';

/** Relative distance. */
const off = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

const inputs = fc.record<OptionInputs>({
  right: fc.constantFrom('call', 'put'),
  spot: fc.double({ min: 20, max: 500, noNaN: true }),
  strike: fc.double({ min: 20, max: 500, noNaN: true }),
  years: fc.double({ min: 0.01, max: 3, noNaN: true }),
  rate: fc.double({ min: -0.02, max: 0.15, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.1, noNaN: true }),
  volatility: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
});

// Computed with mpmath 1.3 at 40 digits.
test.each([
  [-8, 2, 6.22096057427178e-16],
  [-3, 1.9999779095030015, 0.0013498980316300946],
  [-0.3, 1.3286267594591274, 0.38208857781104733],
  [0, 1, 0.5],
  [0.46875, 0.5073865267820619, 0.6803758284828824],
  [1, 0.15729920705028513, 0.8413447460685429],
  [2, 0.004677734981047266, 0.9772498680518208],
  [4, 1.541725790028002e-8, 0.9999683287581669],
  [6, 2.1519736712498913e-17, 0.9999999990134123],
  [20, 5.3958656116079e-176, 1],
])('erfc and N at %f are full doubles', (x, complement, normal) => {
  expect(off(erfc(x), complement)).toBeLessThan(1e-15);
  expect(off(normalCdf(x), normal)).toBeLessThan(1e-14);
  if (x <= 5) expect(off(erfcx(x), Math.exp(x * x) * complement)).toBeLessThan(4e-14);
});

describe('Black-Scholes-Merton', () => {
  // Haug 2007, The Complete Guide to Option Pricing Formulas, chapters 1 and 2: examples.
  test.each<[OptionInputs['right'], readonly number[], string, number, number]>([
    // right, spot, strike, years, rate, dividend yield, volatility; what; value; digits
    ['call', [60, 65, 0.25, 0.08, 0, 0.3], 'price', 2.1334, 4],
    ['put', [100, 95, 0.5, 0.1, 0.05, 0.2], 'price', 2.4648, 4],
    ['call', [105, 100, 0.5, 0.1, 0.1, 0.36], 'delta', 0.5946, 4],
    ['put', [105, 100, 0.5, 0.1, 0.1, 0.36], 'delta', -0.3566, 4],
    ['call', [55, 60, 0.75, 0.1, 0, 0.3], 'gamma', 0.0278, 4],
    ['call', [55, 60, 0.75, 0.1, 0, 0.3], 'vega', 18.9358, 4],
    ['put', [430, 405, 1 / 12, 0.07, 0.05, 0.2], 'theta', -31.1924, 4],
    ['call', [72, 75, 1, 0.09, 0, 0.19], 'rho', 38.7325, 4],
  ])('%s of %j has the published %s', (right, numbers, what, value, digits) => {
    const [spot, strike, years, rate, dividendYield, volatility] = numbers as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const found = blackScholes({ right, spot, strike, years, rate, dividendYield, volatility });
    expect(found[what as keyof typeof found]).toBeCloseTo(value, digits);
  });

  it('keeps put-call parity to rounding', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const call = blackScholesPrice({ ...given, right: 'call' });
        const put = blackScholesPrice({ ...given, right: 'put' });
        const { gap } = checkParity(given, { call, put });
        expect(Math.abs(gap)).toBeLessThan(1e-12 * (given.spot + given.strike));
      }),
    );
  });

  it('stays within its bounds and grows with volatility', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const price = blackScholesPrice(given);
        const certain = blackScholesPrice({ ...given, volatility: 0 });
        const carry = Math.exp(-(given.dividendYield ?? 0) * given.years);
        const cash = Math.exp(-given.rate * given.years) * given.strike;
        expect(price).toBeGreaterThanOrEqual(certain);
        expect(price).toBeLessThanOrEqual(given.right === 'call' ? given.spot * carry : cash);
        const more = blackScholesPrice({ ...given, volatility: given.volatility * 1.1 });
        expect(more).toBeGreaterThanOrEqual(price);
      }),
    );
  });

  it('is convex in the strike: a butterfly costs something', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0.1, max: 10, noNaN: true }), (given, width) => {
        const at = (strike: number): number => blackScholesPrice({ ...given, strike });
        const { strike } = given;
        const cost = at(strike - width) - 2 * at(strike) + at(strike + width);
        expect(cost).toBeGreaterThan(-1e-10);
      }),
    );
  });

  test('greeks are the slopes of the price', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const value = blackScholes(given);
        const slope = (name: 'spot' | 'volatility' | 'rate' | 'years', width: number): number => {
          const up = blackScholesPrice({ ...given, [name]: given[name] + width });
          const down = blackScholesPrice({ ...given, [name]: given[name] - width });
          return (up - down) / (2 * width);
        };
        const scale = given.spot + given.strike;
        const near = (found: number, wanted: number): void => {
          expect(Math.abs(found - wanted)).toBeLessThan(1e-4 * (scale + Math.abs(wanted)));
        };
        const width = given.spot * given.volatility * Math.sqrt(given.years);
        near(value.delta * scale, slope('spot', 1e-3 * width) * scale);
        near(value.vega, slope('volatility', 1e-3 * given.volatility));
        near(value.rho, slope('rate', 1e-5));
        near(value.theta, -slope('years', 1e-4 * given.years));
        const { spot } = given;
        const bump = 1e-3 * width;
        const up = blackScholes({ ...given, spot: spot + bump }).delta;
        const down = blackScholes({ ...given, spot: spot - bump }).delta;
        near(value.gamma * scale, ((up - down) / (2 * bump)) * scale);
      }),
    );
  });

  test('greeks satisfy the Black-Scholes equation', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { price, delta, gamma, theta } = blackScholes(given);
        const { spot, rate, dividendYield = 0, volatility } = given;
        const drift = (rate - dividendYield) * spot * delta;
        const spread = (volatility ** 2 * spot ** 2 * gamma) / 2;
        const size = Math.abs(theta) + Math.abs(drift) + spread + Math.abs(rate * price) + 1e-9;
        expect(Math.abs(theta + drift + spread - rate * price) / size).toBeLessThan(1e-9);
      }),
    );
  });

  it('is what is certain at expiry and without volatility', () => {
    const at = { spot: 110, strike: 100, rate: 0.05, volatility: 0.3 };
    const expired = blackScholes({ ...at, right: 'call', years: 0 });
    expect(expired).toMatchObject({ price: 10, delta: 1, gamma: 0, vega: 0 });
    expect(blackScholes({ ...at, right: 'put', years: 0 })).toMatchObject({ price: 0, gamma: 0 });
    expect(blackScholes({ ...at, right: 'call', years: 0, strike: 110 }).delta).toBe(0.5);
    const still = blackScholesPrice({ ...at, right: 'call', years: 1, volatility: 0 });
    expect(still).toBeCloseTo(110 - 100 * Math.exp(-0.05), 12);
  });

  it('quotes vega and rho per point and theta per day', () => {
    const value = { price: 1, delta: 0.5, gamma: 0.1, vega: 20, theta: -36.5, rho: 10 };
    const quoted = { price: 1, delta: 0.5, gamma: 0.1, vega: 0.2, theta: -0.1, rho: 0.1 };
    expect(quotedGreeks(value)).toEqual(quoted);
  });

  test.each([
    [{ spot: 0 }, 'a price of the underlying above 0'],
    [{ strike: -1 }, 'a strike above 0'],
    [{ years: -0.1 }, 'years to expiry of 0 or more'],
    [{ volatility: Number.NaN }, 'a volatility of 0 or more'],
    [{ rate: Number.POSITIVE_INFINITY }, 'a finite interest rate'],
  ])('refuses %j', (wrong, expected) => {
    const sound = { right: 'call' as const, spot: 1, strike: 1, years: 1, rate: 0, volatility: 1 };
    try {
      blackScholes({ ...sound, ...wrong });
      expect.unreachable();
    } catch (error) {
      expect(isQuipuError(error) && error.code).toBe('analysis.invalid_option');
      expect(String(error)).toContain(expected);
    }
  });
});
