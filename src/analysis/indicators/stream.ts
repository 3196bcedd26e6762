import { QuipuError } from '../../core/errors.ts';
import type { Bound, IndicatorState } from './define.ts';

/** One indicator fed row by row, as a live chart feeds it. */
export interface IndicatorStream<O extends string> {
  /** The values after the last row, NaN while warming; the same object shows each row's. */
  readonly value: Readonly<Record<O, number>>;
  /** Whether the last row had values. */
  readonly warm: boolean;
  /** Takes the next row; a missing value makes its values NaN and leaves the series as it was. */
  push(row: StreamRow): Readonly<Record<O, number>>;
  /**
   * Takes the last row again with other numbers, as a bar that is still open changes.
   *
   * @throws QuipuError `analysis.nothing_to_replace` before the first row
   */
  replace(row: StreamRow): Readonly<Record<O, number>>;
}

/** A row by the names of its columns: a bar, or series of the caller's. */
export type StreamRow = StreamBar | Readonly<Record<string, number>>;

/** The columns of a bar that indicators read. */
export interface StreamBar {
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close?: number;
  readonly volume?: number;
}

/** The columns of a bar: a property read by its own name is far faster than by a variable. */
const COLUMNS = ['open', 'high', 'low', 'close', 'volume'];

/**
 * Starts a stream of an indicator.
 *
 * Each row is stepped twice: a second state stays a row behind, for `replace` to go on from.
 */
export function createStream<O extends string>(indicator: Bound<O>): IndicatorStream<O> {
  return new Stream(indicator);
}

class Stream<O extends string> implements IndicatorStream<O> {
  readonly value: Readonly<Record<O, number>>;
  readonly #indicator: Bound<O>;
  readonly #behind: IndicatorState;
  readonly #input: Float64Array;
  readonly #output: Float64Array;
  /** What the state that stays behind answers, which nobody asks for. */
  readonly #unused: Float64Array;
  /** The place in COLUMNS of each input, -1 for a series of the caller's. */
  readonly #places: Int32Array;
  #state: IndicatorState;
  #isFed = false;
  #isWhole = false;

  constructor(indicator: Bound<O>) {
    const { inputs, outputs } = indicator;
    this.#indicator = indicator;
    this.#behind = indicator.createState();
    this.#state = indicator.createState();
    this.#input = new Float64Array(inputs.length);
    this.#output = new Float64Array(outputs.length).fill(Number.NaN);
    this.#unused = new Float64Array(outputs.length);
    this.#places = Int32Array.from(inputs, (name) => COLUMNS.indexOf(name));
    this.value = viewOf(outputs, this.#output);
  }

  get warm(): boolean {
    return !this.#output.some(Number.isNaN);
  }

  push(row: StreamRow): Readonly<Record<O, number>> {
    if (this.#isWhole) this.#indicator.step(this.#behind, this.#input, this.#unused);
    this.#isFed = true;
    return this.#take(row);
  }

  replace(row: StreamRow): Readonly<Record<O, number>> {
    if (!this.#isFed) {
      throw new QuipuError(
        'analysis.nothing_to_replace',
        'Expected a row to replace; none has been pushed.',
        { next: 'Call push for the first row.' },
      );
    }
    this.#state = structuredClone(this.#behind);
    return this.#take(row);
  }

  #take(row: StreamRow): Readonly<Record<O, number>> {
    const input = this.#input;
    const places = this.#places;
    let isWhole = true;
    for (let index = 0; index < places.length; index += 1) {
      const given = this.#read(row, places[index]!, index) ?? Number.NaN;
      input[index] = given;
      if (Number.isNaN(given)) isWhole = false;
    }
    this.#isWhole = isWhole;
    if (isWhole) this.#indicator.step(this.#state, input, this.#output);
    else this.#output.fill(Number.NaN);
    return this.value;
  }

  #read(row: StreamRow, place: number, index: number): number | undefined {
    switch (place) {
      case 0:
        return row['open'];
      case 1:
        return row['high'];
      case 2:
        return row['low'];
      case 3:
        return row['close'];
      case 4:
        return row['volume'];
      default:
        return (row as Readonly<Record<string, number>>)[this.#indicator.inputs[index]!];
    }
  }
}

/** An object that shows a row of outputs by name whenever it is read. */
function viewOf<O extends string>(
  outputs: readonly O[],
  row: Float64Array,
): Readonly<Record<O, number>> {
  const view = {};
  for (const [index, name] of outputs.entries()) {
    Object.defineProperty(view, name, { enumerable: true, get: () => row[index] });
  }
  // The names were defined just above; the compiler cannot see that.
  return view as Record<O, number>;
}
