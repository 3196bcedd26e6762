import { columnsOf } from '../columns.ts';
import { assert } from '../../core/assert.ts';
import type { Columns } from '../../core/columns.ts';
import { QuipuError } from '../../core/errors.ts';
import type { InferShape, Shape } from '../../core/schema.ts';
import { object } from '../../core/schema.ts';

/** The name of a column that an indicator reads: a bar column, or any series of the caller's. */
export type Column = string;

/**
 * The running state of one indicator: plain data (numbers, typed arrays, nested records of them).
 *
 * `structuredClone` takes a snapshot by value; stepping the copy continues as the original would.
 */
export type IndicatorState = object;

/**
 * One indicator, defined once and used both bar by bar and over whole columns.
 *
 * `inputs` name the columns that make up an input row, in order; `outputs` the values of an output
 * row. Every parameter has a default.
 */
export interface Indicator<P extends Shape, S extends IndicatorState, O extends string> {
  /** Lower-case id such as `sma`; unique in the catalog. */
  readonly name: string;
  /** The name in full, for docs and charts. */
  readonly title: string;
  readonly params: P;
  readonly inputs: readonly Column[];
  readonly outputs: readonly O[];
  /** Rows consumed before the first output: the index of the first row that is not NaN. */
  lookback(params: InferShape<P>): number;
  /** A fresh state for these parameters. */
  init(params: InferShape<P>): S;
  /**
   * Consumes one input row and writes one output row, NaN while warming.
   *
   * Both rows are the caller's. The input holds no NaN: a row with a missing value is not stepped.
   */
  step(state: S, input: Float64Array, output: Float64Array): void;
  /** Why these parameters do not go together, where they do not. */
  conflict?(params: InferShape<P>): string | undefined;
  /**
   * The same values over whole columns, within 1e-12 of the fold of `step`.
   *
   * Writes every row of every output, NaN before `lookback`. Returns false where it cannot serve,
   * as with a missing value: the fold then writes all of it.
   */
  kernel?(
    params: InferShape<P>,
    inputs: readonly Float64Array[],
    outputs: readonly Float64Array[],
  ): boolean;
}

/** What is known of a definition without its parameter and state types: docs, tools, catalogs. */
export type IndicatorDefinition = Pick<
  Indicator<Shape, IndicatorState, string>,
  'name' | 'title' | 'params' | 'inputs' | 'outputs'
>;

/** An indicator with its parameters bound, as an engine steps it and `compute` runs it. */
export interface Bound<O extends string = string> {
  readonly definition: IndicatorDefinition;
  readonly params: Readonly<Record<string, unknown>>;
  /** Name, parameters and inputs as text; equal keys give equal values on equal bars. */
  readonly key: string;
  /** Rows consumed before the first output. */
  readonly lookback: number;
  /** The columns of an input row, in order. */
  readonly inputs: readonly Column[];
  /** The values of an output row, in order. */
  readonly outputs: readonly O[];
  /** A fresh state, plain data. */
  createState(): IndicatorState;
  /** Consumes one row without NaN and writes one row, NaN while warming; allocates nothing. */
  step(state: IndicatorState, input: Float64Array, output: Float64Array): void;
  /** The kernel over whole columns where the definition has one. */
  readonly kernel:
    | ((inputs: readonly Float64Array[], outputs: readonly Float64Array[]) => boolean)
    | undefined;
  /** The same indicator reading other columns, such as `sma({ period: 20 }).on('volume')`. */
  on(...columns: readonly Column[]): Bound<O>;
}

/** A definition as users call it: parameters in, bound indicator out. */
export interface IndicatorFactory<P extends Shape, S extends IndicatorState, O extends string> {
  (params?: Partial<InferShape<P>>): Bound<O>;
  readonly definition: Indicator<P, S, O>;
}

/**
 * Turns a definition into a function of its parameters.
 *
 * The function throws `core.invalid_input` naming every parameter that is out of its range, and
 * `analysis.conflicting_params` for parameters that do not go together.
 */
// @__NO_SIDE_EFFECTS__
export function defineIndicator<
  const P extends Shape,
  S extends IndicatorState,
  const O extends string,
>(definition: Indicator<P, S, O>): IndicatorFactory<P, S, O> {
  const schema = object(definition.params);
  const factory = (params: Partial<InferShape<P>> = {}): Bound<O> => {
    const parsed = schema.parse(params);
    const conflict = definition.conflict?.(parsed);
    if (conflict !== undefined) {
      throw new QuipuError('analysis.conflicting_params', `${definition.name}: ${conflict}`, {
        next: 'Correct the parameters of the indicator.',
      });
    }
    return bind(definition, parsed, definition.inputs);
  };
  return Object.assign(factory, { definition });
}

