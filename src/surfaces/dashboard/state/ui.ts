import { computed, signal } from '@preact/signals';
import type { FigureId } from '../model/explain.ts';

/** What the drawer shows. */
export type Drawer =
  | { readonly kind: 'figure'; readonly figure: FigureId }
  | { readonly kind: 'order'; readonly id: string }
  | { readonly kind: 'position'; readonly symbol: string }
  | { readonly kind: 'book'; readonly id: string }
  | { readonly kind: 'limit'; readonly control: string }
  | { readonly kind: 'help' };

/** What the drawer shows, null while it is closed. */
export const drawer = signal<Drawer | null>(null);

/** Whether the halt (or resume) panel is open. */
export const haltOpen = signal(false);

/** Whether the command palette is open. */
export const paletteOpen = signal(false);

/** Whether the sheet behind More in the bottom bar is open. */
export const moreOpen = signal(false);

/** Whether an overlay covers the page and blocks its input; the header stays usable. */
export const isCovered = computed(
  () => drawer.value !== null || paletteOpen.value || moreOpen.value,
);

/** Closes all overlays. */
export function closeAll(): void {
  drawer.value = null;
  haltOpen.value = false;
  paletteOpen.value = false;
  moreOpen.value = false;
}

/** How the page is colored. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'quipu.theme';

/** Color theme of the page; saved in this browser. */
const theme = signal<Theme>(remembered());

function remembered(): Theme {
  try {
    const found = localStorage.getItem(KEY);
    return found === 'light' || found === 'dark' ? found : 'system';
  } catch {
    return 'system';
  }
}

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(systemDark.matches);
systemDark.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches;
});

/** Whether the page is dark now. */
export const isDark = computed(() =>
  theme.value === 'system' ? isSystemDark.value : theme.value === 'dark',
);

/** Applies the theme to the document. */
export function showTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}

/** Switches between light and dark, and saves the choice. */
export function toggleTheme(): void {
  theme.value = isDark.peek() ? 'light' : 'dark';
  showTheme();
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Without storage the theme still changes for this page.
  }
}

/** Opens the drawer and closes any other overlay. */
export function open(next: Drawer): void {
  closeAll();
  drawer.value = next;
}

/** Opens the halt or resume panel. */
export function openHalt(): void {
  closeAll();
  haltOpen.value = true;
}

/** Opens the command palette. */
export function openPalette(): void {
  closeAll();
  paletteOpen.value = true;
}

/** Whether amounts are hidden from onlookers. */
const amountsHidden = signal(false);

/** Hides amounts, or shows them again. */
export function toggleAmounts(): void {
  amountsHidden.value = !amountsHidden.peek();
  document.documentElement.dataset['amounts'] = amountsHidden.peek() ? 'hidden' : 'shown';
}

const LETTERS = 'quipu.letter_keys';

/** Whether single-letter shortcuts are on; speech input can type them by accident. */
export const letterKeys = signal(hasLetterKeys());

function hasLetterKeys(): boolean {
  try {
    return localStorage.getItem(LETTERS) !== 'off';
  } catch {
    return true;
  }
}

/** Turns single-letter keys on or off, and remembers it. */
export function setLetterKeys(on: boolean): void {
  letterKeys.value = on;
  try {
    localStorage.setItem(LETTERS, on ? 'on' : 'off');
  } catch {
    // Without storage the setting holds for this page.
  }
}
