import { describe, expect, test } from 'vitest';
import { americanWithDividends, europeanWithDividends } from './cash-dividends.ts';
import {
  americanOptionWithDividends,
  europeanOptionWithDividends,
  impliedVolatilityWithDividends,
} from './dividend-greeks.ts';
import type { OptionInputs } from './option.ts';

const base = { spot: 100, strike: 98, years: 0.7, rate: 0.04, volatility: 0.25 } as const;
const dividends = [
  { years: 0.2, amount: 1.5 },
  { years: 0.6, amount: 2 },
];
const rights = ['call', 'put'] as const;

/** Slope of a value of the inputs by a central difference. */
function slope(
  value: (inputs: OptionInputs) => number,
  inputs: OptionInputs,
  key: 'spot' | 'volatility' | 'rate',
): number {
  const by = 1e-4 * inputs[key];
  const moved = (sign: number): number => value({ ...inputs, [key]: inputs[key] + sign * by });
  return (moved(1) - moved(-1)) / (2 * by);
}

describe.each(rights)('a European %s', (right) => {
  const inputs = { ...base, right };
  const value = europeanOptionWithDividends(inputs, dividends);
  const price = (some: OptionInputs): number => europeanWithDividends(some, dividends);

  test.each([
    ['delta', 'spot'],
    ['vega', 'volatility'],
    ['rho', 'rate'],
  ] as const)('%s is the slope of the price', (greek, key) => {
    expect(value[greek]).toBeCloseTo(slope(price, inputs, key), 5);
  });

  test('theta is what a moment costs, the dividends coming nearer too', () => {
    const dt = 1e-5;
    const at = (time: number): number =>
      europeanWithDividends(
        { ...inputs, years: inputs.years - time },
        dividends.map((one) => ({ ...one, years: one.years - time })),
      );
    expect(value.theta).toBeCloseTo((at(dt) - at(-dt)) / (2 * dt), 5);
  });

  test('the volatility of a price gives the price again, to 1e-8', () => {
    const found = impliedVolatilityWithDividends(inputs, dividends, { price: value.price });
    expect(found).toBeCloseTo(0.25, 9);
    const again = europeanWithDividends({ ...inputs, volatility: found as number }, dividends);
    expect(Math.abs(again - value.price)).toBeLessThan(1e-8);
  });
});

test('European puts and calls keep parity with the price less the dividends', () => {
  const [call, put] = rights.map((right) =>
    europeanOptionWithDividends({ ...base, right }, dividends),
  ) as [
    ReturnType<typeof europeanOptionWithDividends>,
    ReturnType<typeof europeanOptionWithDividends>,
  ];
  const { spot, strike, rate, years } = base;
  const worth = dividends.reduce((sum, one) => sum + one.amount * Math.exp(-rate * one.years), 0);
  expect(call.price - put.price).toBeCloseTo(spot - worth - strike * Math.exp(-rate * years), 10);
  expect(call.delta - put.delta).toBeCloseTo(1, 12);
  expect(call.gamma).toBeCloseTo(put.gamma, 12);
  expect(call.vega).toBeCloseTo(put.vega, 10);
});

describe.each(rights)('an American %s', (right) => {
  const inputs = { ...base, right };
  const value = americanOptionWithDividends(inputs, dividends);

  test('has the slopes of its price over a wider step', () => {
    const price = (spot: number): number => americanWithDividends({ ...inputs, spot }, dividends);
    expect(value.delta).toBeCloseTo((price(102) - price(98)) / 4, 2);
    expect(value.gamma).toBeCloseTo((price(104) - 2 * price(100) + price(96)) / 16, 2);
    const vega = slope((some) => americanWithDividends(some, dividends), inputs, 'volatility');
    expect(value.vega / vega).toBeCloseTo(1, 1);
    expect(value.theta).toBeLessThan(0);
  });

  test('the volatility of a price gives the price again, to 1e-8', () => {
    const found = impliedVolatilityWithDividends(inputs, dividends, {
      price: value.price,
      style: 'american',
    });
    const again = americanWithDividends({ ...inputs, volatility: found as number }, dividends);
    expect(Math.abs(again - value.price)).toBeLessThan(1e-8);
    expect(found).toBeCloseTo(0.25, 5);
  });
});

test('a call deep in the money is exercised before a large dividend, and moves with the stock', () => {
  const inputs = { ...base, right: 'call', strike: 50 } as const;
  const soon = [{ years: 1 / 365, amount: 8 }];
  const american = americanOptionWithDividends(inputs, soon);
  expect(american.price).toBeGreaterThan(europeanOptionWithDividends(inputs, soon).price + 4);
  expect(american.delta).toBeGreaterThan(0.95);
  expect(americanOptionWithDividends(inputs, []).price).toBeCloseTo(
    europeanOptionWithDividends(inputs, []).price,
    6,
  );
});

test('at its end or without volatility an option has numbers still', () => {
  for (const change of [{ years: 0 }, { volatility: 0 }]) {
    const value = americanOptionWithDividends({ ...base, right: 'put', ...change }, dividends);
    for (const [name, one] of Object.entries(value)) expect(Number.isFinite(one), name).toBe(true);
  }
});
