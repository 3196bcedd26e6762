import type { BookRow } from '../model/book-rows.ts';
import { momentText } from '../model/market-time.ts';
import { dollars, percent } from '../../../core/number-text.ts';
import { signedDollars, signedPercent } from '../model/number-text.ts';
import { books, marketAt, strategies } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { useFlash } from './flash.ts';
import { Signed } from './signed.tsx';

/** The strategies at work, each with its share, its result and its last decision. */
export function StrategiesPanel() {
  const rows = books.value;
  return (
    <section class="panel strategies" id="strategies" aria-labelledby="strategies-title">
      <header class="panel-head">
        <h2 id="strategies-title">
          Strategies <span class="count">{strategies.value.length}</span>
        </h2>
      </header>
      {rows.length === 0 ? (
        <p class="empty">No strategy yet. They are named when the engine starts its run.</p>
      ) : (
        <ul class="books">
          {rows.map((row) => (
            <BookLine key={row.id} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

function BookLine({ row }: { readonly row: BookRow }) {
  const ref = useFlash<HTMLLIElement>(`${row.state} ${row.last?.at ?? 0}`);
  const warm = strategies.value.find(({ book }) => book === row.id)?.warm ?? true;
  const state = row.state === 'running' && !warm ? 'warming up' : row.state;
  return (
    <li ref={ref}>
      <button type="button" class="book" onClick={() => open({ kind: 'book', id: row.id })}>
        <span class="book-top">
          <b>{row.id}</b>
          <span class={`status ${row.state === 'running' ? 'done' : 'doubt'}`}>
            <span class="dot" aria-hidden="true" />
            {state}
          </span>
          <span class="book-equity">{dollars(row.equity)}</span>
        </span>
        <span class="book-facts">
          <Fact name="today">
            <Signed of={signedDollars(row.dayPnl)} />
          </Fact>
          <Fact name="total">
            <Signed of={signedDollars(row.pnl)} />{' '}
            <Signed of={signedPercent(row.pnlFraction)} plain />
          </Fact>
          <Fact name="capital">{percent(row.capital)}</Fact>
          <Fact name="positions">
            {row.positions}
            {row.openOrders > 0 && <span class="muted"> +{row.openOrders} open</span>}
          </Fact>
        </span>
        <span class="book-last muted">{lastText(row)}</span>
      </button>
    </li>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <span class="fact">
      <span class="fact-name">{name}</span>
      <span class="fact-value">{children}</span>
    </span>
  );
}

function lastText({ last, state, stateReason }: BookRow): string {
  if (state !== 'running') return stateReason;
  if (last === null) return 'No decision yet; it acts when its rule holds.';
  return `${momentText(last.at, marketAt.value)} ${last.side} ${last.symbol}: ${last.reason}`;
}
