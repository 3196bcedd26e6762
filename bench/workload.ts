/** How a workload is to be measured. */
export interface BenchOptions {
  /** Rounds whose median counts. */
  readonly rounds: number;
  readonly bars: number;
  /** Whether peers are measured beside ours, in the same rounds. */
  readonly peers: boolean;
  /** Whether forms without WebAssembly are measured. */
  readonly plain: boolean;
}

/** What a workload measured. */
export interface BenchReport {
  /** Medians by name, for one line of JSON. */
  readonly json: Readonly<Record<string, number | string>>;
  /** Who and what, for the table. */
  readonly rows: readonly (readonly [string, string])[];
}

/** One workload: what is done, measured through the public API after a warm-up. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  run(options: BenchOptions): Promise<BenchReport> | BenchReport;
}

/**
 * A goal as a row of the table: what is reached, and why not where it is not.
 *
 * @param why what keeps it from the goal, as a clause; shown where the goal is missed
 */
export function goalRow(
  reached: number,
  goal: { readonly atMost: number; readonly of: string; readonly why: string },
): readonly [string, string] {
  const isMet = reached <= goal.atMost;
  const text = `goal ${goal.atMost} ${goal.of}: ${isMet ? 'met' : `missed, ${goal.why}`}`;
  return ['', text];
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How long `work` took, in nanoseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const before = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - before);
}
