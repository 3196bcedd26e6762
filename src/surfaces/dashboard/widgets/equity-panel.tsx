import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type EquityPoint, summarizeCurve, thinned } from '../model/equity-curve.ts';
import { momentText } from '../model/market-time.ts';
import { dollars } from '../../../core/number-text.ts';
import { drawdownText, signedDollars, signedPercent } from '../model/number-text.ts';
import { watchHouse, beat, figures, house, marketAt, mode } from '../state/store.ts';
import { isDark } from '../state/ui.ts';
import { createEquityPlot, type EquityPlot, type Period } from './equity-plot.ts';
import { Signed } from './signed.tsx';

const PERIODS: readonly {
  readonly period: Period;
  readonly name: string;
  readonly long: string;
}[] = [
  { period: 1, name: '1D', long: 'This session' },
  { period: 5, name: '5D', long: 'Five sessions' },
  { period: 21, name: '1M', long: 'A month of sessions' },
  { period: 'all', name: 'All', long: 'Everything' },
];

/** The first point in sight, from which the change of the period is measured. */
const firstShown = signal<EquityPoint | undefined>(undefined);

type Pointed = { readonly point: EquityPoint; readonly below: number } | undefined;

/** Equity over time with the drawdown under it, moving as marks come. */
export function EquityPanel() {
  const [period, setPeriod] = useState<Period>(5);
  const [asTable, setAsTable] = useState(false);
  const [pointed, setPointed] = useState<Pointed>(undefined);
  return (
    <section class="panel equity" aria-labelledby="equity-title">
      <header class="panel-head">
        <h2 id="equity-title">Equity</h2>
        <Headline pointed={pointed} />
        <div class="pills" role="group" aria-label="Period">
          {PERIODS.map(({ period: one, name, long }) => (
            <button
              key={name}
              type="button"
              class="pill"
              title={long}
              aria-pressed={one === period}
              onClick={() => setPeriod(one)}
            >
              {name}
            </button>
          ))}
          <button
            type="button"
            class="pill"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            Table
          </button>
        </div>
      </header>
      {asTable ? <CurveTable /> : <Plot period={period} onPoint={setPointed} />}
    </section>
  );
}

function Headline({ pointed }: { readonly pointed: Pointed }) {
  if (pointed !== undefined) {
    return (
      <p class="headline">
        <strong>{dollars(pointed.point.equity)}</strong>
        <span class="muted">
          {momentText(pointed.point.at, marketAt.value)} · drawdown {drawdownText(pointed.below)}
        </span>
      </p>
    );
  }
  const start = firstShown.value?.equity ?? Number.NaN;
  const { equity } = figures.value;
  return (
    <p class="headline">
      <Signed of={signedDollars(equity - start)} />
      <Signed of={signedPercent(equity / start - 1)} plain />
      {firstShown.value !== undefined && (
        <span class="muted">since {momentText(firstShown.value.at, marketAt.value)}</span>
      )}
    </p>
  );
}

function Plot({
  period,
  onPoint,
}: {
  readonly period: Period;
  readonly onPoint: (pointed: Pointed) => void;
}) {
  const lineHost = useRef<HTMLDivElement>(null);
  const stripHost = useRef<HTMLDivElement>(null);
  const plot = useRef<EquityPlot | null>(null);
  const colored = `${isDark.value ? 'dark' : 'light'} ${mode.value ?? ''}`;
  useEffect(() => {
    if (lineHost.current === null || stripHost.current === null) return undefined;
    const made = createEquityPlot({ line: lineHost.current, strip: stripHost.current, onPoint });
    plot.current = made;
    firstShown.value = made.update(house.curve, period);
    return () => made.destroy();
  }, [colored]);
  const moved = beat.value;
  useEffect(() => {
    firstShown.value = plot.current?.update(house.curve, period);
  }, [moved, period]);
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    plot.current?.step(event.shiftKey ? by * 10 : by);
  };
  return (
    <figure class="plot" tabIndex={0} onKeyDown={onKey} aria-label="Equity chart">
      <div class="plot-line" ref={lineHost} />
      <p class="plot-name">Drawdown</p>
      <div class="plot-strip" ref={stripHost} />
      <figcaption class="sr-only">{summaryText()}</figcaption>
      {house.curve.length < 2 && (
        <p class="empty plot-empty">The line starts with the first prices of the session.</p>
      )}
    </figure>
  );
}

function summaryText(): string {
  const summary = summarizeCurve(house.curve);
  if (summary === undefined) return 'No points yet.';
  const { first, last, lowest, highest, change, drawdown } = summary;
  return (
    `From ${dollars(first.equity)} to ${dollars(last.equity)}, ${signedPercent(change).text}; ` +
    `lowest ${dollars(lowest.equity)}, highest ${dollars(highest.equity)}, ` +
    `maximum drawdown ${drawdownText(drawdown.depth)}. Arrow keys move along the line.`
  );
}

const TABLE_ROWS = 40;

function CurveTable() {
  watchHouse();
  const now = marketAt.value;
  const points = thinned(house.curve, TABLE_ROWS);
  let peak = 0;
  const rows = points.map((point) => {
    peak = Math.max(peak, point.equity);
    return { point, below: 1 - point.equity / peak };
  });
  return (
    <div class="scroll plot-table" tabIndex={0} role="region" aria-label="Equity as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Market time</th>
            <th scope="col" class="num">
              Equity
            </th>
            <th scope="col" class="num">
              Drawdown
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ point, below }) => (
            <tr key={point.at}>
              <td>{momentText(point.at, now)}</td>
              <td class="num">{dollars(point.equity)}</td>
              <td class="num">{drawdownText(below)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
