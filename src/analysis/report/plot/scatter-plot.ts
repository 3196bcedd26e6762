import { besideLabels, drawPlot, frameOf, type PlotSize } from './frame.ts';
import { linearScale, timeScale } from './scale.ts';
import { coordinate } from './svg.ts';

/** What a scatter plot shows. */
export interface ScatterPlot {
  readonly size: PlotSize;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Writes a value of x; x is days since 1970 when absent, ascending or not. */
  readonly writeX?: (value: number, step: number) => string;
  readonly writeY: (value: number, step: number) => string;
  readonly label: string;
}

/** Draws a dot for each pair, losses and gains apart; thousands of dots stay small in bytes. */
export function scatterPlot(plot: ScatterPlot): string {
  const { xs, ys } = plot;
  const outer = frameOf(plot.size);
  const y = linearScale([0, ...ys], { from: outer.bottom, to: outer.top, write: plot.writeY });
  const frame = besideLabels(outer, y);
  const wide = plot.size === 'wide';
  const across = { from: frame.left + 6, to: frame.right - 6, ticks: wide ? 10 : 6 };
  const x =
    plot.writeX === undefined
      ? timeScale(xs.toSorted(), across)
      : linearScale([0, ...xs], { ...across, write: plot.writeX });
  const dots = { gain: '', loss: '' };
  for (let row = 0; row < xs.length; row += 1) {
    const at = `M${coordinate(x.at(xs[row]!))} ${coordinate(y.at(ys[row]!))}h0`;
    dots[ys[row]! < 0 ? 'loss' : 'gain'] += at;
  }
  const radius = xs.length > 1500 ? 3 : xs.length > 300 ? 4 : 6;
  const marks = (['gain', 'loss'] as const)
    .filter((tone) => dots[tone] !== '')
    .map((tone) => `<path class="dots ${tone}" stroke-width="${radius}" d="${dots[tone]}"/>`);
  return drawPlot({ frame, x, y, verticals: true }, marks.join(''), plot);
}
