import { defineIndicator } from './define.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Donchian channel: the highest high and the lowest low of `period` rows, and their middle.
 *
 * The newest row counts too: a breakout rule compares with the channel of the row before. First
 * output at row period - 1.
 *
 * @see Donchian 1960
 */
export const donchianChannel = defineIndicator({
  name: 'donchian_channel',
  title: 'Donchian channel',
  params: { period: periodParameter(20) },
  inputs: ['high', 'low'],
  outputs: ['upper', 'middle', 'lower'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ high: createHighest(params.period), low: createLowest(params.period) }),
  step({ high, low }, input, output) {
    const top = nextExtreme(high, input[0]!);
    const bottom = nextExtreme(low, input[1]!);
    output[0] = top;
    output[1] = (top + bottom) / 2;
    output[2] = bottom;
  },
});
