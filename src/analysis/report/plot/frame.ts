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

const MARGIN = { left: 54, right: 12, top: 10, bottom: 24 };

/** The frame of a plot of a size; `height` where it should differ from the usual one. */
export function frameOf(size: PlotSize, height = size === 'wide' ? 260 : 200): Frame {
  const width = size === 'wide' ? 1080 : 528;
  return {
    width,
    height,
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
}

/** What a plot is drawn on. */
export interface Axes {
  readonly frame: Frame;
  readonly x: Scale;
  readonly y: Scale;
  /** Whether the ticks of x have grid lines too. */
  readonly verticals?: boolean;
}

/** A whole SVG: grid and labels, then `marks`; `label` says in words what it shows. */
export function drawPlot(axes: Axes, marks: string, label: string): string {
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
    labels += `<text ${place} y="${bottom + 16}">${escapeHtml(tick.label)}</text>`;
  }
  const crossed = y.low < 0 && y.high > 0;
  const zero = crossed ? `<path class="zero" d="M${left} ${coordinate(y.at(0))}H${right}"/>` : '';
  return (
    `<div class="plot"><svg viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${escapeHtml(label)}"><path class="grid" d="${grid}"/>` +
    `${marks}${zero}${labels}</svg></div>`
  );
}