function bind<P extends Shape, S extends IndicatorState, O extends string>(
  definition: Indicator<P, S, O>,
  params: InferShape<P>,
  inputs: readonly Column[],
): Bound<O> {
  const { kernel } = definition;
  return {
    definition,
    params,
    key: keyOf(definition.name, params, inputs),
    lookback: definition.lookback(params),
    inputs,
    outputs: definition.outputs,
    createState: () => definition.init(params),
    // The state that a caller passes comes from createState of the same definition.
    step: definition.step,
    kernel:
      kernel === undefined
        ? undefined
        : (columns, outputs) => kernel.call(definition, params, columns, outputs),
    on(...columns) {
      assert(
        columns.length === definition.inputs.length,
        `${definition.name} reads ${definition.inputs.length} columns, found ${columns.length}`,
      );
      return bind(definition, params, columns);
    },
  };
}

function keyOf(name: string, params: object, inputs: readonly Column[]): string {
  const fields = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
  return `${name}(${fields.toSorted().join(',')})[${inputs.join(',')}]`;
}

/** Columns shorter than this are folded: a kernel would gain nothing on them. */
const KERNEL_ROWS = 1024;

/**
 * The values of an indicator over whole columns, by its kernel where it has one.
 *
 * Each output has the length of the inputs and is NaN before `lookback`. A row with NaN in any
 * input is skipped: its output is NaN and the series continues as if the row were absent.
 *
 * @param into columns to write the outputs to, each as long as the inputs; new ones when absent
 * @throws QuipuError `analysis.missing_column`, `analysis.unequal_columns`
 */
export function compute<O extends string>(
  indicator: Bound<O>,
  columns: Columns,
  into?: Readonly<Record<O, Float64Array>>,
): Readonly<Record<O, Float64Array>> {
  const inputs = readColumns(indicator, columns);
  const outputs = outputsOf(indicator, lengthOf(inputs), into);
  const { kernel } = indicator;
  const long = lengthOf(inputs) >= KERNEL_ROWS;
  if (!long || kernel?.(inputs, outputs) !== true) foldColumns(indicator, inputs, outputs);
  return into ?? named(indicator, outputs);
}

/**
 * The values of an indicator by stepping it row by row: bit for bit what a live stream shows.
 *
 * Same shapes, NaN rule and errors as {@link compute}.
 */
export function fold<O extends string>(
  indicator: Bound<O>,
  columns: Columns,
): Readonly<Record<O, Float64Array>> {
  const inputs = readColumns(indicator, columns);
  const outputs = outputsOf(indicator, lengthOf(inputs));
  foldColumns(indicator, inputs, outputs);
  return named(indicator, outputs);
}

function foldColumns(
  indicator: Bound,
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
): void {
  const length = lengthOf(inputs);
  const state = indicator.createState();
  const input = new Float64Array(inputs.length);
  const output = new Float64Array(outputs.length);
  for (let row = 0; row < length; row += 1) {
    let missing = false;
    for (let column = 0; column < inputs.length; column += 1) {
      const value = inputs[column]![row]!;
      input[column] = value;
      missing ||= Number.isNaN(value);
    }
    if (missing) output.fill(Number.NaN);
    else indicator.step(state, input, output);
    for (let column = 0; column < outputs.length; column += 1) {
      outputs[column]![row] = output[column]!;
    }
  }
}

function outputsOf<O extends string>(
  indicator: Bound<O>,
  length: number,
  into?: Readonly<Record<O, Float64Array>>,
): readonly Float64Array[] {
  return indicator.outputs.map((name) => {
    const given = into?.[name];
    assert(given === undefined || given.length === length, `${name} has room for every row`);
    return given ?? new Float64Array(length);
  });
}

function readColumns(indicator: Bound, columns: Columns): readonly Float64Array[] {
  return columnsOf(columns, indicator.inputs, {
    name: indicator.definition.name,
    next: 'Pass the column, or name another with .on(...).',
  });
}

function lengthOf(columns: readonly Float64Array[]): number {
  return columns[0]?.length ?? 0;
}

function named<O extends string>(
  indicator: Bound<O>,
  outputs: readonly Float64Array[],
): Readonly<Record<O, Float64Array>> {
  const entries = indicator.outputs.map((name, index) => [name, outputs[index]!] as const);
  return Object.fromEntries(entries) as Record<O, Float64Array>;
}
