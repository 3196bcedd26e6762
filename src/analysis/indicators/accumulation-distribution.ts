import { defineIndicator } from './define.ts';

/**
 * The money flow volume of a row [high, low, close, volume]: volume times where the close stands,
 * -1 at the low to 1 at the high; 0 for a bar without range.
 */
export function moneyFlowVolume(row: Float64Array): number {
  const high = row[0]!;
  const low = row[1]!;
  const close = row[2]!;
  const range = high - low;
  return range > 0 ? ((close - low - (high - close)) / range) * row[3]! : 0;
}

/**
 * Accumulation/distribution line: the running total of money flow volume.
 *
 * An output from the first row.
 *
 * @see Chaikin; TA-Lib `TA_AD`
 */
export const accumulationDistribution = defineIndicator({
  name: 'accumulation_distribution',
  title: 'Accumulation/distribution line',
  params: {},
  inputs: ['high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({ value: 0 }),
  step(state, input, output) {
    output[0] = state.value += moneyFlowVolume(input);
  },
});
