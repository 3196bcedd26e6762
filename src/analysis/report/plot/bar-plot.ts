import { besideLabels, drawPlot, frameOf, type PlotSize } from './frame.ts';
import type { Tone } from './line-plot.ts';
import { linearScale, placeScale, type Tick, timeScale } from './scale.ts';
import { coordinate } from './svg.ts';

/** Thin bars over time, gains and losses apart. */
export interface TimeBars {
  readonly size: PlotSize;
  readonly height?: number;
  /** Days since 1970, ascending. */
  readonly days: Float64Array;
  readonly values: Float64Array;
  readonly write: (value: number, step: number) => string;
  readonly label: string;
  /** One color for all instead of two by sign. */
  readonly tone?: Tone;
}

/** Draws thin bars over time. */
export function timeBars(plot: TimeBars): string {
  const outer = frameOf(plot.size, plot.height);
  const wide = plot.size === 'wide';
  const y = linearScale([0, ...plot.values], {
    from: outer.bottom,
    to: outer.top,
    write: plot.write,
    ticks: wide ? 5 : 4,
  });
  const frame = besideLabels(outer, y);
  const room = (frame.right - frame.left) / Math.max(1, plot.values.length);
  const thick = Math.max(0.4, Math.min(14, room - (room > 3 ? 1 : 0)));
  const width = coordinate(thick);
  // The first and the last bar stand whole within the plot.
  const x = timeScale(plot.days, {
    from: frame.left + thick / 2,
    to: frame.right - thick / 2,
    ticks: wide ? 12 : 6,
  });
  const paths = { gain: '', loss: '' };
  const ground = y.at(0);
  for (let row = 0; row < plot.values.length; row += 1) {
    const value = plot.values[row]!;
    const height = y.at(value) - ground;
    if (Math.abs(height) < 0.05) continue;
    const at = coordinate(x.at(plot.days[row]!));
    paths[value > 0 ? 'gain' : 'loss'] += `M${at} ${coordinate(ground)}v${coordinate(height)}`;
  }
  const marks = (['gain', 'loss'] as const)
    .filter((tone) => paths[tone] !== '')
    .map((tone) => {
      const name = plot.tone ?? tone;
      return `<path class="bars ${name}" stroke-width="${width}" d="${paths[tone]}"/>`;
    })
    .join('');
  return drawPlot({ frame, x, y }, marks, plot);
}

/** Bars side by side for each of some names. */
export interface GroupedBars {
  readonly size: PlotSize;
  readonly height?: number;
  readonly names: readonly string[];
  /** The places to name; some of all, evenly, when absent. */
  readonly ticks?: readonly Tick[];
  readonly series: readonly { readonly tone: Tone | 'sign'; readonly values: Float64Array }[];
  readonly write: (value: number, step: number) => string;
  readonly label: string;
}

/** Draws bars for each name; a series with the tone `sign` has two colors. */
export function groupedBars(plot: GroupedBars): string {
  const outer = frameOf(plot.size, plot.height);
  const y = linearScale([0, ...plot.series.flatMap(({ values }) => [...values])], {
    from: outer.bottom,
    to: outer.top,
    write: plot.write,
  });
  const frame = besideLabels(outer, y);
  const room = (frame.right - frame.left) / plot.names.length;
  const longest = plot.names.reduce((most, { length }) => Math.max(most, length), 0);
  // As many names as stand side by side in the largest type.
  const fit = Math.max(1, Math.floor((frame.right - frame.left) / (longest * 7.6 + 8)));
  const every = Math.ceil(plot.names.length / fit);
  const named = plot.names.map((label, value) => ({ value, label }));
  const ticks = plot.ticks ?? named.filter(({ value }) => value % every === 0);
  const x = placeScale(plot.names.length, ticks, { from: frame.left, to: frame.right });
  const width = Math.min(26, (room * 0.72) / plot.series.length);
  const ground = y.at(0);
  const marks = plot.series
    .map(({ tone, values }, order) => {
      const shift = (order - (plot.series.length - 1) / 2) * (width + 1);
      return [...values]
        .map((value, place) => {
          if (Number.isNaN(value)) return '';
          const to = y.at(value);
          const name = tone === 'sign' ? (value < 0 ? 'loss' : 'gain') : tone;
          const left = coordinate(x.at(place) + shift - width / 2);
          return (
            `<rect class="bar ${name}" x="${left}" y="${coordinate(Math.min(to, ground))}" ` +
            `width="${coordinate(width)}" height="${coordinate(Math.abs(to - ground))}"/>`
          );
        })
        .join('');
    })
    .join('');
  return drawPlot({ frame, x, y }, marks, plot);
}
