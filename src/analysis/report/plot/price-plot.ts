import { escapeHtml } from '../escape.ts';
import { besideLabels, drawPlot, frameOf, type PlotSize } from './frame.ts';
import { linearScale, logScale, type Scale, spreadsWide } from './scale.ts';
import { coordinate, linePath, visiblePoints } from './svg.ts';

/** An execution on a chart. */
export interface PriceMark {
  /** Where it lies along the axis, as the points do. */
  readonly x: number;
  readonly price: number;
  readonly side: 'buy' | 'sell';
  /** Filled when it opens, hollow when it closes. */
  readonly opens: boolean;
  /** Tooltip. */
  readonly title: string;
}

/** What a chart of prices shows. */
export interface PricePlot {
  readonly size: PlotSize;
  readonly height?: number;
  /** Where each point lies along the axis, ascending. */
  readonly xs: Float64Array;
  /** Prices, NaN where there is none. */
  readonly close: Float64Array;
  readonly span?: {
    readonly open: Float64Array;
    readonly high: Float64Array;
    readonly low: Float64Array;
  };
  readonly marks: readonly PriceMark[];
  /** The axis, given the pixels of its ends. */
  readonly scale: (from: number, to: number) => Scale;
  readonly write: (value: number, step: number) => string;
  /** What the plot shows, in words. */
  readonly label: string;
}

/** More marks than this have no title each, or the page would grow by it. */
export const TITLED = 150;

/** Draws prices as a line, or from low to high where there is room, with executions on it. */
export function pricePlot(plot: PricePlot): string {
  const outer = frameOf(plot.size, plot.height);
  const { close, span, marks } = plot;
  const values = [
    ...(span === undefined ? close : [...span.high, ...span.low]),
    ...marks.map(({ price }) => price),
  ];
  const options = { from: outer.bottom, to: outer.top, write: plot.write };
  const [low, high] = boundsOf(values);
  const y = spreadsWide(low, high) ? logScale(values, options) : linearScale(values, options);
  const frame = besideLabels(outer, y);
  const x = plot.scale(frame.left + 6, frame.right - 6);
  const prices = span === undefined ? drawLine(plot, { x, y }) : drawSpans(plot, { x, y });
  const drawn =
    marks.length > TITLED ? together(marks, { x, y }) : marks.map((one) => drawMark(one, { x, y }));
  return drawPlot({ frame, x, y }, prices + drawn.join(''), plot);
}

function boundsOf(values: readonly number[]): readonly [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

function drawLine({ xs, close, size }: PricePlot, { x, y }: Scales): string {
  const shown = visiblePoints(close, size === 'wide' ? 500 : 240);
  const path = linePath(
    shown.map((place) => x.at(xs[place]!)),
    shown.map((place) => (Number.isNaN(close[place]) ? Number.NaN : y.at(close[place]!))),
  );
  return `<path class="line own" d="${path}"/>`;
}

/** From low to high, the open to the left and the close to the right. */
function drawSpans({ xs, close, span }: PricePlot, { x, y }: Scales): string {
  const { open, high, low } = span!;
  const room = (x.at(xs.at(-1) ?? 0) - x.at(xs[0] ?? 0)) / Math.max(1, xs.length - 1);
  const tick = coordinate(Math.max(1, Math.min(5, room / 3 || 5)));
  let path = '';
  for (const [place, value] of close.entries()) {
    if (Number.isNaN(value)) continue;
    const at = coordinate(x.at(xs[place]!));
    path +=
      `M${at} ${coordinate(y.at(low[place]!))}V${coordinate(y.at(high[place]!))}` +
      `M${at} ${coordinate(y.at(open[place]!))}h-${tick}` +
      `M${at} ${coordinate(y.at(value))}h${tick}`;
  }
  return `<path class="line own" d="${path}"/>`;
}

/** Buys point up from below the price, sells down from above it. */
function shapeOf(mark: PriceMark, { x, y }: Scales, place: (value: number) => string): string {
  const bought = mark.side === 'buy';
  const tip = place(y.at(mark.price) + (bought ? 1 : -1));
  return `M${place(x.at(mark.x))} ${tip}l-4 ${bought ? '' : '-'}7h8z`;
}

function nameOf({ side, opens }: PriceMark): string {
  return `mark ${side}${opens ? '' : ' hollow'}`;
}

function drawMark(mark: PriceMark, scales: Scales): string {
  return (
    `<path class="${nameOf(mark)}" d="${shapeOf(mark, scales, coordinate)}">` +
    `<title>${escapeHtml(mark.title)}</title></path>`
  );
}

/** To the pixel, and those that lie on one another once: thousands stay small in bytes. */
function together(marks: readonly PriceMark[], scales: Scales): readonly string[] {
  const shapes = new Map<string, Set<string>>();
  for (const mark of marks) {
    const name = nameOf(mark);
    const known = shapes.get(name) ?? new Set();
    shapes.set(name, known.add(shapeOf(mark, scales, (value) => String(Math.round(value)))));
  }
  return Array.from(shapes, ([name, some]) => `<path class="${name}" d="${[...some].join('')}"/>`);
}
