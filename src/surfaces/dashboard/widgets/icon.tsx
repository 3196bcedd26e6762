/** An outline icon on a 24-unit grid; decoration next to a label. */
export function Icon({ path }: { readonly path: string }) {
  return (
    <svg class="icon" width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** A magnifier. */
export const SEARCH_ICON = 'M11 4a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM16.2 16.2L21 21';
/** Three dots: pages that do not fit in the bottom bar. */
export const MORE_ICON = 'M5 12h.01M12 12h.01M19 12h.01';
