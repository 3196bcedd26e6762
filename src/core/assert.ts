/** Error for a broken invariant; nothing after it can be trusted. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Throws when an invariant of the code does not hold.
 *
 * Not for input: schemas validate what a user or a broker sends, and report an error.
 *
 * @throws AssertionError, which drivers treat as fatal: they stop sending and halt
 */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new AssertionError(claim);
}

/** Marks a branch that the types prove impossible; throws if it is reached. */
export function unreachable(value: never, claim: string): never {
  throw new AssertionError(`${claim}: found ${JSON.stringify(value)}`);
}
