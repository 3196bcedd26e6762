import type { ComponentType } from 'preact';
import type { SignedInSession } from '../link/api.ts';

/** The groups of the navigation, in their order. */
export const PAGE_GROUPS = ['Trade', 'Research', 'Control'] as const;

/** One page of the dashboard, for router, navigation, palette and keys. */
export interface PageEntry {
  /** Its path; a segment that starts with `:` is a parameter, such as `/markets/:symbol`. */
  readonly route: string;
  readonly label: string;
  readonly group: (typeof PAGE_GROUPS)[number];
  /** Outline of the icon on a 24-unit grid, as SVG path data. */
  readonly icon: string;
  /** Letter that opens the page after `g`. */
  readonly key: string;
  /** Role that the page requires. */
  readonly role: SignedInSession['role'];
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

/** A page with the parameters of the path that led to it. */
export interface PageMatch {
  readonly entry: PageEntry;
  readonly params: Readonly<Record<string, string>>;
}

/** Returns the page of a path; undefined when there is none. */
export function pageAt(pages: readonly PageEntry[], path: string): PageMatch | undefined {
  for (const entry of pages) {
    const params = paramsOf(entry.route, path);
    if (params !== undefined) return { entry, params };
  }
  return undefined;
}

function paramsOf(route: string, path: string): Record<string, string> | undefined {
  const wanted = segments(route);
  const found = segments(path);
  if (wanted.length !== found.length) return undefined;
  const params: [string, string][] = [];
  for (const [index, part] of wanted.entries()) {
    const value = found[index]!;
    if (part.startsWith(':')) params.push([part.slice(1), decoded(value)]);
    else if (part !== value) return undefined;
  }
  return Object.fromEntries(params);
}

function segments(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign is itself
  }
}

/** Returns the page that a letter opens after `g`. */
export function pageOfKey(pages: readonly PageEntry[], key: string): PageEntry | undefined {
  return pages.find((entry) => entry.key === key);
}

/** Returns the pages that the navigation links to: those without a parameter, by group. */
export function pageGroups(
  pages: readonly PageEntry[],
): readonly { readonly group: string; readonly entries: readonly PageEntry[] }[] {
  return PAGE_GROUPS.map((group) => ({
    group,
    entries: pages.filter((entry) => entry.group === group && !entry.route.includes(':')),
  })).filter(({ entries }) => entries.length > 0);
}

const ROLE_ORDER: readonly SignedInSession['role'][] = ['viewer', 'trader', 'approver', 'owner'];

/** Whether a role includes the permissions of another role. */
export function includesRole(
  role: SignedInSession['role'],
  needed: SignedInSession['role'],
): boolean {
  return ROLE_ORDER.indexOf(role) >= ROLE_ORDER.indexOf(needed);
}
