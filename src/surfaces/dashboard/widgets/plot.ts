import uPlot from 'uplot';
import type { EpochMs } from '../../../core/time.ts';
import { TradingTime } from '../model/trading-time.ts';
import { AXIS_WIDTH, PLOT_FONT, type TimeHolder, xAxis, yAxis } from './plot-axes.ts';
import { colorsOf, type PlotColors, withAlpha } from './plot-colors.ts';

/** One line of a pane; two lines of one pane differ by dash and label, never by color alone. */
export interface PlotSeries {
  readonly label: string;
  readonly kind: 'line' | 'area';
  readonly color: 'line' | 'loss' | 'faint';
  readonly dash?: readonly number[];
  /** Baseline of the filled area; the bottom of the pane when absent. */
  readonly fillTo?: number;
}

/** One pane of a chart; all panes share the market time axis, drawn under the first. */
export interface PlotPane {
  readonly name: string;
  readonly series: readonly PlotSeries[];
  readonly format: (value: number) => string;
  /** The range of values to show for the extremes of the data. */
  readonly range: (min: number, max: number) => [number, number];
  /** Minimum distance between two axis values, in pixels. */
  readonly space: number;
  /** Whether the last value of the first series is marked on the axis. */
  readonly tag?: boolean;
}

/** Data of a chart: instants, and one column of values per pane and series. */
export interface PlotData {
  readonly at: readonly EpochMs[];
  readonly columns: readonly (readonly Float64Array[])[];
}

/** Stacked panes that share a crosshair. */
export interface Plot {
  draw(data: PlotData): void;
  /** Moves the crosshair by a number of points; from the right end when it is hidden. */
  step(points: number): void;
  /** Doubles (1) or halves (-1) the magnification of the right end. */
  zoom(by: 1 | -1): void;
  destroy(): void;
}

/** Inputs of a plot. */
export interface PlotOptions {
  readonly panes: readonly PlotPane[];
  /** One element for each pane. */
  readonly hosts: readonly HTMLElement[];
  /** Called with the index of the point under the crosshair, undefined when there is none. */
  readonly onPoint: (index: number | undefined) => void;
}

interface Held extends TimeHolder {
  data: PlotData;
  /** First instant that the axis was built for. */
  from: number;
  places: Float64Array;
  magnification: number;
}

const HOUR = 3_600_000;
const PAD = 0.012;
const MAGNIFICATION_MAX = 64;

let plots = 0;

/** Draws panes into their hosts and follows their size. */
export function createPlot({ panes, hosts, onPoint }: PlotOptions): Plot {
  const data = { at: [], columns: [] };
  const places = new Float64Array(0);
  const held: Held = { data, time: undefined, from: 0, places, magnification: 1 };
  const colors = colorsOf(hosts[0]!);
  plots += 1;
  const sync = uPlot.sync(`plot-${plots}`);
  const drawn = panes.map((pane, index) => {
    const parts = { pane, held, colors, onPoint, syncKey: `plot-${plots}`, isFirst: index === 0 };
    const empty = [[], ...pane.series.map(() => [])] as unknown as uPlot.AlignedData;
    return new uPlot(paneOptions(parts), empty, hosts[index]);
  });
  for (const plot of drawn) sync.sub(plot);
  const observer = new ResizeObserver(() => {
    drawn.forEach((plot, index) => {
      const { clientWidth: width, clientHeight: height } = hosts[index]!;
      if (width > 0 && height > 0) plot.setSize({ width, height });
    });
  });
  for (const host of hosts) observer.observe(host);

  const show = (): void => {
    const range = rangeOf(held);
    drawn.forEach((plot, index) => {
      plot.batch(() => {
        plot.setData([held.places, ...(held.data.columns[index] ?? [])], false);
        plot.setScale('x', range);
      });
    });
  };
  return {
    draw(next) {
      if (next.at.length === 0) return;
      layOut(held, next);
      show();
    },
    step(by) {
      const count = held.data.at.length;
      const [plot] = drawn;
      if (count === 0 || plot === undefined) return;
      const next = Math.min(count - 1, Math.max(0, (plot.cursor.idx ?? count) + by));
      const left = plot.valToPos(held.places[next] ?? 0, 'x');
      plot.setCursor({ left, top: plot.valToPos(plot.data[1]?.[next] ?? 0, 'y') });
      onPoint(next);
    },
    zoom(by) {
      const next = held.magnification * (by > 0 ? 2 : 0.5);
      held.magnification = Math.min(MAGNIFICATION_MAX, Math.max(1, next));
      show();
    },
    destroy() {
      observer.disconnect();
      for (const plot of drawn) plot.destroy();
    },
  };
}

