import { computed, signal } from '@preact/signals';
import { pageAt, type PageEntry } from './model/page-entry.ts';

interface Place {
  readonly path: string;
  readonly query: string;
}

function readPlace(): Place {
  return { path: location.pathname, query: location.search };
}

const place = signal<Place>(readPlace());
const query = computed(() => new URLSearchParams(place.value.query));

/** The path in the address bar. */
export const path = computed(() => place.value.path);

/** Opens an address of the dashboard without reloading the document. */
export function navigate(href: string): void {
  if (href !== place.peek().path + place.peek().query) history.pushState(null, '', href);
  place.value = readPlace();
}

/** Returns a parameter of the address, or null; filters, tabs and periods are stored there. */
export function queryValue(name: string): string | null {
  return query.value.get(name);
}

/** Changes parameters of the address in place; null removes one. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const next = new URLSearchParams(place.peek().query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  history.replaceState(null, '', place.peek().path + (text === '' ? '' : `?${text}`));
  place.value = readPlace();
}

/** Follows the browser's history, and opens page links without reloading the document. */
export function startRouter(pages: readonly PageEntry[]): void {
  addEventListener('popstate', () => {
    place.value = readPlace();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.target !== '' || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || link.hash !== '') return;
    if (pageAt(pages, link.pathname) === undefined) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
