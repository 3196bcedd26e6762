/** Parsed JSON object that a test reads without a schema. */
export type Json = Readonly<Record<string, unknown>>;

/** Returns the value at a path, undefined where there is none. */
export function look(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[step];
  }
  return found;
}

/** Returns the string at a path; fails where there is none. */
export function lookText(value: unknown, ...path: readonly (string | number)[]): string {
  const found = look(value, ...path);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')}`);
  return found;
}
