import uPlot from 'uplot';
import { drawdowns, type EquityPoint } from '../model/equity-curve.ts';
import { dollars } from '../../../core/number-text.ts';
import { drawdownText } from '../model/number-text.ts';
import { TradingTime } from '../model/trading-time.ts';
import { AXIS_WIDTH, type TimeHolder, xAxis, yAxis } from './plot-axes.ts';
import { colorsOf, type PlotColors, withAlpha } from './plot-colors.ts';

/** How far back the plot looks, in sessions. */
export type Period = 1 | 5 | 21 | 'all';

/** The two plots of equity as one thing: the line, and how far it is below its highest. */
export interface EquityPlot {
  /** Draws a curve and tells the first point in sight. */
  update(points: readonly EquityPoint[], period: Period): EquityPoint | undefined;
  /** Moves the crosshair by so many points; from the right end when it is not shown. */
  step(points: number): void;
  destroy(): void;
}

/** What a plot needs to be drawn. */
export interface EquityPlotOptions {
  readonly line: HTMLElement;
  readonly strip: HTMLElement;
  /** Called with the point under the crosshair, undefined when there is none. */
  readonly onPoint: (point: { point: EquityPoint; below: number } | undefined) => void;
}

interface Data extends TimeHolder {
  points: readonly EquityPoint[];
  below: Float64Array;
  /** The first instant that the axis was made for; the list of points changes in place. */
  from: number;
}

const HOUR = 3_600_000;
const PAD = 0.012;

/** Draws the plots into their two hosts and follows their width. */
export function createEquityPlot(options: EquityPlotOptions): EquityPlot {
  const data: Data = { points: [], below: new Float64Array(0), time: undefined, from: 0 };
  const colors = colorsOf(options.line);
  const sync = uPlot.sync('equity');
  const tell = (index: number | null | undefined): void => {
    const point = index === null || index === undefined ? undefined : data.points[index];
    options.onPoint(
      point === undefined ? undefined : { point, below: data.below[index ?? 0] ?? 0 },
    );
  };
  const line = new uPlot(lineOptions(data, colors, tell), [[], []], options.line);
  const strip = new uPlot(stripOptions(data, colors), [[], []], options.strip);
  sync.sub(line);
  sync.sub(strip);

  const resize = (): void => {
    for (const [plot, host] of [
      [line, options.line],
      [strip, options.strip],
    ] as const) {
      const { clientWidth: width, clientHeight: height } = host;
      if (width > 0 && height > 0) plot.setSize({ width, height });
    }
  };
  const observer = new ResizeObserver(resize);
  observer.observe(options.line);
  observer.observe(options.strip);

  return {
    update(points, period) {
      const shown = place(data, points, period);
      if (shown === undefined) return undefined;
      const { places, range } = shown;
      const equity = Float64Array.from(points, (point) => point.equity);
      const below = Float64Array.from(data.below, (value) => -value);
      for (const [plot, values] of [
        [line, equity],
        [strip, below],
      ] as const) {
        plot.batch(() => {
          plot.setData([places, values], false);
          plot.setScale('x', range);
        });
      }
      return points[places.findIndex((at) => at >= range.min)];
    },
    step(by) {
      const count = data.points.length;
      if (count === 0) return;
      const { idx } = line.cursor;
      const next = Math.min(count - 1, Math.max(0, (idx ?? count) + by));
      const left = line.valToPos(line.data[0][next] ?? 0, 'x');
      line.setCursor({ left, top: line.valToPos(line.data[1]?.[next] ?? 0, 'y') });
      tell(next);
    },
    destroy() {
      observer.disconnect();
      line.destroy();
      strip.destroy();
    },
  };
}

interface Placed {
  readonly places: Float64Array;
  readonly range: { readonly min: number; readonly max: number };
}

