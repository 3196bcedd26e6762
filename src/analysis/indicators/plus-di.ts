import { defineIndicator } from './define.ts';
import { createDirectional, nextDirectional, plusIndicator } from './directional.ts';
import { periodParameter } from './period.ts';

/**
 * Plus directional indicator: upward movement in percent of true range, Wilder-smoothed.
 *
 * First output at row period.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_PLUS_DI`
 */
export const plusDi = defineIndicator({
  name: 'plus_di',
  title: 'Plus directional indicator',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createDirectional(params.period),
  step(state, input, output) {
    output[0] = nextDirectional(state, input) ? plusIndicator(state) : Number.NaN;
  },
});
