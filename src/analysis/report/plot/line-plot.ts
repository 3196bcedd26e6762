import { escapeHtml } from '../escape.ts';
import { drawPlot, frameOf, type PlotSize } from './frame.ts';
import { linearScale, logScale, type Scale, timeScale } from './scale.ts';
import { coordinate, linePath, visiblePoints } from './svg.ts';

/** The colors of parts of a whole that are told apart by name, in their order. */
export const PARTS = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] as const;

/**
 * The role of a series, which decides its color: own, the benchmark's, a gain, a loss, a third;
 * of parts of a whole one of {@link PARTS}, the rest, or cash; of marks a buy or a sell.
 */
export type Tone =
  | 'own'
  | 'other'
  | 'gain'
  | 'loss'
  | 'third'
  | (typeof PARTS)[number]
  | 'rest'
  | 'cash'
  | 'buy'
  | 'sell';

/** A line over time; NaN where it has no value. */
export interface LineSeries {
  readonly name: string;
  readonly values: Float64Array;
  readonly tone: Tone;
  /** Fills between the line and zero. */
  readonly area?: boolean;
}

/** What a line plot shows. */
export interface LinePlot {
  readonly size: PlotSize;
  readonly height?: number;
  /** Days since 1970, ascending, one for each value of every series. */
  readonly days: Float64Array;
  readonly series: readonly LineSeries[];
  readonly write: (value: number, step: number) => string;
  /** What the plot shows, in words. */
  readonly label: string;
  /** Logarithmic; only for values above zero. */
  readonly log?: boolean;
  /** Values that the scale must show. */
  readonly include?: readonly number[];
  /** Stretches of days to shade, each with its own number. */
  readonly bands?: readonly { readonly from: number; readonly to: number; readonly name: string }[];
  /** Level lines across the plot, their names above them; an empty name stands elsewhere. */
  readonly levels?: readonly { readonly value: number; readonly name: string }[];
}

/** Draws lines over time. */
export function linePlot(plot: LinePlot): string {
  const frame = frameOf(plot.size, plot.height);
  const wide = plot.size === 'wide';
  const x = timeScale(plot.days, { from: frame.left, to: frame.right, ticks: wide ? 12 : 6 });
  const values = [
    ...(plot.include ?? []),
    ...(plot.levels ?? []).map(({ value }) => value),
    ...plot.series.flatMap((series) => [...bounds(series.values)]),
  ];
  const options = { from: frame.bottom, to: frame.top, write: plot.write, ticks: wide ? 5 : 4 };
  const y = plot.log === true ? logScale(values, options) : linearScale(values, options);
  const bands = (plot.bands ?? []).map((band) => drawBand(band, x, frame)).join('');
  const levels = (plot.levels ?? [])
    .map(({ value, name }) => {
      const at = coordinate(y.at(value));
      // Above the line, but below it at the top, where the name would be cut off.
      const under = y.at(value) - frame.top < NAME_HEIGHT;
      const beside = coordinate(y.at(value) + (under ? NAME_HEIGHT + 1 : -5));
      return (
        `<path class="level" d="M${frame.left} ${at}H${frame.right}"/>` +
        (name === ''
          ? ''
          : `<text class="note" x="${frame.right}" y="${beside}">${escapeHtml(name)}</text>`)
      );
    })
    .join('');
  const lines = plot.series
    .toReversed()
    .map((series) => drawSeries(series, plot.days, { x, y, columns: frame.right - frame.left }))
    .join('');
  return drawPlot({ frame, x, y }, bands + lines + levels, plot.label);
}

/** What the name of a level takes, in units of the plot. */
const NAME_HEIGHT = 12;

function bounds(values: Float64Array): readonly number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [] : [low, high];
}

function drawSeries(
  { values, tone, area = false }: LineSeries,
  days: Float64Array,
  at: { readonly x: Scale; readonly y: Scale; readonly columns: number },
): string {
  const shown = visiblePoints(values, at.columns);
  const xs = shown.map((index) => at.x.at(days[index]!));
  const ys = shown.map((index) =>
    Number.isNaN(values[index]) ? Number.NaN : at.y.at(values[index]!),
  );
  const path = linePath(xs, ys);
  const line = `<path class="line ${tone}" d="${path}"/>`;
  if (!area || shown.length === 0) return line;
  const ground = coordinate(at.y.at(Math.min(Math.max(0, at.y.low), at.y.high)));
  const closed = `${path}V${ground}H${coordinate(xs[0]!)}Z`;
  return `<path class="area ${tone}" d="${closed}"/>${line}`;
}

function drawBand(
  { from, to, name }: { readonly from: number; readonly to: number; readonly name: string },
  x: Scale,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): string {
  const left = x.at(from);
  const width = Math.max(1, x.at(to) - left);
  return (
    `<rect class="band" x="${coordinate(left)}" y="${top}" width="${coordinate(width)}" ` +
    `height="${bottom - top}"/><text class="note band-name" x="${coordinate(left + width / 2)}" ` +
    `y="${top + 12}">${escapeHtml(name)}</text>`
  );
}
