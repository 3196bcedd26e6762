import { expect, test } from 'vitest';
import { isQuipuError } from '../../core/errors.ts';
import { compute, fold } from './define.ts';
import { ema } from './ema.ts';
import { sma } from './sma.ts';

const close = Float64Array.of(1, 2, 3, 4, 5, 6);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return isQuipuError(error) ? error.code : String(error);
  }
  return 'nothing thrown';
}

test('a bound indicator tells what an engine needs', () => {
  const bound = sma({ period: 3 });
  expect(bound.lookback).toBe(2);
  expect(bound.inputs).toEqual(['close']);
  expect(bound.outputs).toEqual(['value']);
  expect(bound.params).toEqual({ period: 3 });
  expect(bound.key).toBe('sma(period=3)[close]');
  expect(bound.definition.name).toBe('sma');
  expect(sma.definition.title).toBe('Simple moving average');
});

test('a simple average is NaN until it has its period', () => {
  expect([...compute(sma({ period: 3 }), { close }).value]).toEqual([NaN, NaN, 2, 3, 4, 5]);
});

test('an exponential average is seeded with the simple one', () => {
  expect([...compute(ema({ period: 3 }), { close }).value]).toEqual([NaN, NaN, 2, 3, 4, 5]);
});

test('a row with a missing value is skipped and the series continues', () => {
  const holed = Float64Array.of(1, NaN, 2, 3, NaN, 4);
  expect([...compute(sma({ period: 3 }), { close: holed }).value]).toEqual([
    NaN,
    NaN,
    NaN,
    2,
    NaN,
    3,
  ]);
});

test('an indicator can read another column', () => {
  const volume = Float64Array.of(10, 20);
  const { value } = compute(sma({ period: 2 }).on('volume'), { close, volume });
  expect([...value]).toEqual([NaN, 15]);
});

test('a state is copied by value and continues like the original', () => {
  const bound = ema({ period: 2 });
  const state = bound.createState();
  const out = new Float64Array(1);
  for (const value of [1, 2, 4]) bound.step(state, Float64Array.of(value), out);
  const copy = structuredClone(state);
  bound.step(state, Float64Array.of(8), out);
  const expected = out[0];
  bound.step(copy, Float64Array.of(8), out);
  expect(out[0]).toBe(expected);
});

test('a parameter out of range is refused by name', () => {
  expect(() => sma({ period: 0 })).toThrow(/period: expected a whole number from 1/);
  expect(codeOf(() => sma({ period: 0 }))).toBe('core.invalid_input');
});

test('a missing column and unequal columns are refused', () => {
  expect(codeOf(() => compute(sma(), { open: close }))).toBe('analysis.missing_column');
  const pair = sma().on('close');
  expect(codeOf(() => fold(pair, {}))).toBe('analysis.missing_column');
});
