import { moneyChange, moneyText, quantityText } from '../../../core/number-text.ts';
import { notional } from '../../../market/instrument.ts';
import type { FillNote } from '../model/account.ts';
import { momentText } from '../model/market-time.ts';
import { fills, house, marketAt, watchHouse } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { useFlash } from './flash.ts';
import { Signed } from './signed.tsx';
import { Empty } from './states.tsx';

/** Shows fills as they arrive, newest first, with the realized P&L of each. */
export function FillsPanel() {
  watchHouse();
  const rows = fills.value;
  const { fillCount } = house.account.portfolio;
  return (
    <section class="panel fills" aria-labelledby="fills-title">
      <header class="panel-head">
        <h2 id="fills-title">
          Fills <span class="count">{quantityText(fillCount)}</span>
        </h2>
      </header>
      {rows.length === 0 ? (
        <Empty title="No fills yet">The first appears when an order is executed.</Empty>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-labelledby="fills-title">
          <ol class="feed">
            {rows.map((note) => (
              <FillLine key={note.seq} note={note} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

/** Two lines: trade and realized P&L; then time, strategy, order and value. */
function FillLine({ note }: { readonly note: FillNote }) {
  const { seq, fill, book, realized } = note;
  const ref = useFlash<HTMLLIElement>(String(seq));
  const verb = fill.side === 'buy' ? 'bought' : 'sold';
  return (
    <li ref={ref}>
      <button
        type="button"
        class="feed-line"
        onClick={() => open({ kind: 'order', id: fill.order })}
      >
        <span class="feed-what">
          <span class={`side ${fill.side}`}>{verb}</span> {quantityText(fill.quantity)}{' '}
          <b>{fill.symbol}</b> at {moneyText(fill.price)}
        </span>
        <span class="feed-end">
          {realized === null ? (
            <span class="muted">opens</span>
          ) : (
            <Signed of={moneyChange(realized)} />
          )}
        </span>
        <span class="feed-more muted">
          <time>{momentText(fill.at, marketAt.value)}</time> <span>{book}</span>{' '}
          <span class="feed-id">{shortId(fill.order)}</span>
        </span>
        <span class="feed-end muted">
          {moneyText(notional(fill.instrument, fill.price, fill.quantity))}
        </span>
      </button>
    </li>
  );
}

/** Returns the distinctive end of an order id; the drawer shows the full id. */
function shortId(id: string): string {
  return id.length > 10 ? `…${id.slice(-6)}` : id;
}
