import type { AssembledFunction, Code } from './assembler.ts';
import { f64x2, get, i32, repeat, set } from './assembler.ts';

const { add, mul, load } = f64x2;

/** Columns of a tile's side. */
export const TILE = 3;

/**
 * Sums of products of three columns with each of others, three of these at a time.
 *
 * Nine sums are kept together, so that six loads serve nine products. Parameters: address of the
 * three columns, of the others, of three rows of results, bytes from a column to the next, bytes of
 * a column (whole fours of rows), bytes of a row of results, bytes of results to be made.
 */
export function assembleProducts(): AssembledFunction {
  const [a, b, out, apart, bytes, row, results] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [end, last, a0, a1, a2, b0, b1, b2] = [7, 8, 9, 10, 11, 12, 13, 14] as const;
  const left = [15, 16, 17];
  const right = 18;
  const sums = Array.from({ length: TILE * TILE }, (_, index) => 19 + index);
  // Never set, so zero.
  const nothing = 28;
  const lefts = [a0, a1, a2];
  const rights = [b0, b1, b2];
  const two = (offset: number): Code => [
    ...left.flatMap((vector, i) => set(vector, load(get(lefts[i]!), offset))),
    ...rights.flatMap((pointer, j) => [
      ...set(right, load(get(pointer), offset)),
      ...left.flatMap((vector, i) => {
        const sum = sums[i * TILE + j]!;
        return set(sum, add(get(sum), mul(get(vector), get(right))));
      }),
    ]),
  ];
  const inner = repeat(
    [
      ...two(0),
      ...two(16),
      ...[...lefts, ...rights].flatMap((pointer) =>
        set(pointer, i32.add(get(pointer), i32.constant(32))),
      ),
    ],
    a0,
    last,
  );
  const pointers = (from: number, to: readonly number[]): Code =>
    to.flatMap((pointer, i) =>
      set(pointer, i === 0 ? get(from) : i32.add(get(to[i - 1]!), get(apart))),
    );
  const store = sums.flatMap((sum, index) => {
    const i = Math.floor(index / TILE);
    let address = get(out);
    for (let k = 0; k < i; k += 1) address = i32.add(address, get(row));
    const both = add(get(sum), f64x2.shuffle(get(sum), get(sum), [1, 0]));
    return f64x2.storeFirst(address, both, 8 * (index % TILE));
  });
  const outer = [
    ...sums.flatMap((sum) => set(sum, get(nothing))),
    ...pointers(a, lefts),
    ...pointers(b, rights),
    ...inner,
    ...store,
    ...set(b, i32.add(get(b2), get(apart))),
    ...set(b, i32.sub(get(b), get(bytes))),
    ...set(out, i32.add(get(out), i32.constant(8 * TILE))),
  ];
  return {
    name: 'products',
    parameters: 7,
    addresses: 8,
    vectors: 14,
    body: [
      ...set(end, i32.add(get(out), get(results))),
      ...set(last, i32.add(get(a), get(bytes))),
      ...repeat(outer, out, end),
    ],
  };
}
