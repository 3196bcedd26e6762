import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';

/** Whether rows that appear from now on are new, and not part of the initial load. */
export const settledValue = signal(false);

/** Highlights a row softly when its stamp changes, and when it is new on a loaded page. */
export function useFlash<T extends HTMLElement>(stamp: string): RefObject<T | null> {
  const ref = useRef<T>(null);
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const isNews = before.current === undefined ? settledValue.peek() : before.current !== stamp;
    before.current = stamp;
    if (!isNews || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    ref.current?.animate(
      [{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }],
      { duration: 1_600, easing: 'ease-out' },
    );
  }, [stamp]);
  return ref;
}
