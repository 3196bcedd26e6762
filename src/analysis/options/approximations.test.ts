import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tradedOptions } from '../../../tests/support/options.ts';
import { bivariateNormalCdf } from '../performance/bivariate-normal.ts';
import { normalCdf, normalDensity } from '../performance/normal.ts';
import { americanPrice } from './american.ts';
import { americanApproximation } from './bjerksund-stensland.ts';
import { blackScholesPrice } from './black-scholes.ts';
import { americanWithDividends, europeanWithDividends } from './cash-dividends.ts';
import { intrinsicValue, type OptionInputs } from './option.ts';

describe('the bivariate normal distribution', () => {
  test('at the origin it is 1/4 + arcsin ρ / 2π', () => {
    for (const rho of [-0.9, -0.5, 0, 0.3, 0.786, 0.9]) {
      expect(bivariateNormalCdf(0, 0, rho)).toBeCloseTo(0.25 + Math.asin(rho) / (2 * Math.PI), 12);
    }
  });

  test('it is the integral of the conditional distribution', () => {
    const bound = fc.double({ min: -4, max: 4, noNaN: true });
    const correlation = fc.double({ min: -0.9, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(bound, bound, correlation, (a, b, rho) => {
        let total = 0;
        const width = (a + 9) / 4000;
        for (let k = 0; k <= 4000; k += 1) {
          const x = -9 + k * width;
          // Simpson's rule.
          const weight = k === 0 || k === 4000 ? 1 : k % 2 === 1 ? 4 : 2;
          const below = normalCdf((b - rho * x) / Math.sqrt(1 - rho * rho));
          total += (weight * width * normalDensity(x) * below) / 3;
        }
        expect(bivariateNormalCdf(a, b, rho)).toBeCloseTo(total, 8);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the approximation of Bjerksund and Stensland', () => {
  test('it is a lower bound near the tree, at least exercise and the European price', () => {
    fc.assert(
      fc.property(tradedOptions, (given) => {
        const found = americanApproximation(given);
        const tree = americanPrice(given, 401);
        expect(found).toBeGreaterThanOrEqual(intrinsicValue(given));
        expect(found).toBeGreaterThanOrEqual(blackScholesPrice(given) * (1 - 1e-12));
        expect(found).toBeLessThan(tree + 1e-4 * given.strike);
        const away = Math.abs(Math.log(given.spot / given.strike));
        // Over a grid with the ends of these ranges the worst were 0.0092 and 0.071.
        expect(found).toBeGreaterThan(tree - (away < 0.1 ? 0.01 : 0.08) * given.strike);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    [0.1, 0.15, '0.0205  1.8757 10.0000'],
    [0.1, 0.25, '0.3151  3.1256 10.3725'],
    [0.1, 0.35, '0.9479  4.3746 11.1578'],
    [0.5, 0.15, '0.8099  4.0628 10.7898'],
    [0.5, 0.25, '2.7180  6.7661 12.9814'],
    [0.5, 0.35, '4.9665  9.4608 15.5137'],
  ])('%d years, volatility %d: what Haug 2007 prints in 3.4', (years, volatility, printed) => {
    const call = { right: 'call', strike: 100, rate: 0.1, dividendYield: 0.1 } as const;
    const found = [90, 100, 110].map((spot) =>
      americanApproximation({ ...call, spot, years, volatility }).toFixed(4),
    );
    expect(found).toEqual(printed.split(/ +/));
  });

  test('where almost nothing is uncertain it is still a number between its bounds', () => {
    for (const volatility of [0, 1e-4, 2e-3, 0.01, 0.03]) {
      for (const right of ['call', 'put'] as const) {
        const terms = { right, spot: 100, strike: 101, years: 1.5, rate: 0.06 };
        const given = { ...terms, dividendYield: 0.05, volatility };
        const off = americanApproximation(given) - americanPrice(given);
        expect(Math.abs(off)).toBeLessThan(0.2);
      }
    }
  });

  test('a put is a call with price and strike, interest and dividends exchanged', () => {
    const put = { right: 'put', spot: 95, strike: 105, years: 0.7, rate: 0.07 } as const;
    const call = { right: 'call', spot: 105, strike: 95, years: 0.7, rate: 0.02 } as const;
    const found = americanApproximation({ ...put, dividendYield: 0.02, volatility: 0.3 });
    const twin = americanApproximation({ ...call, dividendYield: 0.07, volatility: 0.3 });
    expect(found).toBeCloseTo(twin, 10);
  });

  test('without dividends a call is European; at expiry it is exercise; negative interest, a tree', () => {
    const call = { right: 'call', spot: 100, strike: 90, years: 1, rate: 0.05 } as const;
    const given = { ...call, volatility: 0.2 };
    expect(americanApproximation(given)).toBeCloseTo(blackScholesPrice(given), 12);
    expect(americanApproximation({ ...given, years: 0 })).toBe(10);
    const negative = { ...given, right: 'put' as const, rate: -0.02, dividendYield: 0.01 };
    expect(americanApproximation(negative)).toBe(americanPrice(negative));
    expect(() => americanApproximation({ ...given, volatility: Number.NaN })).toThrow(/volatility/);
  });
});

/**
 * Roll, Geske and Whaley: an American call with one cash dividend, in closed form.
 *
 * @see Whaley 1981, J. Financial Economics 9(2)
 */
function rollGeskeWhaley(given: OptionInputs, when: number, amount: number): number {
  const { spot, strike, years, rate, volatility } = given;
  const bare = spot - amount * Math.exp(-rate * when);
  const later = (price: number): number =>
    blackScholesPrice({ ...given, spot: price, years: years - when });
  // The price after the dividend at which exercise before it is worth as much as keeping.
  let [low, high] = [strike / 100, strike * 100];
  for (let round = 0; round < 200; round += 1) {
    const middle = (low + high) / 2;
    if (later(middle) > middle + amount - strike) low = middle;
    else high = middle;
  }
  if (amount <= strike * -Math.expm1(-rate * (years - when))) {
    return blackScholesPrice({ ...given, spot: bare });
  }
  const s = volatility * Math.sqrt(years);
  const t = volatility * Math.sqrt(when);
  const a1 = (Math.log(bare / strike) + rate * years) / s + s / 2;
  const b1 = (Math.log(bare / low) + rate * when) / t + t / 2;
  const rho = -Math.sqrt(when / years);
  return (
    bare * normalCdf(b1) +
    bare * bivariateNormalCdf(a1, -b1, rho) -
    strike * Math.exp(-rate * years) * bivariateNormalCdf(a1 - s, -(b1 - t), rho) -
    (strike - amount) * Math.exp(-rate * when) * normalCdf(b1 - t)
  );
}

describe('with cash dividends', () => {
  const call: OptionInputs = {
    right: 'call',
    spot: 80,
    strike: 82,
    years: 1 / 3,
    rate: 0.06,
    volatility: 0.3,
  };
  const dividend = { years: 0.25, amount: 4 };

  test('a European option is priced on the price less their present value', () => {
    const bare = 80 - 4 * Math.exp(-0.06 * 0.25);
    expect(europeanWithDividends(call, [dividend])).toBe(
      blackScholesPrice({ ...call, spot: bare }),
    );
    // After expiry they do not count.
    expect(europeanWithDividends(call, [{ years: 0.5, amount: 4 }])).toBe(blackScholesPrice(call));
  });

  test('put-call parity holds with the dividends taken off', () => {
    const dividends = [dividend, { years: 0.1, amount: 1.5 }];
    const value = (right: 'call' | 'put'): number =>
      europeanWithDividends({ ...call, right }, dividends);
    const coming = 4 * Math.exp(-0.015) + 1.5 * Math.exp(-0.006);
    const parity = 80 - coming - 82 * Math.exp(-0.02);
    expect(value('call') - value('put')).toBeCloseTo(parity, 10);
  });

  test('an American call with one dividend is that of Roll, Geske and Whaley', () => {
    // Haug 2007, 9.2, prints 4.3860 for the first.
    expect(rollGeskeWhaley(call, 0.25, 4)).toBeCloseTo(4.386, 3);
    const amounts = fc.double({ min: 0.5, max: 8, noNaN: true });
    const prices = fc.double({ min: 65, max: 100, noNaN: true });
    const portion = fc.double({ min: 0.2, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(prices, amounts, portion, (spot, amount, part) => {
        const given = { ...call, spot };
        const when = part * given.years;
        const found = americanWithDividends(given, [{ years: when, amount }], { steps: 800 });
        expect(Math.abs(found - rollGeskeWhaley(given, when, amount))).toBeLessThan(1.5e-2);
      }),
      { numRuns: 12 },
    );
  });

  test('without dividends it is the American option of the other tree', () => {
    fc.assert(
      fc.property(tradedOptions, (given) => {
        const found = americanWithDividends(given, []);
        expect(Math.abs(found - americanPrice(given))).toBeLessThan(4e-4 * given.spot);
      }),
      { numRuns: 15 },
    );
  });

  test('dividends that cannot be are refused', () => {
    const wrong = [
      [{ years: 0.1, amount: -1 }],
      [{ years: 0, amount: 1 }],
      [{ years: 0.1, amount: Number.NaN }],
    ];
    for (const dividends of wrong) {
      expect(() => americanWithDividends(call, dividends)).toThrow(/dividends of 0 or more/);
    }
    const all = [{ years: 0.1, amount: 90 }];
    expect(() => europeanWithDividends(call, all)).toThrow(/worth \$89\.46 on a price of \$80\.00/);
  });

  test('without volatility exercise is at the best certain moment', () => {
    const sure = { ...call, spot: 100, volatility: 0 };
    // Just before the dividend the price has grown to 96.06 · e^0.015 + 4.
    const bare = 100 - 4 * Math.exp(-0.015);
    const before = (bare * Math.exp(0.015) + 4 - 82) * Math.exp(-0.015);
    expect(americanWithDividends(sure, [dividend])).toBeCloseTo(before, 6);
  });
});
