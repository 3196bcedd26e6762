import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isDefined } from '../performance/metric.ts';
import { americanPrice } from './american.ts';
import { blackScholes } from './black-scholes.ts';
import { impliedVolatility } from './implied-volatility.ts';
import type { OptionInputs } from './option.ts';

const inputs = fc.record<OptionInputs>({
  right: fc.constantFrom('call', 'put'),
  spot: fc.constant(100),
  strike: fc.double({ min: 30, max: 300, noNaN: true }),
  years: fc.double({ min: 0.003, max: 5, noNaN: true }),
  rate: fc.double({ min: -0.02, max: 0.12, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.1, noNaN: true }),
  volatility: fc.double({ min: 0.01, max: 3, noNaN: true }),
});

describe('the volatility implied by a price', () => {
  it('is the one that made it, to 1e-8 wherever the price can tell', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { price, vega } = blackScholes(given);
        // One unit in the last digit of the price moves the volatility by so much.
        const resolution = (16 * 2 ** -52 * Math.max(price, given.strike)) / vega;
        fc.pre(resolution < 1e-8 && price > 0);
        const found = impliedVolatility(given, { price });
        expect(isDefined(found)).toBe(true);
        expect(Math.abs((found as number) - given.volatility)).toBeLessThan(1e-8);
      }),
      { numRuns: 500 },
    );
  });

  it('is found for options so far out of the money that they cost 1e-100', () => {
    const given: OptionInputs = {
      right: 'call',
      spot: 100,
      strike: 300,
      years: 0.1,
      rate: 0,
      volatility: 0.16,
    };
    const { price } = blackScholes(given);
    expect(price).toBeLessThan(1e-90);
    expect(impliedVolatility(given, { price })).toBeCloseTo(0.16, 12);
  });

  it('of an American option is the one that made it', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const price = americanPrice(given, 31);
        const time = price - americanPrice({ ...given, volatility: 0 });
        fc.pre(time > 0.01 && given.volatility > 0.05);
        const found = impliedVolatility(given, { price, style: 'american', steps: 31 });
        expect(isDefined(found)).toBe(true);
        const again = americanPrice({ ...given, volatility: found as number }, 31);
        expect(Math.abs(again - price)).toBeLessThan(1e-7);
      }),
      { numRuns: 60 },
    );
  });

  test('under interest below 0 a put may cost more than its strike, which later is worth more', () => {
    const put = { right: 'put', spot: 100, strike: 30, years: 5, rate: -0.02 } as const;
    const price = americanPrice({ ...put, volatility: 3 }, 31);
    expect(price).toBeGreaterThan(30);
    const found = impliedVolatility(put, { price, style: 'american', steps: 31 });
    expect(found).toBeCloseTo(3, 6);
  });

  const terms = { right: 'call' as const, spot: 110, strike: 100, years: 0.5, rate: 0.04 };
  test.each([
    ['below exercise', terms, 9, 'the price is below its arbitrage bound of $11.98'],
    ['as certain', terms, 110 - 100 * Math.exp(-0.02), 'the price has no time value'],
    ['above the share', terms, 110.01, 'the price reaches its arbitrage bound of $110.00'],
    ['negative', { ...terms, right: 'put' as const }, -1, 'the price is below its arbitrage bound'],
    ['nothing', terms, Number.NaN, 'there is no price'],
    ['expired', { ...terms, years: 0 }, 10, 'the option has expired'],
  ])('does not exist for a price %s, and says why', (_, given, price, reason) => {
    for (const style of ['european', 'american'] as const) {
      const found = impliedVolatility(given, { price, style });
      expect(isDefined(found) ? found : found.undefined).toContain(reason);
    }
  });
});
