import {
  countText,
  dateText,
  moneyTick,
  numberText,
  percentText,
  percentTick,
  ratioText,
  UNDEFINED,
  wholeMoneyText,
} from '../../core/number-text.ts';
import { isDefined } from '../performance/metric.ts';
import { spanOf } from '../performance/calendar-returns.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { holdingsFigures } from './holdings-figures.ts';
import { daysSinceEpoch, type ReportModel, valueOf } from './model.ts';
import { groupedBars, timeBars } from './plot/bar-plot.ts';
import { linePlot, type LineSeries } from './plot/line-plot.ts';

/** How much was invested in what, and how much was traded. */
export function exposureFigures(model: ReportModel): readonly Figure[] {
  const [count, ...allocation] = holdingsFigures(model);
  return [
    ...exposureFigure(model),
    ...(count === undefined ? [] : [count]),
    ...turnoverFigure(model),
    ...allocation,
  ];
}

function exposureFigure(model: ReportModel): readonly Figure[] {
  const { performance: recorded } = model.input;
  const { grossExposure: gross, netExposure: net, dates } = recorded;
  if (gross === undefined || dates.length === 0 || gross.every((value) => value === 0)) return [];
  const days = Float64Array.from(dates, daysSinceEpoch);
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
  const shown = (value: typeof invested): string =>
    isDefined(value) ? percentText(value) : UNDEFINED;
  const most = gross.reduce((a, b) => Math.max(a, b), 0);
  const over = gross.filter((value) => value > 1).length;
  const leverage =
    over === 0
      ? ''
      : ` At most ${ratioText(most)} times equity; more than all of it at the end of ` +
        `${numberText(over, 0)} of ${numberText(dates.length, 0)} sessions.`;
  const summary =
    `Something was held at the end of ${shown(invested)} of the sessions, ` +
    `${shown(average)} of equity on average.${leverage}`;
  return [
    {
      id: 'exposure',
      title:
        (over > 0 ? 'Exposure and leverage' : 'Exposure') +
        (apart ? ', gross, net, long and short' : ''),
      summary,
      size: 'half',
      plot: (size) =>
        linePlot({
          size,
          days,
          series,
          write: percentTick,
          label: summary,
          include: [0, 1],
          // Gross exposure is leverage: what is above this line is borrowed.
          ...(over > 0 ? { levels: [{ value: 1, name: 'all of equity' }] } : {}),
        }),
      ...(apart ? { legend: series.map(({ tone, name }) => [tone, name] as const) } : {}),
      data: monthEndTable(
        dates,
        series.map(({ name, values }) => [name, values, percentText]),
      ),
    },
  ];
}

/** More months than this are named by their years. */
const NAMED_MONTHS = 24;

function turnoverFigure(model: ReportModel): readonly Figure[] {
  const { tradedNotional, dates, equity } = model.input.performance;
  if (tradedNotional === undefined || tradedNotional.every((value) => value === 0)) return [];
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
  const years = rows.flatMap(([month], value) =>
    month.endsWith('-01') ? [{ value, label: month.slice(0, 4) }] : [],
  );
  const total = rows.reduce((sum, [, { traded }]) => sum + traded, 0);
  const turnover = valueOf(model, 'turnover');
  const summary =
    `${wholeMoneyText(total)} were traded; half of that is ` +
    `${isDefined(turnover) ? ratioText(turnover) : UNDEFINED} times the average equity a year.`;
  return [
    {
      id: 'turnover',
      title: 'Turnover by month',
      summary,
      size: 'half',
      plot: (size) =>
        groupedBars({
          size,
          names: rows.map(([month]) => month),
          series: [{ tone: 'own', values }],
          write: percentTick,
          label: summary,
          ...(rows.length > NAMED_MONTHS
            ? { ticks: everySo(years, size === 'wide' ? 24 : 8) }
            : {}),
        }),
      data: {
        columns: ['Month', 'Traded', 'Turnover'],
        rows: rows.map(([month, { traded }], row) => [
          month,
          wholeMoneyText(traded),
          percentText(values[row]!),
        ]),
      },
    },
    tradedFigure(model, tradedNotional),
  ];
}

/** At most `most` of some ticks, evenly. */
function everySo<T>(ticks: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, place) => place % every === 0);
}

/** What was traded in each session, in dollars. */
function tradedFigure(model: ReportModel, traded: Float64Array): Figure {
  const { dates } = model.input.performance;
  const busy = traded.filter((value) => value > 0);
  const most = busy.reduce((a, b) => Math.max(a, b), 0);
  const middle = busy.toSorted()[Math.floor(busy.length / 2)]!;
  const summary =
    `Something was traded in ${numberText(busy.length, 0)} of ` +
    `${countText(dates.length, 'trading day')}: ` +
    `${wholeMoneyText(middle)} in the middle one of these, ${wholeMoneyText(most)} at most, on ` +
    `${dateText(dates[traded.indexOf(most)]!)}.`;
  return {
    id: 'traded',
    title: 'Traded on each trading day',
    summary,
    size: 'half',
    plot: (size) =>
      timeBars({
        size,
        days: Float64Array.from(dates, daysSinceEpoch),
        values: traded,
        write: moneyTick,
        label: summary,
        tone: 'own',
      }),
    data: monthEndTable(dates, [['Traded', traded, (value) => wholeMoneyText(value)]]),
  };
}
