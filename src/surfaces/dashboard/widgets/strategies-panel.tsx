import { moneyChange, moneyText, percentChange } from '../../../core/number-text.ts';
import type { ComponentChildren } from 'preact';
import type { StrategyCard } from '../link/api.ts';
import type { BookRow } from '../model/book-rows.ts';
import { momentText } from '../model/market-time.ts';
import {
  books,
  engine,
  engineState,
  house,
  marketAt,
  strategies,
  strategyCards,
} from '../state/store.ts';
import { open } from '../state/ui.ts';
import { useFlash } from './flash.ts';
import { Signed } from './signed.tsx';
import { Sparkline } from './sparkline.tsx';
import { Empty, Loaded } from './states.tsx';

/** Shows each strategy's equity, result, and last decision or reason for no trade. */
export function StrategiesPanel() {
  const rows = books.value;
  return (
    <section class="panel strategies" id="strategies" aria-labelledby="strategies-title">
      <header class="panel-head">
        <h2 id="strategies-title">
          Strategies <span class="count">{strategyCards.value.length}</span>
        </h2>
      </header>
      <Loaded what="Strategies" resource={strategies} rows={6}>
        {(cards) =>
          rows.length === 0 ? (
            <Empty title="No strategies yet">
              They appear when the engine starts its run. Create one with{' '}
              <code>quipu strategy new</code>.
            </Empty>
          ) : (
            <ul class="books">
              {rows.map((row) => (
                <BookLine key={row.id} row={row} card={cards.find(({ book }) => book === row.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

interface BookLineProps {
  readonly row: BookRow;
  readonly card: StrategyCard | undefined;
}

function BookLine({ row, card }: BookLineProps) {
  const ref = useFlash<HTMLLIElement>(`${row.state} ${row.last?.at ?? 0}`);
  const { text, tone } = stateOf(row, card);
  return (
    <li ref={ref}>
      <button type="button" class="book" onClick={() => open({ kind: 'book', id: row.id })}>
        <span class="book-top">
          <b>{row.id}</b>
          <span class={`status ${tone}`}>
            <span class="dot" aria-hidden="true" />
            {text}
          </span>
          <span class="book-equity">{moneyText(row.equity)}</span>
        </span>
        <span class="book-facts">
          <Fact name="today">
            <Signed of={moneyChange(row.dayPnl)} />
          </Fact>
          <Fact name="total">
            <Signed of={percentChange(row.pnlFraction)} />
          </Fact>
          <Fact name="positions">{row.positions}</Fact>
          <Sparkline points={house.sparks.get(`book:${row.id}`) ?? []} tone="line" />
        </span>
        <span class="book-last muted">{lastText(row, card)}</span>
      </button>
    </li>
  );
}

function stateOf(row: BookRow, card: StrategyCard | undefined): { text: string; tone: string } {
  if (engine.value.tone === 'unknown') return { text: 'unknown', tone: 'hollow' };
  if (row.state !== 'running') return { text: row.state, tone: 'doubt' };
  if (engineState.value === 'halted') return { text: 'running, blocked', tone: 'stopped' };
  if (engineState.value === 'reduce_only') return { text: 'running, exits only', tone: 'doubt' };
  return card?.warm === false
    ? { text: 'warming up', tone: 'quiet' }
    : { text: 'running', tone: 'done' };
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <span class="fact">
      <span class="fact-name">{name}</span>
      <span class="fact-value">{children}</span>
    </span>
  );
}

/** Returns what blocks the next orders, or else the last decision. */
function lastText({ last, state, stateReason }: BookRow, card: StrategyCard | undefined): string {
  if (state !== 'running') return stateReason;
  const refusal = card?.refusals[0];
  if (refusal !== undefined) {
    return `No trade: ${refusal.side} ${refusal.symbol} is blocked. ${refusal.why}`;
  }
  if (last === null) return 'No decision yet: its rule has not held since the start.';
  return `${momentText(last.at, marketAt.value)} ${last.side} ${last.symbol}: ${last.reason}`;
}
