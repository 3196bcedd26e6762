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

/** How the page is colored. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'quipu.theme';

/** How the page is colored; remembered by this browser. */
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

/** Puts the theme on the document. */
export function showTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}

/** Changes between light and dark, and remembers it. */
export function toggleTheme(): void {
  theme.value = isDark.peek() ? 'light' : 'dark';
  showTheme();
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser that keeps nothing still changes its colors now.
  }
}

/** Opens the drawer. */
export function open(next: Drawer): void {
  drawer.value = next;
}

const LETTERS = 'quipu.letter_keys';

/** Whether single letters are keys; some people's tools type them by accident. */
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
    // It holds for this page at least.
  }
}
