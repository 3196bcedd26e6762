import { grouped, percent } from '../../core/number-text.ts';
import { addDays } from '../../core/time.ts';
import { type Tracking, trackingOf } from './against.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { dayNumber, type ReportModel } from './model.ts';
import { counted, daysText, digitsOf, percentTick, signedPercent } from './number-text.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';

/** Both courses over the sessions in common; undefined where nothing is held against it. */
export function trackingOfModel({ input, context, dates }: ReportModel): Tracking | undefined {
  const { against } = input;
  if (against === undefined) return undefined;
  return trackingOf({ dates, returns: context.returns }, against, context.periodsPerYear);
}

/** The account against a backtest of its strategy: both courses, and how far apart they went. */
export function againstFigures(model: ReportModel): readonly Figure[] {
  const { against } = model.input;
  const tracking = trackingOfModel(model);
  if (against === undefined || tracking === undefined || tracking.dates.length < 2) return [];
  const { dates, own, other, difference, trackingError } = tracking;
  const first = addDays(dates[0]!, -1);
  const days = Float64Array.from([first, ...dates], dayNumber);
  const from = (start: number, values: Float64Array) => Float64Array.of(start, ...values);
  const name = `backtest ${against.run}`;
  const series: readonly LineSeries[] = [
    { name: 'live', values: from(1, own), tone: 'own' },
    { name, values: from(1, other), tone: 'other' },
  ];
  const common =
    `${counted(dates.length, 'session')} in common, ${daysText(dates)}, of ` +
    `${grouped(model.dates.length, 0)} live and ${grouped(against.dates.length, 0)} of the ` +
    'backtest';
  const both =
    `${common}: live ${signedPercent(own.at(-1)! - 1)}, ${against.title} in the backtest ` +
    `${signedPercent(other.at(-1)! - 1)}. What either has alone is left out.`;
  const last = difference.at(-1)!;
  const apart =
    `Growth of a dollar live less that of the backtest: ${signedPercent(last)} at the end, ` +
    `tracking error ${percent(trackingError)} a year.`;
  const times = (value: number, step: number): string =>
    `${grouped(value, Math.max(1, digitsOf(step)))}×`;
  const growth = (value: number): string => `${grouped(value, 4)}×`;
  return [
    {
      id: 'live-and-backtest',
      title: 'Live and backtest',
      summary: both,
      size: 'half',
      plot: (size) => linePlot({ size, days, series, write: times, label: both, include: [1] }),
      legend: series.map((one) => [one.tone, one.name]),
      data: monthEndTable(dates, [
        ['Live', own, growth],
        ['Backtest', other, growth],
      ]),
    },
    {
      id: 'tracking-difference',
      title: 'Live less backtest',
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
      data: monthEndTable(dates, [['Difference', difference, signedPercent]]),
    },
  ];
}
