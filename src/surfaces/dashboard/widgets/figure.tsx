import type { ComponentChildren } from 'preact';
import type { FigureId } from '../model/explain.ts';
import { open } from '../state/ui.ts';

/** A number that explains itself when it is clicked. */
export function Figure({
  figure,
  children,
  class: name = '',
}: {
  readonly figure: FigureId;
  readonly children: ComponentChildren;
  readonly class?: string;
}) {
  return (
    <button
      type="button"
      class={`figure ${name}`}
      title="How is this computed?"
      onClick={() => open({ kind: 'figure', figure })}
    >
      {children}
    </button>
  );
}
