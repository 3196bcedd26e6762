import type { ComponentChildren } from 'preact';
import type { FigureId } from '../model/explain.ts';
import { open } from '../state/ui.ts';

/** One tile: a name, a value and one note; a click opens its explanation. */
export interface FigureTile {
  readonly id: FigureId;
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note: ComponentChildren;
}

/** Six to eight figures in one row; each opens its explanation. */
export function FigureTiles({ rows }: { readonly rows: readonly FigureTile[] }) {
  return (
    <section class="tiles" aria-label="Key figures">
      {rows.map(({ id, name, value, note }) => (
        <button
          key={id}
          type="button"
          class="tile"
          title="How is this computed? (e)"
          onClick={() => open({ kind: 'figure', figure: id })}
        >
          <span class="tile-name">{name}</span>
          <span class="tile-value">{value}</span>
          <span class="tile-note">{note}</span>
        </button>
      ))}
    </section>
  );
}
