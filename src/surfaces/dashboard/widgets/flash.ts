import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';

/** Whether what appears from now on is news, and not the page filling up. */
export const settled = signal(false);

/** Lights a row up softly when its stamp changes, and when it is new on a settled page. */
export function useFlash<T extends HTMLElement>(stamp: string): RefObject<T | null> {
  const ref = useRef<T>(null);
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const isNews = before.current === undefined ? settled.peek() : before.current !== stamp;
    before.current = stamp;
    if (!isNews || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    ref.current?.animate(
      [{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }],
      { duration: 1_600, easing: 'ease-out' },
    );
  }, [stamp]);
  return ref;
}
