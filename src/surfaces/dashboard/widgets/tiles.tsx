import type { ComponentChildren } from 'preact';
import type { FigureId } from '../model/explain.ts';
import type { Figures } from '../model/figures.ts';
import { clockText } from '../model/market-time.ts';
import { dollars, groupedText, percent } from '../../../core/number-text.ts';
import { drawdownText, signedDollars, signedPercent } from '../model/number-text.ts';
import { watchHouse, figures, house, positions } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { Signed } from './signed.tsx';

/** The figures of the account in one row; each explains itself when it is clicked. */
export function Tiles() {
  watchHouse();
  const now = figures.value;
  const { fees } = house.account.portfolio;
  return (
    <section class="tiles" aria-label="Key figures">
      <Tile figure="equity" name="Equity" note={`put in ${dollars(now.contributed.toNumber())}`}>
        {dollars(now.equity)}
      </Tile>
      <Tile
        figure="day_pnl"
        name="Day P&L"
        note={<Signed of={signedPercent(now.dayFraction)} plain />}
      >
        <Signed of={signedDollars(now.dayPnl)} />
      </Tile>
      <Tile
        figure="total_return"
        name="Total return"
        note={<Signed of={signedDollars(now.totalPnl)} plain />}
      >
        <Signed of={signedPercent(now.totalFraction)} />
      </Tile>
      <Tile
        figure="max_drawdown"
        name="Max drawdown"
        note={`now ${drawdownText(now.drawdownNow)} · of marks`}
      >
        {drawdownText(now.drawdown?.depth ?? Number.NaN)}
      </Tile>
      <Tile
        figure="exposure"
        name="Gross exposure"
        note={`net ${percent(now.net)} · ${positions.value.length} positions`}
      >
        {percent(now.gross)}
      </Tile>
      <Tile figure="cash" name="Cash" note={`fees paid ${dollars(fees.toNumber())}`}>
        ${groupedText(now.cash.toFixed(2))}
      </Tile>
      <Tile figure="buying_power" name="Free cash" note={buyingPowerText(now)}>
        {dollars(now.freeCash)}
      </Tile>
    </section>
  );
}

function buyingPowerText({ buyingPower, statedAt }: Figures): string {
  if (buyingPower === null || statedAt === null) return 'buying power not stated yet';
  return `buying power ${dollars(buyingPower.toNumber())} as of ${clockText(statedAt)}`;
}

function Tile({
  figure,
  name,
  note,
  children,
}: {
  readonly figure: FigureId;
  readonly name: string;
  readonly note: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="tile"
      title="How is this computed?"
      onClick={() => open({ kind: 'figure', figure })}
    >
      <span class="tile-name">{name}</span>
      <span class="tile-value">{children}</span>
      <span class="tile-note">{note}</span>
    </button>
  );
}