/** Maps the instants to the market time axis. */
function layOut(held: Held, data: PlotData): void {
  const first = data.at[0]!;
  const last = data.at.at(-1)!;
  const known = held.from === first ? held.time : undefined;
  const time = known?.covers(last) === true ? known : new TradingTime(first, last);
  held.time = time;
  held.from = first;
  held.data = data;
  held.places = Float64Array.from(data.at, (at) => time.toAxis(at));
}

function rangeOf({ places, magnification }: Held): { min: number; max: number } {
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? 0;
  const min = last - (last - first) / magnification;
  const max = Math.max(last, min + HOUR / 12);
  return { min, max: max + (max - min) * PAD };
}

interface PaneParts {
  readonly pane: PlotPane;
  readonly held: Held;
  readonly colors: PlotColors;
  readonly onPoint: PlotOptions['onPoint'];
  readonly syncKey: string;
  readonly isFirst: boolean;
}

function paneOptions({ pane, held, colors, onPoint, syncKey, isFirst }: PaneParts): uPlot.Options {
  const last = (plot: uPlot): number | undefined => plot.data[1]?.at(-1) ?? undefined;
  const tag = pane.tag === true;
  return {
    width: 600,
    height: 100,
    padding: [isFirst ? 10 : 6, 0, isFirst ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      sync: { key: syncKey, setSeries: false },
      drag: { x: false, y: false },
      y: false,
      points: { size: 8, width: 2 },
    },
    scales: { x: { time: false }, y: { range: (_plot, min, max) => pane.range(min, max) } },
    axes: [
      xAxis(held, colors, isFirst),
      yAxis(colors, pane.format, { space: pane.space, ...(tag ? { last } : {}) }),
    ],
    series: [{}, ...pane.series.map((one) => seriesOptions(one, colors))],
    hooks: {
      ...(isFirst ? { setCursor: [(plot) => onPoint(pointed(plot))] } : {}),
      ...(tag ? { draw: [(plot) => drawLast(plot, pane.format, colors)] } : {}),
    },
  };
}

function pointed({ cursor }: uPlot): number | undefined {
  const isInside = cursor.left !== undefined && cursor.left >= 0;
  return isInside ? (cursor.idx ?? undefined) : undefined;
}

function seriesOptions(
  { label, kind, color, dash, fillTo }: PlotSeries,
  colors: PlotColors,
): uPlot.Series {
  const stroke = colors[color];
  return {
    label,
    stroke,
    width: color === 'loss' ? 1.25 : 1.75,
    points: { show: false },
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(fillTo === undefined ? {} : { fillTo }),
    ...(kind === 'area' ? { fill: withAlpha(stroke, color === 'loss' ? 0.16 : 0.1) } : {}),
  };
}

/** Marks the last point, with its value on the axis, so that it is easy to find. */
function drawLast(plot: uPlot, format: (value: number) => string, colors: PlotColors): void {
  const value = plot.data[1]?.at(-1);
  const place = plot.data[0].at(-1);
  if (typeof value !== 'number' || place === undefined) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const x = plot.valToPos(place, 'x', true);
  const y = plot.valToPos(value, 'y', true);
  ctx.save();
  ctx.fillStyle = colors.line;
  ctx.beginPath();
  ctx.arc(x, y, 3.2 * ratio, 0, 2 * Math.PI);
  ctx.fill();
  const height = 18 * ratio;
  const left = bbox.left + bbox.width + 3 * ratio;
  ctx.beginPath();
  ctx.roundRect(left, y - height / 2, (AXIS_WIDTH - 5) * ratio, height, 4 * ratio);
  ctx.fill();
  ctx.fillStyle = colors.panel;
  ctx.font = `600 ${11 * ratio}px ${PLOT_FONT}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillText(format(value), left + 5 * ratio, y + 0.5 * ratio);
  ctx.restore();
}
