/** A promise of the code to itself was broken; nothing after it can be trusted. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Stops the program when a promise of the code to itself does not hold.
 *
 * Not for input: what a person or a broker sends is judged by schemas and answered with an error.
 *
 * @throws AssertionError, which drivers treat as fatal: they stop sending and halt
 */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new AssertionError(claim);
}

/** Marks a branch that the types prove to be impossible, and stops if it is reached after all. */
export function unreachable(value: never, claim: string): never {
  throw new AssertionError(`${claim}: found ${JSON.stringify(value)}`);
}
