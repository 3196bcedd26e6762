import type { Operation } from './define.ts';

/** Name of a field on the wire: `maxOrderValue` is `max_order_value`. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S;

/**
 * A value as `toWire` writes it: field names in snake_case; record keys (symbols, codes) unchanged.
 */
export type Wire<T> = T extends { toJSON(): infer J }
  ? J
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [K in keyof T as WireKey<T, K>]: Wire<T[K]> }
      : T;

type WireKey<T, K extends keyof T> = K extends string
  ? string extends keyof T
    ? K
    : SnakeCase<K>
  : K;

/** Input and output of each operation in a list, by name. */
export type MapOf<L extends readonly Operation[]> = {
  readonly [O in L[number] as O['name']]: O extends Operation<
    infer I,
    infer R,
    never,
    string & O['name']
  >
    ? { readonly input: I; readonly output: R }
    : never;
};
