import { numberTick, percentText, percentTick, ratioText } from '../../core/number-text.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import type { ReportModel } from './model.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';
import { rollingMeasures, rollingWindow } from './rolling.ts';

const two = (value: number): string => ratioText(value);

/** Sharpe, Sortino, volatility and beta over the last half year, as they went. */
export function rollingFigures(model: ReportModel): readonly Figure[] {
  const window = rollingWindow(model);
  if (model.dates.length <= window) return [];
  const found = rollingMeasures(model);
  const figures = [
    ...rollingFigure(model, 'Sharpe ratio', 'sharpe', {
      values: found.sharpe,
      write: two,
      axis: numberTick,
    }),
    ...rollingFigure(model, 'Sortino ratio', 'sortino', {
      values: found.sortino,
      write: two,
      axis: numberTick,
    }),
    ...rollingFigure(model, 'volatility', 'volatility', {
      values: found.volatility,
      write: percentText,
      axis: percentTick,
    }),
  ];
  if (found.beta === undefined || found.correlation === undefined) return figures;
  const { benchmarkName } = model;
  const beta = rollingFigure(model, `beta to ${benchmarkName}`, 'beta', {
    values: found.beta,
    write: two,
    axis: numberTick,
    second: { name: 'correlation', values: found.correlation, tone: 'third' },
  });
  return [...figures, ...beta];
}

interface Rolled {
  readonly values: Float64Array;
  readonly write: (value: number) => string;
  readonly axis: (value: number, step: number) => string;
  readonly second?: LineSeries;
}

function rollingFigure(
  model: ReportModel,
  what: string,
  id: string,
  { values, write, axis: writeAxis, second }: Rolled,
): readonly Figure[] {
  const { dates, days } = model;
  const window = rollingWindow(model);
  const known = values.filter((value) => !Number.isNaN(value)).toSorted();
  if (known.length === 0) return [];
  const median = known[Math.floor(known.length / 2)]!;
  const last = values.findLast((value) => !Number.isNaN(value))!;
  const summary =
    `Over the last ${window} ${model.period}s: from ${write(known[0]!)} to ` +
    `${write(known.at(-1)!)}, ` +
    `median ${write(median)}, ${write(last)} at the end.`;
  const series: readonly LineSeries[] = [
    { name: what, values, tone: 'own' },
    ...(second === undefined ? [] : [second]),
  ];
  return [
    {
      id: `rolling-${id}`,
      title: `Rolling ${what} (${window} ${model.period}s)`,
      summary,
      size: 'half',
      plot: (size) =>
        linePlot({
          size,
          days: days.subarray(1),
          series,
          write: writeAxis,
          label: summary,
          include: [0],
          levels: [{ value: median, name: '' }],
        }),
      // The median is named above the plot: within, its name would cover the line.
      legend: [
        ...(second === undefined ? [] : series.map(({ tone, name }) => [tone, name] as const)),
        ['level', `median ${write(median)}`],
      ],
      data: monthEndTable(
        dates,
        series.map(({ name, values: column }) => [name, column, write]),
      ),
    },
  ];
}
