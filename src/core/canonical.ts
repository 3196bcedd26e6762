/**
 * One text for one value: JSON with keys sorted and `undefined` left out.
 *
 * Decimals become their minimal text through `toJSON`. Used wherever a hash stands for a value.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const plain = value as { toJSON?: () => unknown };
  if (typeof plain.toJSON === 'function') return canonicalJson(plain.toJSON());
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const record = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
  }
  return `{${parts.join(',')}}`;
}
