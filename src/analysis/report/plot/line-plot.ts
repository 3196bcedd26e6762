import { escapeHtml } from '../escape.ts';
import { besideLabels, drawPlot, frameOf, type Note, type PlotSize } from './frame.ts';
import { linearScale, logScale, type Scale, timeScale } from './scale.ts';
import { coordinate, linePath, visiblePoints } from './svg.ts';

/** Colors of named parts of a whole, in their order. */
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
  /** Events at the foot of the plot; triangles up or down, each with its tooltip. */
  readonly marks?: readonly {
    readonly day: number;
    readonly tone: 'buy' | 'sell';
    readonly title: string;
  }[];
  /** Level lines across the plot, their names above them; an empty name stands elsewhere. */
  readonly levels?: readonly { readonly value: number; readonly name: string }[];
}

/** Draws lines over time. */
export function linePlot(plot: LinePlot): string {
  const outer = frameOf(plot.size, plot.height);
  const wide = plot.size === 'wide';
  const values = [
    ...(plot.include ?? []),
    ...(plot.levels ?? []).map(({ value }) => value),
    ...plot.series.flatMap((series) => [...bounds(series.values)]),
  ];
  const options = { from: outer.bottom, to: outer.top, write: plot.write, ticks: wide ? 5 : 4 };
  const y = plot.log === true ? logScale(values, options) : linearScale(values, options);
  const frame = besideLabels(outer, y);
  const x = timeScale(plot.days, { from: frame.left, to: frame.right, ticks: wide ? 12 : 6 });
  const bands = drawBands(plot.bands ?? [], x, frame);
  const levels = plot.levels ?? [];
  const across = levels.map(
    ({ value }) =>
      `<path class="level" d="M${frame.left} ${coordinate(y.at(value))}H${frame.right}"/>`,
  );
  const names = levels.flatMap(({ value, name: text }): readonly Note[] => {
    if (text === '') return [];
    // Above the line, but below it at the top, where the name would be cut off.
    const under = y.at(value) - frame.top < NAME_HEIGHT;
    const baseline = y.at(value) + (under ? NAME_HEIGHT + 1 : -5);
    return [{ x: frame.right, y: baseline, text, anchor: 'left' }];
  });
  const lines = plot.series
    .toReversed()
    .map((series) => drawSeries(series, plot.days, { x, y, columns: wide ? 500 : 240 }))
    .join('');
  const marks = (plot.marks ?? []).map(({ day, tone, title }) => {
    const up = tone === 'buy';
    const tip = `M${coordinate(x.at(day))} ${frame.bottom - (up ? 9 : 1)}`;
    const shape = `${tip}l-4 ${up ? '' : '-'}8h8z`;
    return `<path class="mark ${tone}" d="${shape}"><title>${escapeHtml(title)}</title></path>`;
  });
  return drawPlot({ frame, x, y }, bands.marks + lines + across.join('') + marks.join(''), {
    label: plot.label,
    notes: [...bands.names, ...names],
  });
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

/** Pixels that the number of a band needs to itself in its row. */
const BAND_NAME = 16;

/** Shades stretches of days; numbers that would lie on one another stand in rows below. */
function drawBands(
  bands: NonNullable<LinePlot['bands']>,
  x: Scale,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): { readonly marks: string; readonly names: readonly Note[] } {
  const ends: number[] = [];
  const names: Note[] = [];
  let marks = '';
  for (const { from, to, name } of bands.toSorted((a, b) => a.from - b.from)) {
    const left = x.at(from);
    const width = Math.max(1, x.at(to) - left);
    const middle = left + width / 2;
    const free = ends.findIndex((end) => middle - end >= BAND_NAME);
    const row = free < 0 ? ends.length : free;
    ends[row] = middle;
    marks +=
      `<rect class="band" x="${coordinate(left)}" y="${top}" width="${coordinate(width)}" ` +
      `height="${bottom - top}"/>`;
    names.push({ x: middle, y: top + 12 + row * 13, text: name, anchor: 'middle' });
  }
  return { marks, names };
}
