import type { AssembledFunction, Code } from './assembler.ts';
import { f64x2, get, i32, repeat, set } from './assembler.ts';
import { STATE_AT } from './lanes.ts';

const { load, store, add, sub, mul, div, high } = f64x2;
const zero = i32.constant(0);

/** Locals of two vectors, the total so far, and the sum of the vectors. */
type Totals = readonly [number, number, number, number];

/** Four rows' running totals of two vectors in place; `carry` holds the total so far, twice. */
function runTotals([first, second, carry, rest]: Totals, nothing: Code): Code {
  const shifted = (local: number): Code => f64x2.shuffle(nothing, get(local), [0, 2]);
  const upper = (local: number): Code => high(get(local), get(local));
  return [
    ...set(first, add(get(first), shifted(first))),
    ...set(second, add(add(get(second), shifted(second)), upper(first))),
    ...set(first, add(get(first), get(carry))),
    ...set(rest, upper(second)),
    ...set(second, add(get(second), get(carry))),
    // Only this addition waits for the four rows before.
    ...set(carry, add(get(carry), get(rest))),
  ];
}

const advance = (pointers: readonly number[]): Code =>
  pointers.flatMap((pointer) => set(pointer, i32.add(get(pointer), i32.constant(32))));

/**
 * Running Σ price · volume / Σ volume, the price a third of high + low + close.
 *
 * State 0 is the money and state 1 the shares so far, each twice. Parameters: addresses of high,
 * low, close, volume and the result, bytes: whole fours of rows.
 */
export function assembleVwap(thirdAt: number): AssembledFunction {
  const [h, l, c, v, out, bytes, end] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [money, shares, third, m0, m1, s0, s1, nothing, rest] = [
    7, 8, 9, 10, 11, 12, 13, 14, 15,
  ] as const;
  const typical = (offset: number): Code =>
    mul(add(add(load(get(h), offset), load(get(l), offset)), load(get(c), offset)), get(third));
  return {
    name: 'vwap',
    parameters: 6,
    addresses: 1,
    vectors: 9,
    body: [
      ...set(end, i32.add(get(h), get(bytes))),
      ...set(money, load(zero, STATE_AT)),
      ...set(shares, load(zero, STATE_AT + 16)),
      ...set(third, f64x2.splatAt(zero, thirdAt)),
      ...repeat(
        [
          ...set(s0, load(get(v))),
          ...set(s1, load(get(v), 16)),
          ...set(m0, mul(typical(0), get(s0))),
          ...set(m1, mul(typical(16), get(s1))),
          ...runTotals([m0, m1, money, rest], get(nothing)),
          ...runTotals([s0, s1, shares, rest], get(nothing)),
          ...store(get(out), div(get(m0), get(s0))),
          ...store(get(out), div(get(m1), get(s1)), 16),
          ...advance([h, l, c, v, out]),
        ],
        h,
        end,
      ),
      ...store(zero, get(money), STATE_AT),
      ...store(zero, get(shares), STATE_AT + 16),
    ],
  };
}

/**
 * Running totals of volumes, signed by whether the close rose or fell; whole volumes stay exact.
 *
 * States: 0 the total so far, twice; 1 what fractions there are; 2 the volumes' sizes; 3 the
 * changes of the close. Parameters: addresses of close, volume and the result, bytes: whole fours
 * of rows.
 */
export function assembleObv(oneAt: number): AssembledFunction {
  const [close, volume, out, bytes, end] = [0, 1, 2, 3, 4] as const;
  const [total, parts, sizes, changes, one, t0, t1, x, p, nothing] = [
    5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
  ] as const;
  const before = i32.sub(get(close), i32.constant(8));
  const signed = (target: number, offset: number): Code => [
    ...set(x, load(get(close), offset)),
    ...set(p, load(before, offset)),
    ...set(changes, add(get(changes), sub(get(x), get(p)))),
    ...set(target, f64x2.and(f64x2.greater(get(x), get(p)), get(one))),
    ...set(target, sub(get(target), f64x2.and(f64x2.less(get(x), get(p)), get(one)))),
    ...set(x, load(get(volume), offset)),
    ...set(parts, add(get(parts), sub(get(x), f64x2.floor(get(x))))),
    ...set(sizes, add(get(sizes), f64x2.abs(get(x)))),
    ...set(target, mul(get(target), get(x))),
  ];
  const states = [total, parts, sizes, changes];
  return {
    name: 'obv',
    parameters: 4,
    addresses: 1,
    vectors: 10,
    body: [
      ...set(end, i32.add(get(close), get(bytes))),
      ...states.flatMap((local, i) => set(local, load(zero, STATE_AT + 16 * i))),
      ...set(one, f64x2.splatAt(zero, oneAt)),
      ...repeat(
        [
          ...signed(t0, 0),
          ...signed(t1, 16),
          ...runTotals([t0, t1, total, x], get(nothing)),
          ...store(get(out), get(t0)),
          ...store(get(out), get(t1), 16),
          ...advance([close, volume, out]),
        ],
        close,
        end,
      ),
      ...states.flatMap((local, i) => store(zero, get(local), STATE_AT + 16 * i)),
    ],
  };
}
