import { numberText, percentTick, signedPercentText, UNDEFINED } from '../../core/number-text.ts';
import { isDefined, type MetricValue } from '../performance/metric.ts';
import { mean, quantileOfSorted, stdev } from '../performance/moments.ts';
import { normalDensity } from '../performance/normal.ts';
import { binTable, varies } from './calendar-figures.ts';
import type { Figure } from './figure.ts';
import { type ReportModel, valueOf } from './model.ts';
import { type Box, boxPlot } from './plot/box-plot.ts';
import { binsOf, histogram } from './plot/histogram.ts';

/** How sessions are distributed, and the quartiles of returns by length of time. */
export function distributionFigures(model: ReportModel): readonly Figure[] {
  if (model.context.returns.length < 2 || !varies(model.context.sorted)) return [];
  return [returnHistogram(model), quartileBoxes(model)];
}

function returnHistogram(model: ReportModel): Figure {
  const { returns, sorted } = model.context;
  const bins = binsOf(sorted);
  const [center, deviation] = [mean(returns), stdev(returns)];
  const shown = (value: MetricValue, write: (value: number) => string): string =>
    isDefined(value) ? write(value) : UNDEFINED;
  const [low, short] = [valueOf(model, 'var_95'), valueOf(model, 'cvar_95')];
  const two = (value: number): string => numberText(value, 2);
  const summary =
    `One ${model.period} in twenty returns less than ${shown(low, signedPercentText)} (VaR), ` +
    `${shown(short, signedPercentText)} on average (CVaR). Skewness ` +
    `${shown(valueOf(model, 'skew'), two)}, excess ` +
    `kurtosis ${shown(valueOf(model, 'kurtosis'), two)}; the line is the normal distribution.`;
  const density = (value: number): number =>
    (returns.length * bins.width * normalDensity((value - center) / deviation)) / deviation;
  return {
    id: 'return-distribution',
    title: `Distribution of ${model.period}s`,
    summary,
    size: 'half',
    plot: (size) =>
      histogram({
        size,
        bins,
        write: percentTick,
        label: summary,
        ...(deviation > 0 ? { curve: density } : {}),
        lines: [
          ...(isDefined(low) ? [{ value: low, name: 'VaR 95' }] : []),
          ...(isDefined(short) ? [{ value: short, name: 'CVaR 95' }] : []),
        ],
      }),
    data: binTable(bins, model.period === 'trading day' ? 'Trading days' : 'Periods'),
  };
}

const SPANS = [
  ['day', 'trading day'],
  ['week', 'week'],
  ['month', 'month'],
  ['quarter', 'quarter'],
  ['year', 'year'],
] as const;

function quartileBoxes({ context, period }: ReportModel): Figure {
  // The rows themselves, and all that is longer than they are.
  const from = SPANS.findIndex(([, name]) => name === period);
  const boxes = SPANS.slice(from).flatMap(([span, name]): Box[] => {
    const values = span === 'day' ? context.sorted : context.by(span).toSorted();
    if (values.length === 0) return [];
    const at = (p: number): number => quantileOfSorted(values, p);
    return [
      {
        name,
        low: at(0),
        quarter: at(0.25),
        median: at(0.5),
        threeQuarters: at(0.75),
        high: at(1),
      },
    ];
  });
  const last = boxes.at(-1)!;
  const summary =
    `Boxes hold the middle half of the returns, lines reach to the extremes. The median ` +
    `${last.name} brought ${signedPercentText(last.median)}.`;
  return {
    id: 'quartiles',
    title: 'Returns by length of time',
    summary,
    size: 'half',
    plot: (size) => boxPlot({ size, boxes, write: percentTick, label: summary }),
    data: {
      columns: ['Length', 'Worst', 'Quarter below', 'Median', 'Quarter above', 'Best'],
      rows: boxes.map(({ name, low, quarter, median, threeQuarters, high }) => [
        name,
        ...[low, quarter, median, threeQuarters, high].map(signedPercentText),
      ]),
    },
  };
}
