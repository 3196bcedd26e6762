/**
 * Returns the canonical text of a value: JSON with sorted keys and without `undefined`.
 *
 * Decimals become their minimal text through `toJSON`. Used wherever a hash identifies a value.
 */
export function canonicalJson(value: unknown): string {
  // JSON writes a finite number as JavaScript does, and most values are numbers.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const plain = value as { toJSON?: () => unknown };
  if (typeof plain.toJSON === 'function') return canonicalJson(plain.toJSON());
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const record = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item === undefined) continue;
    if (text !== '') text += ',';
    text += `${quoted(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** Cache of keys as JSON. */
const QUOTED = new Map<string, string>();
const QUOTED_MOST = 2_000;

function quoted(key: string): string {
  const known = QUOTED.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  // Keys may come from outside, so the cache is bounded.
  if (QUOTED.size < QUOTED_MOST) QUOTED.set(key, text);
  return text;
}
