declare const brand: unique symbol;

/**
 * A type `T` that only code naming `B` can produce, so that a plain string cannot stand for an id.
 *
 * The brand exists at compile time only; at run time the value is the bare `T`.
 */
export type Brand<T, B extends string> = T & { readonly [brand]: B };
