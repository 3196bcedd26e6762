import { oneOf } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';

/** Writes pivot, r1, r2, r3, s1, s2, s3 from a bar's high, low and close. */
function writeLevels(bar: Float64Array, kind: string, output: Float64Array): void {
  const high = bar[0]!;
  const low = bar[1]!;
  const pivot = (high + low + bar[2]!) / 3;
  const range = high - low;
  output[0] = pivot;
  if (kind === 'fibonacci') {
    output[1] = pivot + 0.382 * range;
    output[2] = pivot + 0.618 * range;
    output[3] = pivot + range;
    output[4] = pivot - 0.382 * range;
    output[5] = pivot - 0.618 * range;
    output[6] = pivot - range;
    return;
  }
  output[1] = 2 * pivot - low;
  output[2] = pivot + range;
  output[3] = high + 2 * (pivot - low);
  output[4] = 2 * pivot - high;
  output[5] = pivot - range;
  output[6] = low - 2 * (high - pivot);
}

/**
 * Pivot points of the bar before: the pivot (high + low + close) / 3 with three levels either side.
 *
 * Feed bars of the length whose levels are wanted, as a rule days. `floor` levels mirror the bar in
 * the pivot, `fibonacci` levels stand 38.2%, 61.8% and 100% of its range away. First output at
 * row 1.
 */
export const pivotPoints = defineIndicator({
  name: 'pivot_points',
  title: 'Pivot points',
  params: { kind: oneOf(['floor', 'fibonacci'], { default: 'floor' }) },
  inputs: ['high', 'low', 'close'],
  outputs: ['pivot', 'r1', 'r2', 'r3', 's1', 's2', 's3'],
  lookback: () => 1,
  init: ({ kind }) => ({ kind, bar: new Float64Array(3).fill(Number.NaN) }),
  step({ bar, kind }, input, output) {
    writeLevels(bar, kind, output);
    bar.set(input);
  },
});
