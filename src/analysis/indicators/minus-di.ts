import { defineIndicator } from './define.ts';
import { createDirectional, minusIndicator, nextDirectional } from './directional.ts';
import { periodParameter } from './period.ts';

/**
 * Minus directional indicator: downward movement in percent of true range, Wilder-smoothed.
 *
 * First output at row period.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_MINUS_DI`
 */
export const minusDi = defineIndicator({
  name: 'minus_di',
  title: 'Minus directional indicator',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createDirectional(params.period),
  step(state, input, output) {
    output[0] = nextDirectional(state, input) ? minusIndicator(state) : Number.NaN;
  },
});
