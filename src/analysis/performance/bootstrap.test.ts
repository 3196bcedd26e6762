import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { bootstrapPaths, bootstrapQuantiles } from './bootstrap.ts';

function sample(count: number): Float64Array {
  const random = seededRandom(17);
  return Float64Array.from({ length: count }, () => 0.0005 + 0.01 * random.normal());
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** The draws as the definition has them, from whole numbers of any size. */
function drawByHand(counter: bigint): number {
  const bits = (value: bigint): bigint => BigInt.asUintN(32, value);
  let t = bits((counter ^ (counter >> 16n)) * 0x21f0aaadn);
  t = bits((t ^ (t >> 15n)) * 0x735a2d97n);
  return Number(t ^ (t >> 15n));
}

describe('bootstrap of returns', () => {
  test('every path is what its draws and blocks make of the returns, by definition', () => {
    const shape = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      paths: fc.integer({ min: 1, max: 9 }),
      length: fc.integer({ min: 1, max: 60 }),
      block: fc.integer({ min: 1, max: 25 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(shape, ({ count, seed, ...options }) => {
        const { paths, length, block } = options;
        const returns = sample(count);
        const found = bootstrapPaths(returns, { seed, ...options });
        const key = BigInt(seededRandom(seed).u32());
        const blocks = Math.ceil(length / block);
        for (let path = 0; path < paths; path += 1) {
          let [wealth, peak, deepest] = [1, 1, 0];
          for (let step = 0; step < length; step += 1) {
            const number = BigInt(path * blocks + Math.floor(step / block));
            const draw = drawByHand(BigInt.asUintN(32, number * 0x9e3779b9n + key));
            const first = Math.floor((draw / 2 ** 32) * count);
            wealth *= 1 + returns[(first + (step % block)) % count]!;
            peak = Math.max(peak, wealth);
            deepest = Math.min(deepest, wealth / peak - 1);
          }
          expect(found.terminalWealth[path]).toBeCloseTo(wealth, 12);
          expect(found.maxDrawdown[path]).toBeCloseTo(deepest, 12);
        }
      }),
    );
  });

  test('the same seed gives the same paths, also where more are drawn; another gives others', () => {
    const returns = sample(250);
    const few = bootstrapPaths(returns, { seed: 4, paths: 101 });
    const many = bootstrapPaths(returns, { seed: 4, paths: 1000 });
    expect(many.terminalWealth.slice(0, 101)).toEqual(Float64Array.from(few.terminalWealth));
    expect(few.terminalWealth).toHaveLength(101);
    const other = bootstrapPaths(returns, { seed: 5, paths: 101 });
    expect(other.terminalWealth).not.toEqual(few.terminalWealth);
  });

  test('terminal wealth has the mean and variance that drawing with replacement leads to', () => {
    const returns = sample(500);
    const growth = returns.map((value) => 1 + value);
    const first = mean(growth);
    const second = mean(growth.map((value) => value * value));
    const length = 250;
    const { terminalWealth } = bootstrapPaths(returns, { seed: 1, paths: 40_000, length });
    const variance = second ** length - first ** (2 * length);
    const error = Math.sqrt(variance / 40_000);
    expect(Math.abs(mean(terminalWealth) - first ** length)).toBeLessThan(4 * error);
    const center = mean(terminalWealth);
    const spread = mean(terminalWealth.map((value) => (value - center) ** 2));
    expect(spread / variance).toBeGreaterThan(0.95);
    expect(spread / variance).toBeLessThan(1.05);
  });

  test('every return is drawn about as often as any other, in every place of a path', () => {
    const count = 64;
    const returns = Float64Array.from({ length: count }, (_, row) => row);
    for (const seed of [0, 1, 0xffffffff]) {
      const { terminalWealth } = bootstrapPaths(returns, { seed, paths: 64_000, length: 1 });
      const seen = new Float64Array(count);
      for (const wealth of terminalWealth) seen[wealth - 1]! += 1;
      // Chi-square of 63 degrees: beyond 110 once in 5,000 seeds.
      const chi = seen.reduce((total, found) => total + (found - 1000) ** 2 / 1000, 0);
      expect(chi).toBeLessThan(110);
    }
  });

  test('blocks keep what successive returns have to do with each other', () => {
    // Up and down in turn: whole blocks lead nowhere, single draws wander.
    const returns = Float64Array.from({ length: 200 }, (_, row) => (row % 2 ? 1 / 1.1 - 1 : 0.1));
    const options = { seed: 2, paths: 500, length: 200 };
    const wandering = bootstrapQuantiles(bootstrapPaths(returns, options), [0.05]);
    const kept = bootstrapQuantiles(bootstrapPaths(returns, { ...options, block: 20 }), [0.05]);
    expect(kept.terminalWealth[0]).toBeCloseTo(1, 9);
    // Where two blocks meet, two falls may follow each other, never more.
    expect(kept.maxDrawdown[0]).toBeGreaterThan(1 / 1.21 - 1 - 1e-9);
    expect(wandering.terminalWealth[0]).toBeLessThan(0.5);
  });

  test('a total loss ends at nothing, one return leads one way', () => {
    const gone = bootstrapPaths(Float64Array.of(-1), { seed: 1, paths: 3, length: 4 });
    expect([...gone.terminalWealth]).toEqual([0, 0, 0]);
    expect([...gone.maxDrawdown]).toEqual([-1, -1, -1]);
    const sure = bootstrapPaths(Float64Array.of(0.5), { seed: 1, paths: 1, length: 3, block: 2 });
    expect(sure.terminalWealth[0]).toBe(3.375);
    expect(sure.maxDrawdown[0]).toBe(0);
  });

  test.each([
    ['no returns', [], {}, /found none/],
    ['a hole', [0.1, Number.NaN], {}, /found NaN in row 1/],
    ['more lost than all', [-1.5], {}, /found -1.5 in row 0/],
    ['half a path', [0.1], { paths: 0.5 }, /number of paths, found 0.5/],
    ['an empty block', [0.1], { block: 0 }, /length of a block, found 0/],
    ['no length', [0.1], { length: Number.NaN }, /length of a path, found NaN/],
  ])('%s is refused', (_, returns, options, message) => {
    const draw = () => bootstrapPaths(Float64Array.from(returns), { seed: 1, ...options });
    expect(draw).toThrow(message);
  });
});
