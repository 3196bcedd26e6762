import type { FillNote } from '../model/account.ts';
import { momentText } from '../model/market-time.ts';
import { groupedText } from '../../../core/number-text.ts';
import { priceText, signedDollars } from '../model/number-text.ts';
import { watchHouse, fills, house, marketAt } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { useFlash } from './flash.ts';
import { Signed } from './signed.tsx';

/** Executions as they come, with what each realized. */
export function FillsPanel() {
  watchHouse();
  const rows = fills.value;
  return (
    <section class="panel fills" aria-labelledby="fills-title">
      <header class="panel-head">
        <h2 id="fills-title">
          Fills <span class="count">{house.account.portfolio.fillCount}</span>
        </h2>
      </header>
      {rows.length === 0 ? (
        <p class="empty">No fill yet. The first arrives when an order meets the market.</p>
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

function FillLine({ note }: { readonly note: FillNote }) {
  const { seq, fill, book, realized } = note;
  const ref = useFlash<HTMLLIElement>(String(seq));
  const shares = groupedText(fill.quantity.toString());
  const verb = fill.side === 'buy' ? 'bought' : 'sold';
  return (
    <li ref={ref}>
      <button
        type="button"
        class="feed-line"
        onClick={() => open({ kind: 'order', id: fill.order })}
      >
        <time class="muted">{momentText(fill.at, marketAt.value)}</time>
        <span>
          <span class={`side ${fill.side}`}>{verb}</span> {shares} <b>{fill.symbol}</b> at{' '}
          {priceText(fill.price.toNumber())}
        </span>
        <span class="feed-end">
          {realized === null ? (
            <span class="muted">{book}</span>
          ) : (
            <Signed of={signedDollars(realized.toNumber())} />
          )}
        </span>
      </button>
    </li>
  );
}
