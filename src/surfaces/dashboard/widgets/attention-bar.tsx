import { useState } from 'preact/hooks';
import type { Concern, ConcernAction } from '../model/attention.ts';
import { reconnectNow } from '../state/live.ts';
import { concerns, fault } from '../state/store.ts';
import { open } from '../state/ui.ts';

const SHOWN = 3;

/** Shows up to three concerns, most severe first; hidden when there are none. */
export function AttentionBar() {
  const [showsAll, setShowsAll] = useState(false);
  const rows = concerns.value;
  if (rows.length === 0 && fault.value === '') return null;
  const shown = showsAll ? rows : rows.slice(0, SHOWN);
  return (
    <ul class="attention" aria-label="Needs attention">
      {fault.value !== '' && <Fault text={fault.value} />}
      {shown.map((concern) => (
        <Row key={concern.id} concern={concern} />
      ))}
      {rows.length > SHOWN && (
        <li class="more">
          <button type="button" class="link-button" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show the most severe only' : `${rows.length - SHOWN} more`}
          </button>
        </li>
      )}
    </ul>
  );
}

function Fault({ text }: { readonly text: string }) {
  return (
    <li class="alarm">
      <b>This page cannot read the journal</b>
      <span>
        {text} Reload the page. If it happens again, run <code>quipu journal verify</code>.
      </span>
      <button type="button" class="button small" onClick={() => location.reload()}>
        Reload
      </button>
    </li>
  );
}

function Row({ concern }: { readonly concern: Concern }) {
  const { level, title, words, command, action } = concern;
  return (
    <li class={level}>
      <b>{title}</b>
      <span>
        {words}
        {command !== undefined && (
          <>
            {' '}
            <code>{command}</code>
          </>
        )}
      </span>
      {action !== undefined && (
        <button type="button" class="button small" onClick={() => act(action)}>
          {NAMES[action.kind]}
        </button>
      )}
    </li>
  );
}

const NAMES: Readonly<Record<ConcernAction['kind'], string>> = {
  reconnect: 'Try now',
  order: 'Details',
  limit: 'Why',
  book: 'Details',
};

function act(action: ConcernAction): void {
  if (action.kind === 'reconnect') reconnectNow();
  else open(action);
}
