import type { SignedText } from '../model/number-text.ts';

/** A change with its sign, its arrow and its color; `plain` leaves the arrow to a neighbor. */
export function Signed({
  of,
  plain = false,
}: {
  readonly of: SignedText;
  readonly plain?: boolean;
}) {
  return (
    <span class={`signed ${of.tone}`}>
      {!plain && of.arrow !== '' && <span aria-hidden="true">{of.arrow}</span>}
      {of.text}
    </span>
  );
}
