/** Options of a measurement. */
export interface BenchOptions {
  /** Number of rounds; the median counts. */
  readonly rounds: number;
  readonly bars: number;
  /** Whether to measure peers next to ours, in the same rounds. */
  readonly peers: boolean;
  /** Whether to measure the forms without WebAssembly. */
  readonly plain: boolean;
}

/** Result of a workload. */
export interface BenchReport {
  /** Medians by name, for one line of JSON. */
  readonly json: Readonly<Record<string, number | string>>;
  /** Subject and result, for the table. */
  readonly rows: readonly (readonly [string, string])[];
}

/** A workload, measured through the public API after a warm-up. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  run(options: BenchOptions): Promise<BenchReport> | BenchReport;
}

/**
 * Formats a goal as a row of the table: the result, and the reason if it is missed.
 *
 * @param why reason for missing the goal, as a clause; shown only if it is missed
 */
export function goalRow(
  reached: number,
  goal: { readonly atMost: number; readonly of: string; readonly why: string },
): readonly [string, string] {
  const isMet = reached <= goal.atMost;
  const text = `goal ${goal.atMost} ${goal.of}: ${isMet ? 'met' : `missed, ${goal.why}`}`;
  return ['', text];
}

/** Returns the median. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Measures the time of `work` in nanoseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const before = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - before);
}
