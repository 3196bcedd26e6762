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
 * Each row costs a copy of the state, which `replace` goes back to; an engine steps the bound
 * indicator itself.
 */
export function createStream<O extends string>(indicator: Bound<O>): IndicatorStream<O> {
  const input = new Float64Array(indicator.inputs.length);
  const output = new Float64Array(indicator.outputs.length).fill(Number.NaN);
  const value = Object.fromEntries(indicator.outputs.map((name) => [name, Number.NaN]));
  let state: IndicatorState = indicator.createState();
  let before: IndicatorState | undefined;
  const take = (row: Readonly<Record<string, number>>): Readonly<Record<O, number>> => {
    for (const [index, name] of indicator.inputs.entries()) input[index] = row[name] ?? Number.NaN;
    if (input.some(Number.isNaN)) output.fill(Number.NaN);
    else indicator.step(state, input, output);
    for (const [index, name] of indicator.outputs.entries()) value[name] = output[index]!;
    return value as Record<O, number>;
  };
  return {
    value: value as Record<O, number>,
    get warm() {
      return !output.some(Number.isNaN);
    },
    push(row) {
      before = structuredClone(state);
      return take(row);
    },
    replace(row) {
      if (before === undefined) {
        throw new QuipuError(
          'analysis.nothing_to_replace',
          'Expected a row to replace; none has been pushed.',
          { next: 'Call push for the first row.' },
        );
      }
      state = structuredClone(before);
      return take(row);
    },
  };
}
