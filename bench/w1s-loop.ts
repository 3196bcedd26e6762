import type { Bound, IndicatorStream } from 'quipu-portfolio/indicators';

/** A bar as a stream takes it. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Loops over bars, as a user writes them for one indicator. */
export interface Loops {
  readonly stepAll: typeof stepAll;
  readonly pushAll: typeof pushAll;
  readonly updateAll: typeof updateAll;
}

/**
 * Returns loops that no other indicator uses, so that the compiler knows what each one calls, as in
 * a program that has one loop per indicator.
 */
export async function loopsOf(name: string): Promise<Loops> {
  // The query makes the module load again, with separate code.
  return (await import(`./w1s-loop.ts?of=${name}`)) as Loops;
}

/** Feeds every row to the bound indicator, which writes its row of outputs. */
export function stepAll(indicator: Bound, columns: readonly Float64Array[]): void {
  const state = indicator.createState();
  const input = new Float64Array(indicator.inputs.length);
  const output = new Float64Array(indicator.outputs.length);
  const { length } = columns[0]!;
  for (let row = 0; row < length; row += 1) {
    for (let column = 0; column < columns.length; column += 1) {
      input[column] = columns[column]![row]!;
    }
    indicator.step(state, input, output);
  }
}

/** Pushes every bar to a stream. */
export function pushAll(stream: IndicatorStream<string>, candles: readonly Candle[]): void {
  for (const candle of candles) stream.push(candle);
}

/** Feeds every value to a peer's indicator. */
export function updateAll<V>(
  indicator: { update(value: V, replace: boolean): unknown },
  values: readonly V[],
): void {
  for (const value of values) indicator.update(value, false);
}
