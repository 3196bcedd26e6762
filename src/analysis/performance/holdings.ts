/** Values of one holding over sessions without a gap. */
export interface HoldingSpan {
  /** The row of the first session, from 0. */
  readonly from: number;
  /** Dollars at the end of each session, to the cent, negative when short. */
  readonly values: readonly number[];
}

/** One holding over time; between its spans it was not held. */
export interface HoldingColumn {
  readonly symbol: string;
  /** In the order of time, none touching another. */
  readonly spans: readonly HoldingSpan[];
}

/** What was held at the end of each session, by symbol. */
export interface Holdings {
  /** Whether a holding stands at its last price or at what it had cost. */
  readonly basis: 'value' | 'cost';
  /** In the order in which they were first held. */
  readonly columns: readonly HoldingColumn[];
}

/** A span that grows; the interface is what others see of it. */
interface OpenSpan {
  readonly from: number;
  readonly values: number[];
}

/**
 * Collects holdings session by session, a number for each that is held.
 *
 * What is not held takes no room: neither a portfolio that rotates through hundreds of symbols nor
 * one symbol that comes and goes pays for the sessions between.
 */
export class HoldingsRecord {
  readonly #columns = new Map<string, OpenSpan[]>();

  /** Notes what a symbol was worth or had cost at the end of session `row`; rows ascend. */
  note(symbol: string, row: number, dollars: number): void {
    const cents = Math.round(dollars * 100) / 100;
    const spans = this.#columns.get(symbol);
    if (spans === undefined) {
      this.#columns.set(symbol, [{ from: row, values: [cents] }]);
      return;
    }
    const last = spans[spans.length - 1]!;
    const next = last.from + last.values.length;
    if (next === row) last.values.push(cents);
    else spans.push({ from: row, values: [cents] });
  }

  /** Removes the record of the last trading day, `row`, so that it can be made again. */
  forget(row: number): void {
    for (const [symbol, spans] of this.#columns) {
      const last = spans[spans.length - 1]!;
      if (last.from + last.values.length <= row) continue;
      last.values.pop();
      if (last.values.length > 0) continue;
      spans.pop();
      if (spans.length === 0) this.#columns.delete(symbol);
    }
  }

  /** Everything noted so far, live: what is noted later is in it too. */
  columns(): readonly HoldingColumn[] {
    return Array.from(this.#columns, ([symbol, spans]) => ({ symbol, spans }));
  }
}

/**
 * One holding as a value for each of `rows` sessions, 0 where it was not held.
 *
 * @returns Float64Array[rows], dollars
 */
export function holdingValues({ spans }: HoldingColumn, rows: number): Float64Array {
  const values = new Float64Array(rows);
  for (const { from, values: some } of spans) {
    for (let index = 0; index < some.length && from + index < rows; index += 1) {
      values[from + index] = some[index]!;
    }
  }
  return values;
}
