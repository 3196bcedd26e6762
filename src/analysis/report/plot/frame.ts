import { escapeHtml } from '../escape.ts';
import type { Scale } from './scale.ts';
import { coordinate } from './svg.ts';

/** The size of a plot: across the page, or half of it. */
export type PlotSize = 'wide' | 'half';

/** The outside and the inside of a plot in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MARGIN = { left: 54, right: 12, top: 10, bottom: 28 };

const WIDTH: Readonly<Record<PlotSize, number>> = { wide: 1080, half: 528 };

/** The frame of a plot of a size; `height` where it should differ from the usual one. */
export function frameOf(size: PlotSize, height = size === 'wide' ? 260 : 200): Frame {
  const width = WIDTH[size];
  return {
    width,
    height,
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
}

/** What a character of a label takes at most, in units of the plot: paper has the largest type. */
const CHARACTER = 8.4;

/** A frame whose left margin has room for every label of the axis to its left. */
export function besideLabels(frame: Frame, { ticks }: Scale): Frame {
  const longest = ticks.reduce((most, { label }) => Math.max(most, label.length), 0);
  return { ...frame, left: Math.max(frame.left, Math.ceil(longest * CHARACTER)) };
}

/** What a plot is drawn on. */
export interface Axes {
  readonly frame: Frame;
  readonly x: Scale;
  readonly y: Scale;
  /** Whether the ticks of x have grid lines too. */
  readonly verticals?: boolean;
}

/** A word on a plot, at a place of its frame. */
export interface Note {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Where the word lies of its place: to its left, to its right, or around it. */
  readonly anchor: 'left' | 'right' | 'middle';
}

const ANCHOR = { left: 'note', right: 'note from', middle: 'note band-name' } as const;

/** The id of the marks within a plot, until the figure gives it its own. */
export const MARKS_ID = '@marks';

/**
 * A plot as SVG: grid and labels, `marks`, and `notes`; `label` says in words what it shows.
 *
 * A wide one has a second drawing for narrow screens, where the first would be too small to read:
 * the same marks, squeezed, with an axis and words of their own.
 */
export function drawPlot(
  axes: Axes,
  marks: string,
  { label, notes = [] }: { readonly label: string; readonly notes?: readonly Note[] },
): string {
  const { frame } = axes;
  if (frame.width !== WIDTH.wide) return drawSvg(axes, marks, { label, notes, size: 'half' });
  const { narrow, place } = narrowed(axes);
  const moved = notes.map((note) => ({ ...note, x: place.x(note.x), y: place.y(note.y) }));
  const used = `<use href="#${MARKS_ID}" transform="${place.transform}"></use>`;
  return (
    drawSvg(axes, `<g id="${MARKS_ID}">${marks}</g>`, { label, notes, size: 'wide' }) +
    drawSvg(narrow, used, { label, notes: moved, size: 'half' })
  );
}

/** What a character of a label takes on narrow screens. */
const NARROW_CHARACTER = 8.6;

/** The axes of a wide plot on a narrow screen, and where everything of it goes. */
function narrowed({ frame, x, y, verticals = false }: Axes): {
  readonly narrow: Axes;
  readonly place: {
    readonly x: (at: number) => number;
    readonly y: (at: number) => number;
    readonly transform: string;
  };
} {
  const to = besideLabels(frameOf('half', Math.round(frame.height * 0.86)), y);
  const [across, down] = [
    (to.right - to.left) / (frame.right - frame.left),
    (to.bottom - to.top) / (frame.bottom - frame.top),
  ];
  const place = {
    x: (at: number): number => to.left + (at - frame.left) * across,
    y: (at: number): number => to.top + (at - frame.top) * down,
  };
  const longest = x.ticks.reduce((most, { label }) => Math.max(most, label.length), 0);
  const fit = (to.right - to.left) / (longest * NARROW_CHARACTER + 12);
  const every = Math.max(1, Math.ceil(x.ticks.length / fit));
  const ticks = x.ticks.filter((_, order) => order % every === 0);
  const parts = [across, 0, 0, down, to.left - frame.left * across, to.top - frame.top * down].map(
    (part) => String(Math.round(part * 1e4) / 1e4),
  );
  return {
    narrow: {
      frame: to,
      x: { ...x, ticks, at: (value) => place.x(x.at(value)) },
      y: { ...y, at: (value) => place.y(y.at(value)) },
      verticals,
    },
    place: { ...place, transform: `matrix(${parts.join(' ')})` },
  };
}

function drawSvg(
  axes: Axes,
  marks: string,
  what: { readonly label: string; readonly notes: readonly Note[]; readonly size: PlotSize },
): string {
  const { frame, x, y, verticals = false } = axes;
  const { width, height, left, right, top, bottom } = frame;
  let grid = '';
  let labels = '';
  for (const tick of y.ticks) {
    const at = coordinate(y.at(tick.value));
    grid += `M${left} ${at}H${right}`;
    const place = `x="${left - 8}" y="${at}" dy=".32em"`;
    labels += `<text ${place} class="y">${escapeHtml(tick.label)}</text>`;
  }
  for (const tick of x.ticks) {
    const at = coordinate(x.at(tick.value));
    if (verticals) grid += `M${at} ${top}V${bottom}`;
    // A label at the right end of the plot leans inward, or half of it would be cut off.
    const atEnd = x.at(tick.value) > width - 20;
    const place = `x="${atEnd ? width - 1 : at}" class="${atEnd ? 'x end' : 'x'}"`;
    labels += `<text ${place} y="${bottom + 18}">${escapeHtml(tick.label)}</text>`;
  }
  for (const note of what.notes) {
    const place = `x="${coordinate(note.x)}" y="${coordinate(note.y)}"`;
    labels += `<text class="${ANCHOR[note.anchor]}" ${place}>${escapeHtml(note.text)}</text>`;
  }
  const crossed = y.low < 0 && y.high > 0;
  const zero = crossed ? `<path class="zero" d="M${left} ${coordinate(y.at(0))}H${right}"/>` : '';
  return (
    `<div class="plot ${what.size}"><svg viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${escapeHtml(what.label)}"><path class="grid" d="${grid}"/>` +
    `${marks}${zero}${labels}</svg></div>`
  );
}
