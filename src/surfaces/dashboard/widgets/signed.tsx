import type { ChangeText } from '../../../core/number-text.ts';

/** Shows a change with sign, arrow and color; `plain` omits the arrow. */
export function Signed({
  of,
  plain = false,
}: {
  readonly of: ChangeText;
  readonly plain?: boolean;
}) {
  return (
    <span class={`signed ${of.tone}`}>
      {!plain && of.arrow !== '' && <span aria-hidden="true">{of.arrow}</span>}
      {of.text}
    </span>
  );
}
