import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { thinned } from '../model/equity-curve.ts';
import { momentText } from '../model/market-time.ts';
import { beat, marketAt, mode } from '../state/store.ts';
import { isDark } from '../state/ui.ts';
import { createPlot, type Plot, type PlotData, type PlotPane } from './plot.ts';

/** What a chart shows. */
export interface ChartProps {
  readonly label: string;
  readonly panes: readonly PlotPane[];
  /** Called whenever the live state has changed. */
  readonly read: () => PlotData;
  /** One-sentence description of the chart for screen readers. */
  readonly summary: string;
  /** Placeholder while there are fewer than two points. */
  readonly empty: string;
  readonly asTable: boolean;
  readonly onToggleTable: () => void;
  /** Called with the index of the point under the crosshair. */
  readonly onPoint: (index: number | undefined) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: -1e9,
  End: 1e9,
};

/** Shows series over market time, with a summary, keys, and a table of the same values. */
export function Chart(props: ChartProps) {
  const { label, panes, read, summary, empty, asTable, onToggleTable, onPoint } = props;
  const hosts = useRef<(HTMLDivElement | null)[]>([]);
  const plot = useRef<Plot | null>(null);
  const colored = `${isDark.value ? 'dark' : 'light'} ${mode.value ?? ''}`;
  const data = read();
  useEffect(() => {
    const elements = hosts.current.filter((host) => host !== null);
    if (asTable || elements.length !== panes.length) return undefined;
    const made = createPlot({ panes, hosts: elements, onPoint });
    plot.current = made;
    made.draw(read());
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [colored, asTable]);
  // Before the frame is painted, so that line and tiles always show the same moment.
  useLayoutEffect(() => plot.current?.draw(data), [beat.value, data.at[0]]);
  const onKey = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event;
    const by = STEPS[key];
    if (by !== undefined) plot.current?.step(shiftKey ? by * 10 : by);
    else if (key === 'ArrowUp') plot.current?.zoom(1);
    else if (key === 'ArrowDown') plot.current?.zoom(-1);
    else if (key === 'd') onToggleTable();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (asTable) return <ChartTable label={label} panes={panes} data={data} />;
  return (
    <figure class="plot" tabIndex={0} onKeyDown={onKey} aria-label={label}>
      {panes.map(({ name }, index) => (
        <div key={name} class="plot-pane">
          {index > 0 && <p class="plot-name">{name}</p>}
          <div
            class={index === 0 ? 'plot-line' : 'plot-strip'}
            ref={(element) => {
              hosts.current[index] = element;
            }}
          />
        </div>
      ))}
      <figcaption class="sr-only">
        {summary} Arrow keys move the crosshair and zoom, d shows the table.
      </figcaption>
      {data.at.length < 2 && <p class="empty plot-empty">{empty}</p>}
    </figure>
  );
}

const TABLE_ROWS = 40;

interface TwinProps {
  readonly label: string;
  readonly panes: readonly PlotPane[];
  readonly data: PlotData;
}

/** Shows the values of a chart as a table, newest first. */
function ChartTable({ label, panes, data }: TwinProps) {
  const now = marketAt.value;
  const columns = panes.flatMap(({ series, format }, pane) =>
    series.map((one, index) => ({ label: one.label, format, values: data.columns[pane]?.[index] })),
  );
  const rows = thinned(
    data.at.map((at, index) => ({ at, index })),
    TABLE_ROWS,
  );
  return (
    <div class="scroll plot-table" tabIndex={0} role="region" aria-label={`${label} as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time, ET</th>
            {columns.map((column) => (
              <NumberHead key={column.label}>{column.label}</NumberHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ at, index }) => (
            <tr key={at}>
              <td>{momentText(at, now)}</td>
              {columns.map(({ label: name, format, values }) => (
                <td key={name} class="num">
                  {format(values?.[index] ?? Number.NaN)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NumberHead({ children }: { readonly children: ComponentChildren }) {
  return (
    <th scope="col" class="num">
      {children}
    </th>
  );
}
