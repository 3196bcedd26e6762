import type { Limit } from '../link/api.ts';
import { grouped } from '../../../core/number-text.ts';
import { limits } from '../state/store.ts';
import { open } from '../state/ui.ts';

/** The limits of the risk gate and how much of each is used. */
export function LimitsPanel() {
  const rows = limits.value;
  const gauged = rows.filter(({ used }) => used !== null);
  const single = rows.filter(({ used }) => used === null);
  return (
    <section class="panel limits" id="limits" aria-labelledby="limits-title">
      <header class="panel-head">
        <h2 id="limits-title">Risk limits</h2>
      </header>
      {rows.length === 0 ? (
        <p class="empty">The limits in force are shown once the server has told them.</p>
      ) : (
        <ul class="limit-list">
          {[...gauged, ...single].map((limit) => (
            <LimitLine key={limit.control} limit={limit} />
          ))}
        </ul>
      )}
    </section>
  );
}

function LimitLine({ limit }: { readonly limit: Limit }) {
  const { control, title, limit: words, value, used, state, denied } = limit;
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
            {denied > 0 && <b>{denied} stopped </b>}
            {value ?? <span class="muted">{words}</span>}
          </span>
        </span>
        {used !== null && (
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${Math.min(100, used * 100).toFixed(1)}%` }} />
          </span>
        )}
        {used !== null && (
          <span class="limit-words muted">
            {words} · {grouped(used * 100, 0)} % used
          </span>
        )}
      </button>
    </li>
  );
}
