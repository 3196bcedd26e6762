import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const FOCUSABLE = 'input, button, a[href], select, [tabindex="0"]';

/**
 * Moves the focus into an overlay when it opens, and back when it closes. The header stays usable
 * meanwhile, so the focus is not trapped.
 */
export function useDialogFocus<T extends HTMLElement>(isOpen: boolean): RefObject<T | null> {
  const host = useRef<T>(null);
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const opener = document.activeElement;
    host.current?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
    return () => {
      // Only where nothing else has taken the focus: the halt panel takes it as it opens.
      const now = document.activeElement;
      const isFree = now === null || now === document.body || host.current?.contains(now) === true;
      if (isFree && opener instanceof HTMLElement) requestAnimationFrame(() => restore(opener));
    };
  }, [isOpen]);
  return host;
}

function restore(opener: HTMLElement): void {
  const now = document.activeElement;
  if ((now === null || now === document.body) && opener.isConnected) opener.focus();
}
