import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isQuipuError } from '../../core/errors.ts';
import { blackScholesPrice } from './black-scholes.ts';
import {
  butterfly,
  calendarSpread,
  collar,
  coveredCall,
  ironCondor,
  protectivePut,
  straddle,
  strangle,
  verticalSpread,
} from './builders.ts';
import { horizonProfile, payoffProfile } from './payoff.ts';
import { type OptionPosition, positionValue, profitAtExpiry } from './position.ts';
import { checkParity } from './parity.ts';

const years = 0.25;
const at = (strike: number, premium: number) => ({ strike, premium });
const NONE = 'none';

/** Each position worked out: cost, maximum profit and loss, and break-even prices. */
const table: readonly [OptionPosition, number, number | string, number | string, number[]][] = [
  [
    verticalSpread({ right: 'call', years, long: at(100, 5), short: at(110, 2) }),
    300,
    700,
    300,
    [103],
  ],
  [
    verticalSpread({ right: 'put', years, long: at(100, 6), short: at(90, 2) }),
    400,
    600,
    400,
    [96],
  ],
  [
    verticalSpread({ right: 'put', years, long: at(90, 2), short: at(100, 6) }),
    -400,
    400,
    600,
    [96],
  ],
  [straddle({ years, strike: 100, call: 4, put: 3 }), 700, NONE, 700, [93, 107]],
  [straddle({ years, strike: 100, call: 4, put: 3, quantity: -2 }), -1400, 1400, NONE, [93, 107]],
  [strangle({ years, call: at(110, 2), put: at(90, 1) }), 300, NONE, 300, [87, 113]],
  [
    butterfly({ right: 'call', years, low: at(95, 8), middle: at(100, 5), high: at(105, 3) }),
    100,
    400,
    100,
    [96, 104],
  ],
  [
    ironCondor({
      years,
      longPut: at(85, 1),
      shortPut: at(90, 2),
      shortCall: at(110, 2),
      longCall: at(115, 1),
    }),
    -200,
    200,
    300,
    [88, 112],
  ],
  [coveredCall({ years, stockPrice: 100, call: at(105, 3) }), 9700, 800, 9700, [97]],
  [protectivePut({ years, stockPrice: 100, put: at(95, 2) }), 10200, NONE, 700, [102]],
  [collar({ years, stockPrice: 100, put: at(95, 2), call: at(110, 3) }), 9900, 1100, 400, [99]],
];

describe('positions', () => {
  test.each(table)('$name', (position, cost, profit, loss, breakEvens) => {
    const found = payoffProfile(position);
    expect(found.cost).toBe(cost);
    const shown = (value: typeof found.maxLoss): number | string =>
      typeof value === 'number' ? value : NONE;
    expect([shown(found.maxProfit), shown(found.maxLoss)]).toEqual([profit, loss]);
    expect(found.breakEvens).toEqual(breakEvens);
  });

  it('never earn more, lose more, or cross zero elsewhere than their profile says', () => {
    const one = fc.constantFrom(...table.map(([position]) => position));
    fc.assert(
      fc.property(one, fc.double({ min: 0, max: 400, noNaN: true }), (position, spot) => {
        const { maxProfit, maxLoss, breakEvens } = payoffProfile(position);
        const profit = profitAtExpiry(position, spot);
        if (typeof maxProfit === 'number') expect(profit).toBeLessThanOrEqual(maxProfit + 1e-9);
        if (typeof maxLoss === 'number') expect(profit).toBeGreaterThanOrEqual(-maxLoss - 1e-9);
        const passed = breakEvens.filter((zero) => zero < spot).length;
        const start = Math.sign(profitAtExpiry(position, 0));
        const side = passed % 2 === 0 ? start : -start;
        if (Math.abs(profit) > 1e-6) expect(Math.sign(profit)).toBe(side);
      }),
    );
  });

  it('of one expiry have the same profile by the numerical way', () => {
    for (const [position, , profit, loss, breakEvens] of table) {
      const found = horizonProfile(position, { spot: 100, rate: 0, volatility: 0.2 });
      if (typeof profit === 'number') expect(found.maxProfit).toBeCloseTo(profit, 6);
      // The grid ends at a quarter of the price, where a covered call has not lost everything.
      if (typeof loss === 'number' && loss < 5000) expect(found.maxLoss).toBeCloseTo(loss, 6);
      expect(found.breakEvens).toHaveLength(breakEvens.length);
      for (const [index, zero] of breakEvens.entries()) {
        expect(found.breakEvens[index]).toBeCloseTo(zero, 6);
      }
    }
  });
});

