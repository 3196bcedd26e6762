import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { createDeviation, nextVariance } from './deviation.ts';
import { periodParameter } from './period.ts';

/**
 * Historical volatility: sample deviation of the last `period` log returns, annualized.
 *
 * σ(n - 1)·√periodsPerYear, a fraction; prices at or below 0 count as no change; first output at
 * row period.
 */
export const historicalVolatility = defineIndicator({
  name: 'historical_volatility',
  title: 'Historical volatility',
  params: { period: periodParameter(20, 2), periodsPerYear: number({ min: 1, default: 252 }) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    moments: createDeviation(params.period),
    scale: (params.periodsPerYear * params.period) / (params.period - 1),
    previous: Number.NaN,
  }),
  step(state, input, output) {
    const { previous } = state;
    const value = input[0]!;
    state.previous = value;
    output[0] = Number.NaN;
    if (Number.isNaN(previous)) return;
    const change = value > 0 && previous > 0 ? Math.log(value / previous) : 0;
    output[0] = Math.sqrt(nextVariance(state.moments, change) * state.scale);
  },
});
