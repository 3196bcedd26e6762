import type { CompiledEngine } from '../compiled/engine.ts';
import { compiledEngine, engineWith, SCRATCH_BYTES } from '../compiled/engine.ts';
import { TILE } from '../compiled/products.ts';
import type { SquareMatrix } from './matrix.ts';
import { zeroMatrix } from './matrix.ts';

/** Rows multiplied at a time: a few columns of so many fit the nearest cache. */
const BLOCK_ROWS = 512;
/** Columns that others are multiplied with before the next so many: they fit the second cache. */
const BLOCK_COLUMNS = 16 * TILE;

/** Columns of numbers for {@link crossProducts}, in memory that compiled kernels reach. */
export interface ColumnBlock {
  readonly size: number;
  readonly rows: number;
  /** Row r of column c at index `at + c · apart + r`; what is between columns is 0. */
  readonly values: Float64Array;
  readonly at: number;
  readonly apart: number;
  readonly engine: CompiledEngine | undefined;
}

/** Memory kept for the next block: a fresh one costs its first touch. */
let kept: CompiledEngine | undefined;
/** What is worth keeping: 1,000 columns of ten years of days. */
const KEPT_BYTES = 2 ** 25;

/**
 * Room for columns, valid until the next call: fill it, multiply it, and forget it.
 *
 * Rows after the last are 0; all others are the caller's to write.
 */
export function columnBlock(size: number, rows: number): ColumnBlock {
  const padded = Math.ceil(size / TILE) * TILE;
  // Columns an odd number of cache lines apart do not compete for the same ones.
  const apart = (Math.ceil(rows / 8) | 1) * 8;
  const at = SCRATCH_BYTES / 8 + TILE * BLOCK_COLUMNS;
  const engine = size < 2 * TILE ? undefined : engineFor(8 * (padded * apart + at));
  if (engine === undefined) {
    return { size, rows, values: new Float64Array(size * rows), at: 0, apart: rows, engine };
  }
  const { memory: values } = engine;
  for (let column = 0; column < size; column += 1) {
    values.fill(0, at + column * apart + rows, at + (column + 1) * apart);
  }
  values.fill(0, at + size * apart, at + padded * apart);
  return { size, rows, values, at, apart, engine };
}

function engineFor(bytes: number): CompiledEngine | undefined {
  if (compiledEngine() === undefined) return undefined;
  if (kept !== undefined && kept.memory.byteLength >= bytes) return kept;
  const engine = engineWith(bytes);
  if (engine !== undefined && bytes <= KEPT_BYTES) kept = engine;
  return engine;
}

/** Σ over rows of the products of all pairs of columns, times `scale`. */
export function crossProducts(block: ColumnBlock, scale: number): SquareMatrix {
  const matrix = zeroMatrix(block.size);
  const { engine, rows } = block;
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, rows);
    if (engine === undefined) plainProducts(matrix, block, [from, to]);
    else compiledProducts(matrix, block, from);
  }
  const { size, values } = matrix;
  for (let i = 0; i < size; i += 1) {
    for (let j = i; j < size; j += 1) {
      const value = values[i * size + j]! * scale;
      values[i * size + j] = value;
      values[j * size + i] = value;
    }
  }
  return matrix;
}

function plainProducts(
  { values: results }: SquareMatrix,
  { size, values, apart }: ColumnBlock,
  rows: readonly [number, number],
): void {
  for (let i = 0; i < size; i += 2) {
    const a = i * apart;
    // The odd last column is multiplied with itself twice; the second result is dropped.
    const b = i + 1 < size ? a + apart : a;
    for (let j = i; j < size; j += 2) {
      const c = j * apart;
      const d = j + 1 < size ? c + apart : c;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let row = rows[0]; row < rows[1]; row += 1) {
        const left = values[a + row]!;
        const right = values[b + row]!;
        const first = values[c + row]!;
        const second = values[d + row]!;
        ac += left * first;
        ad += left * second;
        bc += right * first;
        bd += right * second;
      }
      results[i * size + j]! += ac;
      if (d !== c) results[i * size + j + 1]! += ad;
      if (b !== a) results[(i + 1) * size + j]! += bc;
      if (b !== a && d !== c) results[(i + 1) * size + j + 1]! += bd;
    }
  }
}

/** The same by a compiled kernel, for the block of rows from `from` on. */
function compiledProducts(
  { values: results }: SquareMatrix,
  columns: ColumnBlock,
  from: number,
): void {
  const { size, rows, apart, at, engine } = columns;
  const { memory, run } = engine!;
  const products = run['products']!;
  const out = SCRATCH_BYTES / 8;
  // What follows the last row is 0, so that a few rows more change nothing.
  const bytes = 8 * Math.ceil(Math.min(BLOCK_ROWS, rows - from) / 4) * 4;
  const address = (column: number): number => 8 * (at + column * apart + from);
  const row = 8 * BLOCK_COLUMNS;
  for (let left = 0; left < size; left += BLOCK_COLUMNS) {
    const right = Math.min(left + BLOCK_COLUMNS, Math.ceil(size / TILE) * TILE);
    const last = Math.min(right, size);
    for (let i = 0; i < right; i += TILE) {
      const start = Math.max(left, i);
      products(address(i), address(start), 8 * out, 8 * apart, bytes, row, 8 * (right - start));
      for (let k = 0; k < TILE && i + k < size; k += 1) {
        const source = out + k * BLOCK_COLUMNS - start;
        const target = (i + k) * size;
        for (let j = start; j < last; j += 1) results[target + j]! += memory[source + j]!;
      }
    }
  }
}
