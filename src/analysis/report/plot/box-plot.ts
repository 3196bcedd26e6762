import { besideLabels, drawPlot, frameOf, type PlotSize } from './frame.ts';
import { linearScale, type Scale } from './scale.ts';
import { coordinate } from './svg.ts';

/** The five numbers of a box, ascending. */
export interface Box {
  readonly name: string;
  readonly low: number;
  readonly quarter: number;
  readonly median: number;
  readonly threeQuarters: number;
  readonly high: number;
}

/** Draws boxes from the first to the third quartile, with whiskers to the extremes. */
export function boxPlot(plot: {
  readonly size: PlotSize;
  readonly boxes: readonly Box[];
  readonly write: (value: number, step: number) => string;
  readonly label: string;
}): string {
  const outer = frameOf(plot.size);
  const y = linearScale(
    plot.boxes.flatMap(({ low, high }) => [low, high]),
    { from: outer.bottom, to: outer.top, write: plot.write },
  );
  const frame = besideLabels(outer, y);
  const room = (frame.right - frame.left) / plot.boxes.length;
  const x: Scale = {
    low: 0,
    high: plot.boxes.length,
    at: (place) => frame.left + (place + 0.5) * room,
    ticks: plot.boxes.map(({ name }, value) => ({ value, label: name })),
  };
  const half = Math.min(26, room / 4);
  const marks = plot.boxes.map((box, place) => {
    const at = x.at(place);
    const [left, wide] = [coordinate(at - half), coordinate(2 * half)];
    const [top, bottom] = [y.at(box.threeQuarters), y.at(box.quarter)];
    return (
      `<path class="whisker" d="M${coordinate(at)} ${coordinate(y.at(box.high))}` +
      `V${coordinate(top)}M${coordinate(at)} ${coordinate(bottom)}` +
      `V${coordinate(y.at(box.low))}"/>` +
      `<rect class="box" x="${left}" y="${coordinate(top)}" width="${wide}" ` +
      `height="${coordinate(Math.max(0.5, bottom - top))}"/>` +
      `<path class="median" d="M${left} ${coordinate(y.at(box.median))}h${wide}"/>`
    );
  });
  return drawPlot({ frame, x, y }, marks.join(''), plot);
}
