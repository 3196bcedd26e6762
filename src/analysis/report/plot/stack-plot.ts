import { besideLabels, drawPlot, frameOf, type PlotSize } from './frame.ts';
import type { Tone } from './line-plot.ts';
import { linearScale, timeScale } from './scale.ts';
import { coordinate } from './svg.ts';

/** One part of a whole over time, above or below zero. */
export interface Layer {
  readonly tone: Tone;
  readonly values: Float64Array;
}

/** What a stack shows. */
export interface StackPlot {
  readonly size: PlotSize;
  readonly height?: number;
  /** Days since 1970, ascending, one for each value of every layer. */
  readonly days: Float64Array;
  /** From zero outward. */
  readonly layers: readonly Layer[];
  readonly write: (value: number, step: number) => string;
  /** What the plot shows, in words. */
  readonly label: string;
}

/** Pixels that a step takes at least: of more rows than fit, the last of each step is shown. */
const STEP = 2;

/** Draws parts of a whole on top of each other, those below zero below it, in steps. */
export function stackPlot(plot: StackPlot): string {
  const outer = frameOf(plot.size, plot.height);
  const wide = plot.size === 'wide';
  const rows = shownRows(plot.days.length, Math.floor((outer.right - outer.left) / STEP));
  const [above, below] = [1, -1].map((sign) => heapsOf(plot.layers, rows, sign)) as [
    readonly Float64Array[],
    readonly Float64Array[],
  ];
  const ends = [...(above.at(-1) ?? []), ...(below.at(-1) ?? [])];
  const y = linearScale([0, ...ends], {
    from: outer.bottom,
    to: outer.top,
    write: plot.write,
    ticks: wide ? 5 : 4,
  });
  const frame = besideLabels(outer, y);
  const x = timeScale(plot.days, { from: frame.left, to: frame.right, ticks: wide ? 12 : 6 });
  const lefts = rows.map((row) => coordinate(x.at(plot.days[row]!)));
  const ground = coordinate(y.at(0));
  // The outermost first: what lies nearer to zero covers its own part of it.
  const marks = plot.layers
    .map(({ tone }, order) => {
      const outlines = [above[order]!, below[order]!].map((heap) =>
        outline({ lefts, ground, heap, edge: (value) => coordinate(y.at(value)) }),
      );
      const path = outlines.join('');
      return path === '' ? '' : `<path class="part ${tone}" d="${path}"/>`;
    })
    .toReversed()
    .join('');
  return drawPlot({ frame, x, y }, marks, plot);
}

function shownRows(length: number, most: number): readonly number[] {
  const count = Math.min(length, most);
  return Array.from({ length: count }, (_, step) => Math.ceil(((step + 1) * length) / count) - 1);
}

/** How far each layer reaches with all that lie between it and zero, on one side of it. */
function heapsOf(
  layers: readonly Layer[],
  rows: readonly number[],
  sign: number,
): readonly Float64Array[] {
  const total = new Float64Array(rows.length);
  return layers.map(({ values }) => {
    for (const [place, row] of rows.entries()) {
      const value = values[row]!;
      if (value * sign > 0) total[place] = total[place]! + value;
    }
    return total.slice();
  });
}

/** The shape between zero and a heap, left out where the heap has no height. */
function outline({
  lefts,
  ground,
  heap,
  edge,
}: {
  readonly lefts: readonly string[];
  readonly ground: string;
  readonly heap: Float64Array;
  readonly edge: (value: number) => string;
}): string {
  let path = '';
  let before = ground;
  for (const [place, left] of lefts.entries()) {
    const at = heap[place] === 0 ? ground : edge(heap[place]!);
    if (at === before) continue;
    // From nothing, to another height, or back to nothing.
    if (before === ground) path += `M${left} ${ground}V${at}`;
    else path += at === ground ? `H${left}V${ground}Z` : `H${left}V${at}`;
    before = at;
  }
  return before === ground ? path : `${path}H${lefts.at(-1)}V${ground}Z`;
}
