import { expect, test } from 'vitest';
import type { Columns } from '../../src/core/columns.ts';
import type { Bound, IndicatorState } from '../../src/analysis/indicators/define.ts';
import { compute, fold } from '../../src/analysis/indicators/define.ts';

/** Bars of one kind to check the laws on. */
export interface ContractSeries {
  readonly name: string;
  readonly columns: Columns;
  readonly length: number;
}

/**
 * Registers the laws of an indicator, once for every member of the catalog.
 *
 * Warm-up is `lookback`; whole columns equal the stream; a truncated series gives the truncated
 * result; a copied state continues like the original; a row with a missing value leaves no trace.
 */
export function indicatorContract(bound: Bound, series: readonly ContractSeries[]): void {
  test.each(series)('warms up for exactly its lookback on $name', ({ columns, length }) => {
    for (const column of Object.values(fold(bound, columns))) {
      expect(column.length).toBe(length);
      for (let row = 0; row < length; row += 1) {
        const fits =
          row < bound.lookback ? Number.isNaN(column[row]) : Number.isFinite(column[row]);
        if (!fits) expect.fail(`row ${row} is ${column[row]}, lookback ${bound.lookback}`);
      }
    }
  });

  test.each(series)('gives the same columns as the stream on $name', ({ columns }) => {
    expectClose(compute(bound, columns), fold(bound, columns));
  });

  test.each(series)('is independent of later rows on $name', ({ columns, length }) => {
    const whole = fold(bound, columns);
    const batch = compute(bound, columns);
    for (const cut of [0, 1, bound.lookback, bound.lookback + 1, length >> 1]) {
      const rows = Math.min(cut, length);
      const prefix = slice(columns, rows);
      expect(fold(bound, prefix)).toEqual(slice(whole, rows));
      expectClose(compute(bound, prefix), slice(batch, rows));
    }
  });

  test.each(series)('continues from a copied state on $name', ({ columns, length }) => {
    const whole = fold(bound, columns);
    for (const cut of [0, 1, bound.lookback, length >> 1]) {
      expect(foldFromCopy(bound, columns, cut)).toEqual(whole);
    }
  });

  test('has plain data as its state', () => {
    expectPlain(bound.createState());
  });

  test('skips a row with a missing value', () => {
    const { columns, length } = series[0]!;
    const holed = withHoles(columns, 7);
    const kept = Array.from({ length }, (_, row) => row).filter((row) => row % 7 !== 3);
    const without = compute(bound, pick(columns, kept));
    const found = compute(bound, holed);
    for (const name of bound.outputs) {
      const column = found[name]!;
      expect(column.filter((_, row) => row % 7 === 3).every(Number.isNaN)).toBe(true);
    }
    expectClose(pick(found, kept), without);
  });

  test('returns nothing for no rows', () => {
    const { columns } = series[0]!;
    for (const column of Object.values(compute(bound, slice(columns, 0)))) {
      expect(column.length).toBe(0);
    }
  });
}

function foldFromCopy(bound: Bound, columns: Columns, cut: number): Columns {
  const length = columns['close']!.length;
  const outputs = bound.outputs.map(() => new Float64Array(length));
  let state: IndicatorState = bound.createState();
  const output = new Float64Array(bound.outputs.length);
  for (let row = 0; row < length; row += 1) {
    if (row === cut) state = structuredClone(state);
    bound.step(
      state,
      Float64Array.from(bound.inputs, (name) => columns[name]![row]!),
      output,
    );
    for (const [index, column] of outputs.entries()) column[row] = output[index]!;
  }
  return Object.fromEntries(bound.outputs.map((name, index) => [name, outputs[index]!]));
}

function slice(columns: Columns, rows: number): Columns {
  const entries = Object.entries(columns).map(([name, column]) => [name, column.slice(0, rows)]);
  return Object.fromEntries(entries) as Columns;
}

function pick(columns: Columns, rows: readonly number[]): Columns {
  const entries = Object.entries(columns).map(([name, column]) => [
    name,
    Float64Array.from(rows, (row) => column[row]!),
  ]);
  return Object.fromEntries(entries) as Columns;
}

function withHoles(columns: Columns, every: number): Columns {
  const entries = Object.entries(columns).map(([name, column]) => [
    name,
    column.map((value, row) => (row % every === 3 ? Number.NaN : value)),
  ]);
  return Object.fromEntries(entries) as Columns;
}

/** Whether two values are equal within 1e-12, relative above 1: the tolerance of segmented sums. */
function expectClose(actual: Columns, expected: Columns): void {
  for (const [name, column] of Object.entries(expected)) {
    const found = actual[name]!;
    expect(found.length).toBe(column.length);
    for (let row = 0; row < column.length; row += 1) {
      const value = column[row]!;
      const error = Math.abs(found[row]! - value) / Math.max(1, Math.abs(value));
      const same = Number.isNaN(value) ? Number.isNaN(found[row]) : error <= 1e-12;
      if (!same) expect.fail(`${name} row ${row}: column ${found[row]}, stream ${value}`);
    }
  }
}

function expectPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    expect(['number', 'string', 'boolean']).toContain(typeof value);
    return;
  }
  if (value instanceof Float64Array) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  expect(prototype === Object.prototype || Array.isArray(value)).toBe(true);
  for (const part of Object.values(value)) expectPlain(part);
}
