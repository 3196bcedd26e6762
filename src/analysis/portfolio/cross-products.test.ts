import { afterEach, describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { columnBlock, crossProducts } from './cross-products.ts';

function products(columns: readonly Float64Array[]): Float64Array {
  const block = columnBlock(columns.length, columns[0]!.length);
  for (const [index, column] of columns.entries()) {
    block.values.set(column, block.at + index * block.apart);
  }
  return crossProducts(block, 0.5).values;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each([
  { size: 1, rows: 2 },
  { size: 5, rows: 513 },
  { size: 6, rows: 1 },
  { size: 7, rows: 511 },
  { size: 49, rows: 514 },
  { size: 100, rows: 1027 },
])('$size columns of $rows rows', ({ size, rows }) => {
  const random = seededRandom(size + rows);
  const columns = Array.from({ length: size }, () =>
    Float64Array.from({ length: rows }, () => random.normal()),
  );
  const expected = columns.flatMap((a) =>
    columns.map((b) => a.reduce((total, value, row) => total + value * b[row]!, 0) / 2),
  );

  test.each(['compiled', 'plain'])('give the sums of all products, %s', (form) => {
    // What an earlier block left in memory must not count.
    products(Array.from({ length: 101 }, () => new Float64Array(1030).fill(Number.NaN)));
    if (form === 'plain') vi.stubGlobal('WebAssembly', undefined);
    const found = products(columns);
    expect(found.length).toBe(size * size);
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 9);
  });
});
