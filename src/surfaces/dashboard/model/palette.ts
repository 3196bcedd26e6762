/** One line of the command palette. */
export interface PaletteItem {
  readonly id: string;
  /** Kind of item, such as `Page` or `Position`. */
  readonly kind: string;
  readonly label: string;
  /** More text that is searched and shown after the label. */
  readonly detail: string;
  readonly run: () => void;
}

const SHOWN = 12;

/**
 * Returns the items that match a query, best first: every search term must occur; a label that
 * starts with the query comes before one that only contains it.
 */
export function matchItems(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return items.slice(0, SHOWN);
  const rank = ({ label, detail, kind }: PaletteItem): number => {
    const name = label.toLowerCase();
    const whole = `${name} ${detail} ${kind}`.toLowerCase();
    if (!words.every((word) => whole.includes(word))) return -1;
    if (name.startsWith(words[0]!)) return 0;
    return name.includes(words[0]!) ? 1 : 2;
  };
  return items
    .map((item, index) => ({ item, index, rank: rank(item) }))
    .filter((found) => found.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, SHOWN)
    .map(({ item }) => item);
}
