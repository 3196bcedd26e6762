import {
  countText,
  dateRangeText,
  multipleText,
  multipleTick,
  numberText,
  percentText,
  percentTick,
  signedPercentText,
} from '../../core/number-text.ts';
import { addDays } from '../../core/time.ts';
import { mean, stdev } from '../performance/moments.ts';
import { type Against, type Tracking, trackingOf } from './against.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { daysSinceEpoch, type ReportModel } from './model.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';

/** Both return paths over the common trading days; undefined without a backtest to compare with. */
export function trackingOfModel({ input, context }: ReportModel): Tracking | undefined {
  const { against } = input;
  if (against === undefined) return undefined;
  return trackingOf(context, against, context.periodsPerYear);
}

/** The account against a backtest of its strategy: both courses, and how far apart they went. */
export function againstFigures(model: ReportModel): readonly Figure[] {
  const { against } = model.input;
  const tracking = trackingOfModel(model);
  if (against === undefined || tracking === undefined || tracking.dates.length < 2) return [];
  const { dates, own, other, difference, trackingError } = tracking;
  const first = addDays(dates[0]!, -1);
  const days = Float64Array.from([first, ...dates], daysSinceEpoch);
  const from = (start: number, values: Float64Array) => Float64Array.of(start, ...values);
  const name = `backtest ${against.run}`;
  const series: readonly LineSeries[] = [
    { name: 'live', values: from(1, own), tone: 'own' },
    { name, values: from(1, other), tone: 'other' },
  ];
  const common =
    `${countText(dates.length, 'trading day')} in common, ` +
    `${dateRangeText(dates[0]!, dates.at(-1)!)}, of ` +
    `${numberText(model.dates.length, 0)} live and ${numberText(against.dates.length, 0)} of the ` +
    'backtest';
  const both =
    `${common}: live ${signedPercentText(own.at(-1)! - 1)}, ${against.title} in the backtest ` +
    `${signedPercentText(other.at(-1)! - 1)}. What either has alone is left out.`;
  const last = difference.at(-1)!;
  const apart =
    `Growth of a dollar live minus that of the backtest: ${signedPercentText(last)} at the end, ` +
    `tracking error ${percentText(trackingError)} a year.`;
  const growth = (value: number): string => multipleText(value, 4);
  return [
    {
      id: 'live-and-backtest',
      title: 'Live and backtest',
      summary: both,
      size: 'half',
      plot: (size) =>
        linePlot({ size, days, series, write: multipleTick, label: both, include: [1] }),
      legend: series.map((one) => [one.tone, one.name]),
      data: monthEndTable(dates, [
        ['Live', own, growth],
        ['Backtest', other, growth],
      ]),
    },
    {
      id: 'tracking-difference',
      title: 'Live minus backtest',
      summary: apart,
      size: 'half',
      plot: (size) =>
        linePlot({
          size,
          days,
          series: [{ name: 'difference', values: from(0, difference), tone: 'third', area: true }],
          write: percentTick,
          label: apart,
          include: [0],
        }),
      data: monthEndTable(dates, [['Difference', difference, signedPercentText]]),
    },
    ...coneFigure(against, tracking),
  ];
}

/** Fewer sessions of a backtest than this lead to expect nothing. */
const EXPECTED_LEAST = 60;
/** Standard deviations on either side that hold nine tenths of a normal distribution. */
const NINE_TENTHS = 1.645;

/**
 * Where growth should lie by what the backtest was like: log returns with its mean and deviation,
 * independent of one another, grow to exp(mean·t ± 1.645·deviation·√t) in nine of ten cases.
 */
function coneFigure(against: Against, { dates, own }: Tracking): readonly Figure[] {
  const logs = Float64Array.from(against.returns, (value) => Math.log1p(value));
  if (logs.length < EXPECTED_LEAST || !logs.every(Number.isFinite)) return [];
  const [center, spread] = [mean(logs), stdev(logs)];
  const course = (sign: number): Float64Array =>
    Float64Array.from({ length: dates.length + 1 }, (_, row) =>
      Math.exp(center * row + sign * NINE_TENTHS * spread * Math.sqrt(row)),
    );
  const [low, middle, high] = [course(-1), course(0), course(1)];
  const end = own.at(-1)!;
  const place =
    end < low.at(-1)! ? 'below all of it' : end > high.at(-1)! ? 'above all of it' : 'within it';
  const summary =
    `From the mean and the deviation of ${countText(logs.length, 'trading day')} of the ` +
    `backtest, nine ` +
    `of ten courses should end between ${signedPercentText(low.at(-1)! - 1)} and ` +
    `${signedPercentText(high.at(-1)! - 1)}; live is ${place} with ${signedPercentText(end - 1)}.`;
  const series: readonly LineSeries[] = [
    { name: 'live', values: Float64Array.of(1, ...own), tone: 'own' },
    { name: 'middle', values: middle, tone: 'other' },
    { name: 'one in twenty above', values: high, tone: 'gain' },
    { name: 'one in twenty below', values: low, tone: 'loss' },
  ];
  const days = Float64Array.from([addDays(dates[0]!, -1), ...dates], daysSinceEpoch);
  const growth = (value: number): string => multipleText(value, 4);
  return [
    {
      id: 'expected',
      title: 'What the backtest led to expect',
      summary,
      size: 'wide',
      plot: (size) =>
        linePlot({
          size,
          days,
          series,
          write: multipleTick,
          label: summary,
        }),
      legend: series.map((one) => [one.tone, one.name]),
      data: monthEndTable(
        dates,
        series.map(({ name, values }) => [name, values.subarray(1), growth]),
      ),
    },
  ];
}
