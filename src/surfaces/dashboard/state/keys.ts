import { PERIODS } from '../model/performance.ts';
import { pageOfKey } from '../model/page-entry.ts';
import { PAGES } from '../pages/list.ts';
import { navigate, setQuery } from '../router.ts';
import { period } from './store.ts';
import {
  closeAll,
  drawer,
  haltOpen,
  isCovered,
  letterKeys,
  open,
  openHalt,
  openPalette,
  toggleAmounts,
  toggleTheme,
} from './ui.ts';

/** One keyboard shortcut and its action; the help lists it too. */
export interface KeyBinding {
  readonly key: string;
  readonly does: string;
  readonly run: () => void;
}

/** Single-character shortcuts that work everywhere on a page. */
export const BINDINGS: readonly KeyBinding[] = [
  { key: '/', does: 'Search', run: openPalette },
  { key: 'f', does: 'First filter', run: () => focusFirst('.filter-bar input') },
  { key: 'j', does: 'Next row', run: () => moveRow(1) },
  { key: 'k', does: 'Previous row', run: () => moveRow(-1) },
  { key: 'e', does: 'Explain the focused figure', run: explainFocused },
  { key: '[', does: 'Shorter period', run: () => movePeriod(-1) },
  { key: ']', does: 'Longer period', run: () => movePeriod(1) },
  { key: 't', does: 'Light or dark', run: toggleTheme },
  { key: 'z', does: 'Hide or show amounts', run: toggleAmounts },
  { key: '?', does: 'This help', run: () => open({ kind: 'help' }) },
];

const SEQUENCE_MS = 1_500;
let afterG = Number.NEGATIVE_INFINITY;

/** Listens for the page's shortcuts; letters are never shortcuts while the user types. */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (isCovered.value || haltOpen.value) closeAll();
      return;
    }
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === 'H' && event.shiftKey) {
      event.preventDefault();
      openHalt();
    } else if (letterKeys.value && pressed(event)) {
      event.preventDefault();
    }
  });
}

function pressed({ key, timeStamp }: KeyboardEvent): boolean {
  if (timeStamp - afterG < SEQUENCE_MS) {
    afterG = Number.NEGATIVE_INFINITY;
    const page = pageOfKey(PAGES, key);
    if (page === undefined) return false;
    closeAll();
    navigate(page.route);
    return true;
  }
  if (key === 'g') {
    afterG = timeStamp;
    return true;
  }
  const binding = BINDINGS.find((one) => one.key === key);
  if (binding === undefined || (drawer.value !== null && key !== 't' && key !== 'z')) return false;
  binding.run();
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** Moves the focus between rows of the focused table, or else of the first table. */
function moveRow(by: 1 | -1): void {
  const focused = document.activeElement;
  const table = focused?.closest('table') ?? document.querySelector('main table.rows');
  if (table === null || table === undefined) return;
  const rows = [...table.querySelectorAll<HTMLElement>('.row-button')];
  const here = rows.findIndex((row) => row === focused);
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by;
  rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
}

function explainFocused(): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches('.tile, .row-button, .limit, .book')) {
    focused.click();
  }
}

function movePeriod(by: 1 | -1): void {
  const here = PERIODS.findIndex(([name]) => name === period.peek());
  const next = PERIODS[Math.min(PERIODS.length - 1, Math.max(0, here + by))];
  if (next !== undefined) setQuery({ period: next[0] });
}
