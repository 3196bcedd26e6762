import type { AssembledFunction, Code } from './assembler.ts';
import { f64x2, get, i32, repeat, set } from './assembler.ts';
import { STATE_AT } from './lanes.ts';

const { load, store, greatest, least, add, sub, mul, div } = f64x2;
const zero = i32.constant(0);

const advance = (pointers: readonly number[], bytes: number): Code =>
  pointers.flatMap((pointer) => set(pointer, i32.add(get(pointer), i32.constant(bytes))));

/**
 * Extremes of four rows at a time; distances of high and low are added to state 0, where a missing
 * value leaves its mark.
 *
 * Parameters: addresses of high, low, tops and bottoms, bytes.
 */
export function assembleFours(): AssembledFunction {
  const [high, low, tops, bottoms, bytes, end, total] = [0, 1, 2, 3, 4, 5, 6] as const;
  const four = (column: number, of: (a: Code, b: Code) => Code): Code =>
    of(
      of(load(get(column)), load(get(column), 8)),
      of(load(get(column), 16), load(get(column), 24)),
    );
  return {
    name: 'fours',
    parameters: 5,
    addresses: 1,
    vectors: 1,
    body: [
      ...set(end, i32.add(get(high), get(bytes))),
      ...set(total, load(zero, STATE_AT)),
      ...repeat(
        [
          ...set(total, add(get(total), sub(load(get(high)), load(get(low))))),
          ...store(get(tops), four(high, greatest)),
          ...store(get(bottoms), four(low, least)),
          ...advance([high, low, tops, bottoms], 16),
        ],
        high,
        end,
      ),
      ...store(zero, get(total), STATE_AT),
    ],
  };
}

/**
 * Extremes of two windows so many bytes apart, in place.
 *
 * Parameters: addresses of tops and bottoms, bytes between the windows, bytes.
 */
export function assembleWiden(): AssembledFunction {
  const [tops, bottoms, apart, bytes, end] = [0, 1, 2, 3, 4] as const;
  const widen = (column: number, of: (a: Code, b: Code) => Code): Code =>
    store(get(column), of(load(get(column)), load(i32.add(get(column), get(apart)))));
  return {
    name: 'widen',
    parameters: 4,
    addresses: 1,
    vectors: 0,
    body: [
      ...set(end, i32.add(get(tops), get(bytes))),
      ...repeat(
        [...widen(tops, greatest), ...widen(bottoms, least), ...advance([tops, bottoms], 16)],
        tops,
        end,
      ),
    ],
  };
}

/**
 * Where closes stand between two windows' extremes, times constant 0; 0 where these are equal. What
 * is written, and the closes, are added to state 0.
 *
 * Parameters: addresses of close, tops, bottoms and the result, bytes between the windows, bytes.
 */
export function assemblePositions(scaleAt: number): AssembledFunction {
  const [close, tops, bottoms, out, apart, bytes, end] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [total, scale, bottom, span, value] = [7, 8, 9, 10, 11] as const;
  const both = (column: number, of: (a: Code, b: Code) => Code): Code =>
    of(load(get(column)), load(i32.add(get(column), get(apart))));
  const nothing: Code = sub(get(span), get(span));
  return {
    name: 'positions',
    parameters: 6,
    addresses: 1,
    vectors: 5,
    body: [
      ...set(end, i32.add(get(close), get(bytes))),
      ...set(total, load(zero, STATE_AT)),
      ...set(scale, f64x2.splatAt(zero, scaleAt)),
      ...repeat(
        [
          ...set(bottom, both(bottoms, least)),
          ...set(span, sub(both(tops, greatest), get(bottom))),
          ...set(value, div(mul(get(scale), sub(load(get(close)), get(bottom))), get(span))),
          ...set(value, f64x2.without(get(value), f64x2.equal(get(span), nothing))),
          ...set(total, add(get(total), add(get(value), load(get(close))))),
          ...store(get(out), get(value)),
          ...advance([close, tops, bottoms, out], 16),
        ],
        close,
        end,
      ),
      ...store(zero, get(total), STATE_AT),
    ],
  };
}

/**
 * Simple averages of three rows, times constant 0.
 *
 * Parameters: addresses of the values and of the result, bytes.
 */
export function assembleThrees(scaleAt: number): AssembledFunction {
  const [from, to, bytes, end, scale] = [0, 1, 2, 3, 4] as const;
  const sum = add(add(load(get(from)), load(get(from), 8)), load(get(from), 16));
  return {
    name: 'threes',
    parameters: 3,
    addresses: 1,
    vectors: 1,
    body: [
      ...set(end, i32.add(get(from), get(bytes))),
      ...set(scale, f64x2.splatAt(zero, scaleAt)),
      ...repeat([...store(get(to), mul(sum, get(scale))), ...advance([from, to], 16)], from, end),
    ],
  };
}
