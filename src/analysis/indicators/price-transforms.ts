import { defineIndicator } from './define.ts';

/**
 * Typical price: (high + low + close) / 3; an output from the first row.
 *
 * @see TA-Lib `TA_TYPPRICE`
 */
export const typicalPrice = defineIndicator({
  name: 'typical_price',
  title: 'Typical price',
  params: {},
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({}),
  step(_state, input, output) {
    output[0] = (input[0]! + input[1]! + input[2]!) / 3;
  },
});

/**
 * Median price: (high + low) / 2; an output from the first row.
 *
 * @see TA-Lib `TA_MEDPRICE`
 */
export const medianPrice = defineIndicator({
  name: 'median_price',
  title: 'Median price',
  params: {},
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({}),
  step(_state, input, output) {
    output[0] = (input[0]! + input[1]!) / 2;
  },
});

/**
 * Weighted close: (high + low + 2·close) / 4; an output from the first row.
 *
 * @see TA-Lib `TA_WCLPRICE`
 */
export const weightedClose = defineIndicator({
  name: 'weighted_close',
  title: 'Weighted close',
  params: {},
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({}),
  step(_state, input, output) {
    output[0] = (input[0]! + input[1]! + 2 * input[2]!) / 4;
  },
});
