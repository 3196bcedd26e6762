import {
  lossPercentText,
  moneyText,
  percentChange,
  wholeMoneyText,
} from '../../../core/number-text.ts';
import { useState } from 'preact/hooks';
import { drawdowns } from '../model/equity-curve.ts';
import { returnChange } from '../model/explain.ts';
import { dayText, momentText } from '../model/market-time.ts';
import { marketAt, result, returnMethod, watchHouse } from '../state/store.ts';
import { Chart } from './chart.tsx';
import type { PlotData, PlotPane } from './plot.ts';
import { Signed } from './signed.tsx';

const PANES: readonly PlotPane[] = [
  {
    name: 'Equity',
    series: [{ label: 'Equity', kind: 'area', color: 'line' }],
    format: wholeMoneyText,
    range: padded,
    space: 34,
    tag: true,
  },
  {
    name: 'Drawdown',
    series: [{ label: 'Drawdown', kind: 'area', color: 'loss', fillTo: 0 }],
    format: (value) => lossPercentText(-value),
    range: (min) => [Math.min(min * 1.15, -0.001), 0],
    space: 26,
  },
];

function padded(min: number, max: number): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const middle = (min + max) / 2;
  const span = Math.max(max - min, middle * 0.0006);
  return [middle - span * 0.58, middle + span * 0.58];
}

function readCurve(): PlotData {
  const now = result.value;
  if (now === undefined) return { at: [], columns: [] };
  const below = drawdowns(now.growth);
  return {
    at: now.points.map(({ at }) => at),
    columns: [
      [Float64Array.from(now.points, ({ equity }) => equity)],
      [Float64Array.from(below, (value) => -value)],
    ],
  };
}

/** Shows equity and drawdown over the chosen period, from the same result as the tiles. */
export function EquityPanel() {
  watchHouse();
  const [asTable, setAsTable] = useState(false);
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const start = result.value?.start.at;
  return (
    <section class="panel equity" aria-labelledby="equity-title">
      <header class="panel-head">
        <h2 id="equity-title">Equity</h2>
        {start !== undefined && <p class="muted">since {dayText(start)}</p>}
        <button
          type="button"
          class="pill panel-action"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          View as table
        </button>
      </header>
      <Legend pointed={pointed} />
      <Chart
        label="Equity chart"
        panes={PANES}
        read={readCurve}
        summary={summaryText()}
        empty="The line starts with the first prices of the trading day."
        asTable={asTable}
        onToggleTable={() => setAsTable(!asTable)}
        onPoint={setPointed}
      />
    </section>
  );
}

/** Shows the line's name, and its value at the crosshair or over the whole period. */
function Legend({ pointed }: { readonly pointed: number | undefined }) {
  const now = result.value;
  const point = pointed === undefined ? undefined : now?.points[pointed];
  const growth = pointed === undefined ? undefined : now?.growth[pointed];
  return (
    <p class="legend">
      <span class="legend-line" aria-hidden="true" />
      <span>Account</span>
      {point === undefined || growth === undefined ? (
        <Signed of={returnChange(now, returnMethod.value)} plain />
      ) : (
        <>
          <Signed of={percentChange(growth.equity - 1)} plain />
          <strong>{moneyText(point.equity)}</strong>
          <span class="muted">{momentText(point.at, marketAt.value)}</span>
        </>
      )}
    </p>
  );
}

function summaryText(): string {
  const now = result.value;
  const last = now?.points.at(-1);
  if (now === undefined || last === undefined) return 'No points yet.';
  return (
    `${moneyText(now.start.equity)} to ${moneyText(last.equity)}, ` +
    `${percentChange(now.twr).text} time-weighted, ` +
    `max drawdown ${lossPercentText(now.drawdown?.depth ?? Number.NaN)}.`
  );
}
