import { QuipuError } from '../../core/errors.ts';
import type { Bound, IndicatorState } from './define.ts';

/** One indicator fed row by row, as a live chart feeds it. */
export interface IndicatorStream<O extends string> {
  /** The values after the last row, NaN while warming; the same object is updated in place. */
  readonly value: Readonly<Record<O, number>>;
  /** Whether the last row had values. */
  readonly warm: boolean;
  /** Takes the next row; a missing value makes its values NaN and leaves the series as it was. */
  push(row: Readonly<Record<string, number>>): Readonly<Record<O, number>>;
  /**
   * Takes the last row again with other numbers, as a bar that is still open changes.
   *
   * @throws QuipuError `analysis.nothing_to_replace` before the first row
   */
  replace(row: Readonly<Record<string, number>>): Readonly<Record<O, number>>;
}

/**
 * Starts a stream of an indicator.
 *
 * Each row is stepped twice: a second state stays a row behind, for `replace` to go on from.
 */
export function createStream<O extends string>(indicator: Bound<O>): IndicatorStream<O> {
  const { inputs, outputs } = indicator;
  const input = new Float64Array(inputs.length);
  const output = new Float64Array(outputs.length).fill(Number.NaN);
  const unused = new Float64Array(outputs.length);
  const value = Object.fromEntries(outputs.map((name) => [name, Number.NaN]));
  const behind = indicator.createState();
  let state: IndicatorState = indicator.createState();
  let rows = 0;
  let whole = false;
  const take = (row: Readonly<Record<string, number>>): Readonly<Record<O, number>> => {
    whole = true;
    for (let index = 0; index < inputs.length; index += 1) {
      const given = row[inputs[index]!] ?? Number.NaN;
      input[index] = given;
      if (Number.isNaN(given)) whole = false;
    }
    if (whole) indicator.step(state, input, output);
    else output.fill(Number.NaN);
    for (let index = 0; index < outputs.length; index += 1) value[outputs[index]!] = output[index]!;
    return value as Record<O, number>;
  };
  return {
    value: value as Record<O, number>,
    get warm() {
      return !output.some(Number.isNaN);
    },
    push(row) {
      if (whole) indicator.step(behind, input, unused);
      rows += 1;
      return take(row);
    },
    replace(row) {
      if (rows === 0) {
        throw new QuipuError(
          'analysis.nothing_to_replace',
          'Expected a row to replace; none has been pushed.',
          { next: 'Call push for the first row.' },
        );
      }
      state = structuredClone(behind);
      return take(row);
    },
  };
}