/** Takes in a curve and lays it on the axis of market time; undefined without points. */
function place(data: Data, points: readonly EquityPoint[], period: Period): Placed | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const known = data.from === first.at ? data.time : undefined;
  const time = known?.covers(last.at) === true ? known : new TradingTime(first.at, last.at);
  data.time = time;
  data.from = first.at;
  data.points = points;
  data.below = drawdowns(points);
  const places = Float64Array.from(points, ({ at }) => time.toAxis(at));
  return { places, range: rangeOf(time, places, period) };
}

function rangeOf(
  time: TradingTime,
  places: Float64Array,
  period: Period,
): { min: number; max: number } {
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? 0;
  let min = first;
  if (period !== 'all') {
    const opens = time.opensBetween(first, last);
    const open = opens.at(-period);
    if (open !== undefined) min = Math.max(first, time.starts[open] ?? first);
  }
  const max = Math.max(last, min + HOUR / 12);
  return { min, max: max + (max - min) * PAD };
}

const cursor: uPlot.Cursor = {
  sync: { key: 'equity', setSeries: false },
  drag: { x: false, y: false },
  y: false,
  points: { size: 8, width: 2 },
};

function lineOptions(
  data: Data,
  colors: PlotColors,
  tell: (index: number | null | undefined) => void,
): uPlot.Options {
  return {
    width: 600,
    height: 240,
    padding: [10, 0, 0, 0],
    legend: { show: false },
    cursor,
    scales: {
      x: { time: false },
      y: { range: (_plot, min, max) => padded(min, max) },
    },
    axes: [
      xAxis(data, colors, false),
      yAxis(colors, (value) => dollars(value, 0), {
        space: 34,
        last: () => data.points.at(-1)?.equity,
      }),
    ],
    series: [
      {},
      {
        stroke: colors.line,
        width: 1.75,
        points: { show: false },
        fill: (plot) => {
          const { top, height } = plot.bbox;
          if (!Number.isFinite(top) || height === 0) return 'transparent';
          const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
          gradient.addColorStop(0, withAlpha(colors.line, 0.22));
          gradient.addColorStop(1, withAlpha(colors.line, 0));
          return gradient;
        },
      },
    ],
    hooks: {
      setCursor: [
        (plot) =>
          tell(
            plot.cursor.left !== undefined && plot.cursor.left >= 0 ? plot.cursor.idx : undefined,
          ),
      ],
      draw: [(plot) => drawLast(plot, data, colors)],
    },
  };
}

function padded(min: number, max: number): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const middle = (min + max) / 2;
  const span = Math.max(max - min, middle * 0.0006);
  return [middle - span * 0.58, middle + span * 0.58];
}

/** The last point with its value on the axis, so that the eye finds the present. */
function drawLast(plot: uPlot, { points }: Data, colors: PlotColors): void {
  const last = points.at(-1);
  const place = plot.data[0].at(-1);
  if (last === undefined || place === undefined) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const x = plot.valToPos(place, 'x', true);
  const y = plot.valToPos(last.equity, 'y', true);
  ctx.save();
  ctx.strokeStyle = withAlpha(colors.line, 0.5);
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = withAlpha(colors.line, 0.2);
  ctx.beginPath();
  ctx.arc(x, y, 7 * ratio, 0, 2 * Math.PI);
  ctx.fill();
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
  ctx.font = `600 ${11 * ratio}px Inter, ui-sans-serif, system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillText(dollars(last.equity, 0), left + 5 * ratio, y + 0.5 * ratio);
  ctx.restore();
}

function stripOptions(data: Data, colors: PlotColors): uPlot.Options {
  return {
    width: 600,
    height: 84,
    padding: [6, 0, 0, 0],
    legend: { show: false },
    cursor,
    scales: {
      x: { time: false },
      y: { range: (_plot, min) => [Math.min(min * 1.15, -0.001), 0] },
    },
    axes: [
      xAxis(data, colors, true),
      yAxis(colors, (value) => drawdownText(-value), { space: 26 }),
    ],
    series: [
      {},
      {
        stroke: colors.loss,
        width: 1.25,
        points: { show: false },
        fill: withAlpha(colors.loss, 0.16),
        fillTo: 0,
      },
    ],
  };
}