describe('a calendar spread', () => {
  const market = { spot: 100, rate: 0.02, volatility: 0.25 };
  const premium = (length: number): number =>
    blackScholesPrice({ ...market, right: 'call', strike: 100, years: length });
  const position = calendarSpread({
    right: 'call',
    strike: 100,
    near: { years: 0.1, premium: premium(0.1) },
    far: { years: 0.35, premium: premium(0.35) },
  });

  it('earns most at its strike when the nearer option ends, and loses at most its cost', () => {
    const { cost, maxProfit, maxLoss, breakEvens } = horizonProfile(position, market);
    const best = positionValue(position, { ...market, elapsed: 0.1 }).price - cost;
    expect(maxProfit).toBeCloseTo(best, 2);
    expect(maxLoss).toBeLessThanOrEqual(cost + 1e-9);
    expect(maxLoss).toBeGreaterThan(0.95 * cost);
    expect(breakEvens).toHaveLength(2);
    expect(breakEvens[0]).toBeLessThan(100);
    expect(breakEvens[1]).toBeGreaterThan(100);
  });

  it('is worth what it costs when it is taken, and gains from volatility', () => {
    const value = positionValue(position, market);
    expect(value.price).toBeCloseTo(horizonProfile(position, market).cost, 9);
    expect(value.vega).toBeGreaterThan(0);
  });

  it('has no single expiry to draw a payoff at', () => {
    expect(() => payoffProfile(position)).toThrow(/one expiry/);
  });
});

test('the delta of a covered call is that of the shares less the call', () => {
  const position = coveredCall({ years, stockPrice: 100, call: at(100, 5) });
  const { delta } = positionValue(position, { spot: 100, rate: 0, volatility: 0.2 });
  expect(delta).toBeCloseTo(100 * (1 - 0.519939), 3);
});

test.each([
  [
    () =>
      ironCondor({
        years,
        longPut: at(90, 1),
        shortPut: at(85, 2),
        shortCall: at(110, 2),
        longCall: at(115, 1),
      }),
    'invalid_strategy',
  ],
  [
    () =>
      calendarSpread({
        right: 'put',
        strike: 100,
        near: { years: 1, premium: 5 },
        far: { years: 1, premium: 6 },
      }),
    'invalid_strategy',
  ],
  [() => straddle({ years, strike: 100, call: 4, put: Number.NaN }), 'invalid_position'],
  [() => straddle({ years, strike: 0, call: 4, put: 3 }), 'invalid_position'],
  [() => payoffProfile({ name: 'nothing', legs: [] }), 'invalid_position'],
])('%s is refused', (make, code) => {
  try {
    make();
    expect.unreachable();
  } catch (error) {
    expect(isQuipuError(error) && error.code).toBe(`analysis.${code}`);
  }
});

test('parity names the dear side, and American prices have room', () => {
  const terms = { spot: 100, strike: 100, years: 1, rate: 0.05 };
  const even = 100 - 100 * Math.exp(-0.05);
  expect(checkParity(terms, { call: 10 + even, put: 10 }).gap).toBeCloseTo(0, 12);
  expect(checkParity(terms, { call: 11 + even, put: 10 }).gap).toBeCloseTo(1, 12);
  expect(checkParity(terms, { call: 9 + even, put: 10 }).gap).toBeCloseTo(-1, 12);
  expect(checkParity(terms, { call: 9 + even, put: 10, style: 'american' }).gap).toBe(0);
  expect(checkParity(terms, { call: 9, put: 10, style: 'american' }).gap).toBeCloseTo(-1, 12);
});
