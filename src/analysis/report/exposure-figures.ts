import { isDefined } from '../performance/metric.ts';
import { spanOf } from '../performance/calendar-returns.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { holdingsFigures } from './holdings-figures.ts';
import { dayNumber, type ReportModel, valueOf } from './model.ts';
import { DASH, dollars, grouped, percent } from '../../core/number-text.ts';
import { percentTick } from './number-text.ts';
import { timeBars } from './plot/bar-plot.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';

/** How much was invested in what, and how much was traded. */
export function exposureFigures(model: ReportModel): readonly Figure[] {
  const [count, ...allocation] = holdingsFigures(model);
  return [
    ...exposureFigure(model),
    ...leverageFigure(model),
    ...(count === undefined ? [] : [count]),
    ...turnoverFigure(model),
    ...allocation,
  ];
}

function exposureFigure(model: ReportModel): readonly Figure[] {
  const { performance: recorded } = model.input;
  const { grossExposure: gross, netExposure: net, dates } = recorded;
  if (gross === undefined || dates.length === 0) return [];
  const days = Float64Array.from(dates, dayNumber);
  const series: LineSeries[] = [{ name: 'gross', values: gross, tone: 'own', area: true }];
  const apart = net !== undefined && net.some((value, row) => Math.abs(value - gross[row]!) > 1e-9);
  if (apart) {
    series.push({ name: 'net', values: net, tone: 'third' });
    series.push({ name: 'long', values: gross.map((g, row) => (g + net[row]!) / 2), tone: 'gain' });
    series.push({
      name: 'short',
      values: gross.map((g, row) => (net[row]! - g) / 2),
      tone: 'loss',
    });
  }
  const invested = valueOf(model, 'time_in_market');
  const average = valueOf(model, 'avg_gross_exposure');
  const shown = (value: typeof invested): string => (isDefined(value) ? percent(value) : DASH);
  const summary =
    `Something was held at the end of ${shown(invested)} of the sessions, ` +
    `${shown(average)} of equity on average.`;
  return [
    {
      id: 'exposure',
      title: apart ? 'Exposure, gross, net, long and short' : 'Exposure',
      summary,
      size: 'half',
      plot: (size) =>
        linePlot({ size, days, series, write: percentTick, label: summary, include: [0, 1] }),
      ...(apart ? { legend: series.map(({ tone, name }) => [tone, name] as const) } : {}),
      data: monthEndTable(
        dates,
        series.map(({ name, values }) => [name, values, percent]),
      ),
    },
  ];
}

/** Gross exposure as a multiple of equity, where it was ever more than all of it. */
function leverageFigure({ input }: ReportModel): readonly Figure[] {
  const { grossExposure: gross, dates } = input.performance;
  const most = gross === undefined ? 0 : gross.reduce((a, b) => Math.max(a, b), 0);
  if (gross === undefined || most <= 1) return [];
  const over = gross.filter((value) => value > 1).length;
  const summary =
    `At most ${grouped(most, 2)} times equity; more than all of it at the end of ` +
    `${grouped(over, 0)} of ${grouped(dates.length, 0)} sessions.`;
  const write = (value: number): string => `${grouped(value, 2)}×`;
  return [
    {
      id: 'leverage',
      title: 'Leverage',
      summary,
      size: 'half',
      plot: (size) =>
        linePlot({
          size,
          days: Float64Array.from(dates, dayNumber),
          series: [{ name: 'leverage', values: gross, tone: 'own' }],
          write,
          label: summary,
          include: [0],
          levels: [{ value: 1, name: 'all of equity' }],
        }),
      data: monthEndTable(dates, [['Leverage', gross, write]]),
    },
  ];
}

function turnoverFigure(model: ReportModel): readonly Figure[] {
  const { tradedNotional, dates, equity } = model.input.performance;
  if (tradedNotional === undefined || dates.length === 0) return [];
  const months = new Map<string, { traded: number; equity: number; sessions: number }>();
  for (const [row, date] of dates.entries()) {
    const key = spanOf(date, 'month');
    const month = months.get(key) ?? { traded: 0, equity: 0, sessions: 0 };
    month.traded += tradedNotional[row]!;
    month.equity += equity[row]!;
    month.sessions += 1;
    months.set(key, month);
  }
  const rows = [...months];
  const values = Float64Array.from(rows, ([, { traded, equity: sum, sessions }]) =>
    sum > 0 ? traded / 2 / (sum / sessions) : 0,
  );
  const days = Float64Array.from(
    rows,
    ([month]) => Date.parse(`${month}-15T00:00:00Z`) / 86_400_000,
  );
  const total = rows.reduce((sum, [, { traded }]) => sum + traded, 0);
  const turnover = valueOf(model, 'turnover');
  const summary =
    `${dollars(total, 0)} were traded; half of that is ` +
    `${isDefined(turnover) ? grouped(turnover, 2) : DASH} times the average equity a year.`;
  return [
    {
      id: 'turnover',
      title: 'Turnover by month',
      summary,
      size: 'half',
      plot: (size) =>
        timeBars({ size, days, values, write: percentTick, label: summary, tone: 'own' }),
      data: {
        columns: ['Month', 'Traded', 'Turnover'],
        rows: rows.map(([month, { traded }], row) => [
          month,
          dollars(traded, 0),
          percent(values[row]!),
        ]),
      },
    },
  ];
}
