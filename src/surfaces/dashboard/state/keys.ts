import { drawer, haltOpen, letterKeys, open, toggleTheme } from './ui.ts';

/** Listens for the keys of the page; never while someone types. */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && haltOpen.value) {
      haltOpen.value = false;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === 'H' && event.shiftKey) {
      event.preventDefault();
      drawer.value = null;
      haltOpen.value = true;
    } else if (letterKeys.value && event.key === 't') {
      toggleTheme();
    } else if (letterKeys.value && event.key === '?') {
      open({ kind: 'help' });
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}
