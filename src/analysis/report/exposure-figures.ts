import { isDefined } from '../performance/metric.ts';
import { spanOf } from '../performance/calendar-returns.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { dayNumber, type ReportModel, valueOf } from './model.ts';
import { DASH, dollars, grouped, percent, percentTick } from './number-text.ts';
import { timeBars } from './plot/bar-plot.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';

/** How much was invested, and how much was traded. */
export function exposureFigures(model: ReportModel): readonly Figure[] {
  return [...exposureFigure(model), ...turnoverFigure(model)];
}

function exposureFigure(model: ReportModel): readonly Figure[] {
  const { performance: recorded } = model.input;
  const { grossExposure: gross, netExposure: net, dates } = recorded;
  if (gross === undefined || dates.length === 0) return [];
  const days = Float64Array.from(dates, dayNumber);
  const series: LineSeries[] = [{ name: 'gross', values: gross, tone: 'own', area: true }];
  const apart = net !== undefined && net.some((value, row) => Math.abs(value - gross[row]!) > 1e-9);
  if (apart) series.push({ name: 'net', values: net, tone: 'third' });
  const invested = valueOf(model, 'time_in_market');
  const average = valueOf(model, 'avg_gross_exposure');
  const shown = (value: typeof invested): string => (isDefined(value) ? percent(value) : DASH);
  const summary =
    `Something was held at the end of ${shown(invested)} of the sessions, ` +
    `${shown(average)} of equity on average.`;
  return [
    {
      id: 'exposure',
      title: apart ? 'Exposure, gross and net' : 'Exposure',
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
