import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { tradedOptions } from '../../../tests/support/options.ts';
import { americanOption, americanPrice } from './american.ts';
import { blackScholes, blackScholesPrice } from './black-scholes.ts';
import { intrinsicValue, type OptionInputs } from './option.ts';

describe('an American option', () => {
  // Ju 1998, Review of Financial Studies 11(3), table 1, true values: puts on 40 at 4.88%.
  test.each([
    [35, 0.2, 0.0833, 0.0062],
    [35, 0.2, 0.3333, 0.2004],
    [35, 0.2, 0.5833, 0.4328],
    [40, 0.2, 0.0833, 0.8522],
    [40, 0.2, 0.3333, 1.5798],
    [40, 0.2, 0.5833, 1.9904],
    [45, 0.2, 0.0833, 5],
    [45, 0.2, 0.3333, 5.0883],
    [45, 0.2, 0.5833, 5.267],
    [35, 0.3, 0.0833, 0.0774],
    [40, 0.3, 0.3333, 2.4825],
    [45, 0.3, 0.5833, 6.2436],
    [35, 0.4, 0.0833, 0.2466],
    [40, 0.4, 0.3333, 3.3874],
    [45, 0.4, 0.5833, 7.383],
  ])(
    'put at %f, volatility %f, %f years, is worth the published %f',
    (strike, volatility, years, value) => {
      const terms = { right: 'put' as const, spot: 40, strike, years, rate: 0.0488, volatility };
      expect(Math.abs(americanPrice(terms, 801) - value)).toBeLessThan(1.5e-4);
    },
  );

  it('agrees with a plain tree of Cox, Ross and Rubinstein', () => {
    fc.assert(
      fc.property(tradedOptions, (given) => {
        const found = americanPrice(given);
        expect(Math.abs(found - binomial(given, 800))).toBeLessThan(2.5e-4 * given.spot);
      }),
      { numRuns: 12 },
    );
  });

  it('is worth at least its exercise and its European twin, and is symmetric', () => {
    fc.assert(
      fc.property(tradedOptions, (given) => {
        const price = americanPrice(given, 101);
        expect(price).toBeGreaterThanOrEqual(intrinsicValue(given));
        expect(price).toBeGreaterThanOrEqual(blackScholesPrice(given) * (1 - 1e-12) - 1e-12);
        // McDonald and Schroder 1998: swap price with strike and interest with dividends.
        const twin = americanPrice(
          {
            ...given,
            right: given.right === 'call' ? 'put' : 'call',
            spot: given.strike,
            strike: given.spot,
            rate: given.dividendYield ?? 0,
            dividendYield: given.rate,
          },
          101,
        );
        expect(Math.abs(price - twin)).toBeLessThan(1e-4 * given.spot);
      }),
      { numRuns: 60 },
    );
  });

  it('is a European call exactly when there are no dividends', () => {
    const call = { right: 'call' as const, spot: 100, strike: 90, years: 1, rate: 0.05 };
    const given = { ...call, volatility: 0.3 };
    expect(americanOption(given)).toEqual(blackScholes(given));
  });

  it('is exercised where waiting earns nothing', () => {
    const put = { right: 'put' as const, spot: 50, strike: 100, years: 1, rate: 0.08 };
    const value = americanOption({ ...put, volatility: 0.2 });
    expect(value).toEqual({
      price: 50,
      delta: -1,
      gamma: 0,
      vega: 0,
      theta: 0,
      rho: 0,
    });
    const still = { ...put, right: 'call' as const, spot: 101, strike: 100, volatility: 0 };
    expect(americanPrice(still)).toBeCloseTo(101 - 100 * Math.exp(-0.08), 12);
    expect(americanPrice({ ...still, dividendYield: 0.2 })).toBe(1);
    expect(americanPrice({ ...still, years: 0 })).toBe(1);
  });

  test('greeks are the slopes of the price', () => {
    const given: OptionInputs = {
      right: 'put',
      spot: 100,
      strike: 105,
      years: 0.75,
      rate: 0.06,
      dividendYield: 0.02,
      volatility: 0.25,
    };
    const value = americanOption(given, 801);
    const slope = (name: 'spot' | 'volatility' | 'rate' | 'years', width: number): number => {
      const up = binomial({ ...given, [name]: given[name] + width }, 1200);
      const down = binomial({ ...given, [name]: given[name] - width }, 1200);
      return (up - down) / (2 * width);
    };
    expect(value.delta).toBeCloseTo(slope('spot', 1), 2);
    expect(off(value.vega, slope('volatility', 0.02))).toBeLessThan(0.01);
    expect(off(value.rho, slope('rate', 0.01))).toBeLessThan(0.01);
    expect(off(value.theta, -slope('years', 0.05))).toBeLessThan(0.01);
    const up = americanOption({ ...given, spot: 101 }, 801).delta;
    const down = americanOption({ ...given, spot: 99 }, 801).delta;
    expect(off(value.gamma, (up - down) / 2)).toBeLessThan(0.01);
  });
});

const off = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

/** The mean of two neighboring Cox-Ross-Rubinstein trees, as an independent second form. */
function binomial(given: OptionInputs, steps: number): number {
  const one = (n: number): number => {
    const { right, spot, strike, years, rate, dividendYield = 0, volatility } = given;
    const sign = right === 'call' ? 1 : -1;
    const dt = years / n;
    const up = Math.exp(volatility * Math.sqrt(dt));
    const p = (Math.exp((rate - dividendYield) * dt) - 1 / up) / (up - 1 / up);
    const at = (layer: number, k: number): number => sign * (spot * up ** (2 * k - layer) - strike);
    let values = Array.from({ length: n + 1 }, (_, k) => Math.max(0, at(n, k)));
    for (let layer = n - 1; layer >= 0; layer -= 1) {
      const discount = Math.exp(-rate * dt);
      values = Array.from({ length: layer + 1 }, (_, k) =>
        Math.max(at(layer, k), discount * (p * values[k + 1]! + (1 - p) * values[k]!)),
      );
    }
    return values[0]!;
  };
  return (one(steps) + one(steps + 1)) / 2;
}
