import { dollars, groupedText, percent } from '../../../core/number-text.ts';
import { priceText, signedDollars, signedPercent } from '../model/number-text.ts';
import type { PositionRow } from '../model/positions.ts';
import { house, positions, positionSums } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { Signed } from './signed.tsx';
import { Sparkline } from './sparkline.tsx';
import { type Column, Table } from './table.tsx';

const COLUMNS: readonly Column<PositionRow>[] = [
  {
    head: 'Symbol',
    card: 'lead',
    cell: ({ symbol }) => (
      <button type="button" class="row-button" aria-label={`Explain ${symbol}`}>
        {symbol}
      </button>
    ),
  },
  {
    head: 'Last minutes',
    card: 'hidden',
    class: 'spark-cell',
    cell: ({ symbol }) => <Sparkline points={house.sparks.get(symbol) ?? []} />,
  },
  { head: 'Qty', numeric: true, cell: ({ quantity }) => groupedText(quantity.toString()) },
  {
    head: 'Avg cost',
    numeric: true,
    card: 'hidden',
    cell: ({ averagePrice }) => priceText(averagePrice),
  },
  { head: 'Price', numeric: true, cell: ({ price }) => priceText(price) },
  { head: 'Value', numeric: true, cell: ({ value }) => dollars(value) },
  {
    head: 'Weight',
    numeric: true,
    cell: ({ weight }) => (
      <span class="weight">
        <span class="weight-bar" style={{ '--part': String(partOfLargest(weight)) }} />
        {percent(weight)}
      </span>
    ),
  },
  {
    head: 'Unrealized',
    numeric: true,
    card: 'corner',
    cell: ({ unrealized }) => <Signed of={signedDollars(unrealized)} />,
  },
  {
    head: 'Return',
    numeric: true,
    card: 'hidden',
    cell: ({ unrealizedFraction }) => <Signed of={signedPercent(unrealizedFraction)} plain />,
  },
];

/** A weight beside the largest one, 0 to 1, so that the bars compare the holdings. */
function partOfLargest(weight: number): number {
  const largest = Math.abs(positions.value[0]?.weight ?? Number.NaN);
  const part = Math.abs(weight) / largest;
  return Number.isFinite(part) ? Math.min(1, part) : 0;
}

/** What the account holds, the largest first. */
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
            <span>{dollars(net)}</span> <Signed of={signedDollars(unrealized)} />
          </p>
        )}
      </header>
      <Table
        caption="Positions at the last prices"
        rows={rows}
        columns={COLUMNS}
        keyOf={({ symbol }) => symbol}
        stampOf={({ quantity }) => quantity.toString()}
        onOpen={({ symbol }) => open({ kind: 'position', symbol })}
        empty="Nothing is held. Positions appear with the first fill."
      />
    </section>
  );
}
