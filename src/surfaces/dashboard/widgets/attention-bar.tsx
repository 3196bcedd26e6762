import { concerns, fault } from '../state/store.ts';

/** What needs a person, and nothing else; not there when all is well. */
export function AttentionBar() {
  const rows = concerns.value;
  if (rows.length === 0 && fault.value === '') return null;
  return (
    <ul class="attention" aria-label="Needs attention">
      {fault.value !== '' && (
        <li class="alarm" role="alert">
          <b>This page cannot read the journal</b>
          <span>{fault.value}</span>
        </li>
      )}
      {rows.map(({ id, level, title, words }) => (
        <li key={id} class={level} role={level === 'alarm' ? 'alert' : undefined}>
          <b>{title}</b>
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}
