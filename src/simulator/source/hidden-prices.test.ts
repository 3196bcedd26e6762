import { describe, expect, it } from 'vitest';
import { createHiddenPrices, growth, intradayProfile } from './hidden-prices.ts';
import { BENCHMARK, COMPANIES } from './universe.ts';

describe('hidden prices', () => {
  it('compute e^x with a close enough approximation', () => {
    for (let x = -0.9; x <= 0.9; x += 0.1) {
      expect(Math.abs(growth(x) / Math.exp(x) - 1)).toBeLessThan(0.03);
    }
    expect(growth(0)).toBe(1);
  });

  it('average to usual activity over a session, highest at its open', () => {
    let square = 0;
    for (let minute = 0; minute < 390; minute += 1)
      square += intradayProfile((minute + 0.5) / 390) ** 2;
    expect(square / 390).toBeCloseTo(1, 3);
    expect(intradayProfile(0)).toBeGreaterThan(intradayProfile(1));
    expect(intradayProfile(1)).toBeGreaterThan(1.5 * intradayProfile(0.55));
  });

  it('have the daily deviation of their parameters, in minutes and in half hours', () => {
    const place = COMPANIES.findIndex(({ symbol }) => symbol === BENCHMARK);
    for (const minutes of [1, 30] as const) {
      const days = minutes === 1 ? 400 : 4_000;
      const prices = createHiddenPrices(12);
      let squares = 0;
      let last = prices.mid[place]!;
      for (let day = 0; day < days; day += 1) {
        prices.night();
        for (let at = 0; at < 390; at += minutes) prices.step(minutes, (at + minutes / 2) / 390);
        squares += (prices.mid[place]! / last - 1) ** 2;
        last = prices.mid[place]!;
      }
      expect(Math.sqrt(squares / days)).toBeGreaterThan(0.0095 * 0.8);
      expect(Math.sqrt(squares / days)).toBeLessThan(0.0095 * 1.2);
    }
  });

  it('stay above one dollar', () => {
    const prices = createHiddenPrices(1);
    prices.mid.fill(1.001);
    for (let step = 0; step < 2_000; step += 1) prices.step(30, 0);
    expect(Math.min(...prices.mid)).toBeGreaterThanOrEqual(1);
  });
});
