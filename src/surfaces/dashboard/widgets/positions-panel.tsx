import {
  moneyChange,
  moneyText,
  percentChange,
  percentText,
  quantityText,
} from '../../../core/number-text.ts';
import { termsText } from '../model/order-rows.ts';
import type { PositionRow } from '../model/positions.ts';
import { house, positions, positionSums } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { Signed } from './signed.tsx';
import { Sparkline } from './sparkline.tsx';
import { Empty } from './states.tsx';
import { type TableColumn, Table } from './table.tsx';

const COLUMNS: readonly TableColumn<PositionRow>[] = [
  {
    head: 'Symbol',
    card: 'lead',
    cell: ({ symbol }) => (
      <button type="button" class="row-button" aria-label={`Explain ${symbol}`}>
        {symbol}
      </button>
    ),
    sortBy: ({ symbol }) => symbol,
  },
  {
    head: 'Recent',
    card: 'hidden',
    class: 'spark-cell',
    priority: 5,
    cell: ({ symbol }) => <Sparkline points={house.sparks.get(symbol) ?? []} />,
  },
  {
    head: 'Qty',
    numeric: true,
    cell: ({ quantity }) => quantityText(quantity),
    sortBy: ({ quantity }) => quantity.toNumber(),
  },
  {
    head: 'Avg cost',
    numeric: true,
    card: 'hidden',
    priority: 4,
    cell: ({ averagePrice }) => moneyText(averagePrice),
    sortBy: ({ averagePrice }) => averagePrice,
  },
  {
    head: 'Price',
    numeric: true,
    cell: ({ price }) => moneyText(price),
    sortBy: ({ price }) => price,
  },
  {
    head: 'Value',
    numeric: true,
    cell: ({ value }) => moneyText(value),
    sortBy: ({ value }) => value,
  },
  {
    head: 'Of account',
    numeric: true,
    priority: 2,
    cell: ({ weight }) => (
      <span class="weight">
        {percentText(weight)}
        <span class="weight-bar" aria-hidden="true">
          <span style={{ width: `${partOfLargest(weight) * 100}%` }} />
        </span>
      </span>
    ),
    sortBy: ({ weight }) => weight,
  },
  {
    head: 'Unrealized',
    numeric: true,
    card: 'corner',
    cell: ({ unrealized }) => <Signed of={moneyChange(unrealized)} />,
    sortBy: ({ unrealized }) => unrealized,
  },
  {
    head: 'Return',
    numeric: true,
    priority: 1,
    cell: ({ unrealizedFraction }) => <Signed of={percentChange(unrealizedFraction)} plain />,
    sortBy: ({ unrealizedFraction }) => unrealizedFraction,
  },
  { head: 'Exit', priority: 3, cell: ({ exit }) => <ExitCell exit={exit} /> },
];

function ExitCell({ exit }: { readonly exit: PositionRow['exit'] }) {
  switch (exit.kind) {
    case 'order':
      return <span>{termsText(exit.terms)}</span>;
    case 'strategy':
      return <span class="muted">by {exit.book}</span>;
    case 'none':
      return <span class="badge doubt">no exit</span>;
  }
}

/** Returns a weight relative to the largest one, 0 to 1, so that the bars are comparable. */
function partOfLargest(weight: number): number {
  const largest = Math.abs(positions.value[0]?.weight ?? Number.NaN);
  const part = Math.abs(weight) / largest;
  return Number.isFinite(part) ? Math.min(1, part) : 0;
}

/** Shows the account's positions, the largest first. */
export function PositionsPanel() {
  const rows = positions.value;
  const { net, unrealized } = positionSums.value;
  return (
    <section class="panel positions" id="positions" aria-labelledby="positions-title">
      <header class="panel-head">
        <h2 id="positions-title">
          Positions <span class="count">{rows.length}</span>
        </h2>
        {rows.length > 0 && (
          <p class="sums">
            <span class="muted">{moneyText(net)}</span> <Signed of={moneyChange(unrealized)} />
          </p>
        )}
      </header>
      {rows.length === 0 ? (
        <Empty title="No positions">A position appears here with its first fill.</Empty>
      ) : (
        <Table
          caption="Positions at the last prices"
          rows={rows}
          columns={COLUMNS}
          keyOf={({ symbol }) => symbol}
          stampOf={({ quantity }) => quantity.toString()}
          onOpen={({ symbol }) => open({ kind: 'position', symbol })}
        />
      )}
    </section>
  );
}
