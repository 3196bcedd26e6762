import { drawPlot, frameOf, type Note, type PlotSize } from './frame.ts';
import { linearScale, roundStep } from './scale.ts';
import { coordinate, linePath } from './svg.ts';

/** Counts of values in stretches of one width. */
export interface Bins {
  /** The lower end of the first bin. */
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** About so many bins at least lie between the lowest and the highest value. */
const LEAST_BINS = 10;

/**
 * Counts values in bins of a round width, about as wide as Freedman and Diaconis advise.
 *
 * @param given ascending; what is not finite is left out
 * @see Freedman and Diaconis 1981, Zeitschrift für Wahrscheinlichkeitstheorie 57
 */
export function binsOf(given: Float64Array): Bins {
  const values = given.filter((value) => Number.isFinite(value));
  if (values.length === 0) return { from: 0, width: 1, counts: [0] };
  const low = values[0]!;
  const high = values.at(-1)!;
  const at = (p: number): number => values[Math.round((values.length - 1) * p)]!;
  // Few values spread so much by the rule that two bars would be all.
  const advised = (2 * (at(0.75) - at(0.25))) / Math.cbrt(values.length);
  const spread = Math.min(advised, (high - low) / LEAST_BINS);
  const least = (high - low) / 80;
  const width = roundStep(Math.max(spread, least, Math.abs(high) * 1e-9, 1e-12));
  const first = Math.floor(low / width);
  const counts = Array.from<number>({ length: Math.floor(high / width) - first + 1 }).fill(0);
  for (const value of values)
    counts[Math.min(counts.length - 1, Math.floor(value / width) - first)]! += 1;
  return { from: first * width, width, counts };
}

/** What a character of a name takes at most, in units of the plot. */
const NAME_CHARACTER = 7.2;

/** What a histogram shows. */
export interface Histogram {
  readonly size: PlotSize;
  readonly bins: Bins;
  readonly write: (value: number, step: number) => string;
  readonly label: string;
  /** Expected count per bin width at a value, drawn as a line. */
  readonly curve?: (value: number) => number;
  /** Vertical lines with their names. */
  readonly lines?: readonly { readonly value: number; readonly name: string }[];
}

/** Draws how often values fall into each bin, losses and gains apart. */
export function histogram(plot: Histogram): string {
  const frame = frameOf(plot.size);
  const { from, width, counts } = plot.bins;
  const to = from + width * counts.length;
  const marked = (plot.lines ?? []).map(({ value }) => value);
  const x = linearScale([from, to, ...marked], {
    from: frame.left,
    to: frame.right,
    write: plot.write,
    ticks: plot.size === 'wide' ? 10 : 6,
  });
  const curve = plot.curve;
  const peak = curve === undefined ? 0 : curve(from + (width * counts.length) / 2);
  const y = linearScale([0, peak, ...counts], {
    from: frame.bottom,
    to: frame.top,
    write: (value) => (Number.isInteger(value) ? String(value) : ''),
    ticks: 4,
  });
  const bars = counts
    .map((count, place) => {
      if (count === 0) return '';
      const left = x.at(from + place * width);
      const wide = Math.max(0.6, x.at(from + (place + 1) * width) - left - 1);
      const tone = from + (place + 0.5) * width < 0 ? 'loss' : 'gain';
      return (
        `<rect class="bar ${tone}" x="${coordinate(left + 0.5)}" y="${coordinate(y.at(count))}" ` +
        `width="${coordinate(wide)}" height="${coordinate(frame.bottom - y.at(count))}"/>`
      );
    })
    .join('');
  let overlay = '';
  if (curve !== undefined) {
    const xs = Array.from({ length: 121 }, (_, index) => from + ((to - from) * index) / 120);
    const path = linePath(
      xs.map((value) => x.at(value)),
      xs.map((value) => y.at(Math.min(curve(value), y.high))),
    );
    overlay = `<path class="line other" d="${path}"/>`;
  }
  const marks = (plot.lines ?? []).toSorted((a, b) => a.value - b.value);
  const lines = marks.map(
    ({ value }) =>
      `<path class="level" d="M${coordinate(x.at(value))} ${frame.top}V${frame.bottom}"/>`,
  );
  const sides = marks.map(({ value, name }, order) => {
    const place = x.at(value);
    // Outward from one another, and to the side that has room.
    const room = name.length * NAME_CHARACTER + 4;
    return place - room < frame.left || (order > 0 && place + room < frame.right);
  });
  const notes = marks.map(({ value, name: text }, order): Note => {
    const right = sides[order]!;
    // Names on one side stand below one another.
    const row = sides.slice(0, order).filter((side) => side === right).length;
    const at = x.at(value) + (right ? 4 : -4);
    return { x: at, y: frame.top + 10 + row * 14, text, anchor: right ? 'right' : 'left' };
  });
  return drawPlot({ frame, x, y }, bars + overlay + lines.join(''), { label: plot.label, notes });
}
