import { drawPlot, frameOf, type PlotSize } from './frame.ts';
import type { Tone } from './line-plot.ts';
import { linearScale, type Scale, timeScale } from './scale.ts';
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
  /** Pixels between bars that are wide enough to have a gap; 1 when absent. */
  readonly gap?: number;
}

/** Draws thin bars over time. */
export function timeBars(plot: TimeBars): string {
  const frame = frameOf(plot.size, plot.height);
  const wide = plot.size === 'wide';
  const x = timeScale(plot.days, { from: frame.left, to: frame.right, ticks: wide ? 12 : 6 });
  const y = linearScale([0, ...plot.values], {
    from: frame.bottom,
    to: frame.top,
    write: plot.write,
    ticks: wide ? 5 : 4,
  });
  const room = (frame.right - frame.left) / Math.max(1, plot.values.length);
  const width = coordinate(Math.max(0.4, Math.min(14, room - (room > 3 ? (plot.gap ?? 1) : 0))));
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
  return drawPlot({ frame, x, y }, marks, plot.label);
}

/** Bars side by side for each of some names. */
export interface GroupedBars {
  readonly size: PlotSize;
  readonly height?: number;
  readonly names: readonly string[];
  readonly series: readonly { readonly tone: Tone | 'sign'; readonly values: Float64Array }[];
  readonly write: (value: number, step: number) => string;
  readonly label: string;
}

/** Draws bars for each name; a series with the tone `sign` has two colors. */
export function groupedBars(plot: GroupedBars): string {
  const frame = frameOf(plot.size, plot.height);
  const y = linearScale([0, ...plot.series.flatMap(({ values }) => [...values])], {
    from: frame.bottom,
    to: frame.top,
    write: plot.write,
  });
  const room = (frame.right - frame.left) / plot.names.length;
  const every = Math.ceil(plot.names.length / (plot.size === 'wide' ? 24 : 12));
  const x: Scale = {
    low: 0,
    high: plot.names.length,
    at: (place) => frame.left + (place + 0.5) * room,
    ticks: plot.names.flatMap((label, value) => (value % every === 0 ? [{ value, label }] : [])),
  };
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
  return drawPlot({ frame, x, y }, marks, plot.label);
}
