import { expect } from 'vitest';

/** Matches an object with at least these fields, typed so that it can be part of a value. */
export function like(fields: object): unknown {
  return expect.objectContaining(fields);
}

/** Matches a string by a pattern, typed so that it can be part of a value. */
export function textLike(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
