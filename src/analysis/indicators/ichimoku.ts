import { defineIndicator } from './define.ts';
import type { Range } from './stochastic-fast.ts';
import { createRange } from './stochastic-fast.ts';
import { nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';

function nextMiddle(range: Range, row: Float64Array): number {
  return (nextExtreme(range.high, row[0]!) + nextExtreme(range.low, row[1]!)) / 2;
}

/**
 * Ichimoku: conversion and base line of this row, and the cloud that stands at this row.
 *
 * Each line is the middle of a range of highs and lows; the two spans were computed `displacement`
 * rows ago, which is where the cloud drawn ahead comes from. The lagging line is the close drawn
 * back and holds nothing that the close does not. First output of all four at row
 * max(conversion, base, span) - 1 + displacement.
 *
 * @see Hosoda 1969
 */
export const ichimoku = defineIndicator({
  name: 'ichimoku',
  title: 'Ichimoku cloud',
  params: {
    conversion: periodParameter(9),
    base: periodParameter(26),
    span: periodParameter(52),
    displacement: periodParameter(26),
  },
  inputs: ['high', 'low'],
  outputs: ['conversion', 'base', 'spanA', 'spanB'],
  lookback: ({ conversion, base, span, displacement }) =>
    Math.max(conversion, base, span) - 1 + displacement,
  init: ({ conversion, base, span, displacement }) => ({
    conversion: createRange(conversion),
    base: createRange(base),
    span: createRange(span),
    spanA: createWindow(displacement),
    spanB: createWindow(displacement),
  }),
  step(state, input, output) {
    const conversion = nextMiddle(state.conversion, input);
    const base = nextMiddle(state.base, input);
    const span = nextMiddle(state.span, input);
    const spanA = push(state.spanA, (conversion + base) / 2);
    const spanB = push(state.spanB, span);
    const warm = !Number.isNaN(spanA) && !Number.isNaN(spanB);
    output[0] = warm ? conversion : Number.NaN;
    output[1] = warm ? base : Number.NaN;
    output[2] = warm ? spanA : Number.NaN;
    output[3] = warm ? spanB : Number.NaN;
  },
});
