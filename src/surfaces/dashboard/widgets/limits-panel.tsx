import { countText, percentText } from '../../../core/number-text.ts';
import { useState } from 'preact/hooks';
import type { Limit } from '../link/api.ts';
import { risk } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { Loaded } from './states.tsx';

const NEAREST = 3;

/** Shows the limits nearest to a breach; the others on request. */
export function LimitsPanel() {
  const [showsAll, setShowsAll] = useState(false);
  return (
    <section class="panel limits" id="limits" aria-labelledby="limits-title">
      <header class="panel-head">
        <h2 id="limits-title">Risk limits</h2>
        <p class="muted">nearest first</p>
      </header>
      <Loaded what="Risk limits" resource={risk} rows={5}>
        {({ limits }) => {
          const rows = nearestFirst(limits);
          const shown = showsAll ? rows : rows.slice(0, NEAREST);
          return (
            <>
              <ul class="limit-list">
                {shown.map((limit) => (
                  <LimitLine key={limit.control} limit={limit} />
                ))}
              </ul>
              <p class="panel-foot muted">
                {!showsAll && <span>{restText(rows.slice(NEAREST))}</span>}{' '}
                <button
                  type="button"
                  class="link-button"
                  aria-expanded={showsAll}
                  onClick={() => setShowsAll(!showsAll)}
                >
                  {showsAll ? 'Show the nearest only' : 'Show all'}
                </button>
              </p>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

/** Sorts breached limits first, then by usage; limits without a gauge come last. */
function nearestFirst(limits: readonly Limit[]): readonly Limit[] {
  const rank = ({ state, used }: Limit): number =>
    (state === 'breached' ? 10 : 0) + Math.min(9, used ?? -1);
  return limits.toSorted((a, b) => rank(b) - rank(a));
}

function restText(rest: readonly Limit[]): string {
  const most = Math.max(0, ...rest.map(({ used }) => used ?? 0));
  const bound =
    most > 0 ? `, all at or below ${percentText(Math.ceil(most * 100) / 100)} used` : '';
  return `${countText(rest.length, 'more limit')}${bound}.`;
}

function LimitLine({ limit }: { readonly limit: Limit }) {
  const { control, title, limit: inForce, value, used, state, denied } = limit;
  return (
    <li>
      <button
        type="button"
        class={`limit ${state}`}
        onClick={() => open({ kind: 'limit', control })}
      >
        <span class="limit-top">
          <span class="limit-id">{control}</span>
          <span class="limit-title">{title}</span>
          <span class="limit-value">
            {state !== 'ok' && used !== null && <b>{state} </b>}
            {value ?? (used === null ? 'order by order' : '')}
          </span>
        </span>
        {used !== null && (
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${Math.min(100, used * 100)}%` }} />
          </span>
        )}
        <span class="limit-words muted">
          {inForce}
          {used !== null && ` · ${percentText(used)} used`}
          {denied > 0 && ` · ${denied} denied`}
        </span>
      </button>
    </li>
  );
}
