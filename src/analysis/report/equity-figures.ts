import {
  countText,
  dateRangeText,
  dateText,
  lossPercentText,
  multipleText,
  multipleTick,
  numberText,
  percentText,
  percentTick,
  ratioText,
  signedMoneyText,
  signedPercentText,
  UNDEFINED,
} from '../../core/number-text.ts';
import type { IsoDate } from '../../core/time.ts';
import type { Drawdown } from '../performance/drawdown.ts';
import { isDefined } from '../performance/metric.ts';
import { stdev } from '../performance/moments.ts';
import type { DataTable, Figure } from './figure.ts';
import { daysSinceEpoch, growthOf, type ReportModel, valueOf } from './model.ts';
import { timeBars } from './plot/bar-plot.ts';
import { linePlot, type LinePlot, type LineSeries } from './plot/line-plot.ts';
import { spreadsWide } from './plot/scale.ts';

const EVERY = 'The last row of each month; every row is at the end of the report.';

/** The rows of the last session of each month. */
function monthEnds(dates: readonly IsoDate[]): readonly number[] {
  return dates.flatMap((date, row) => {
    const next = dates[row + 1];
    return next === undefined || next.slice(0, 7) !== date.slice(0, 7) ? [row] : [];
  });
}

/** Columns of numbers per session as a table of month ends. */
export function monthEndTable(
  dates: readonly IsoDate[],
  columns: readonly (readonly [string, Float64Array, (value: number) => string])[],
): DataTable {
  return {
    columns: ['Session', ...columns.map(([name]) => name)],
    rows: monthEnds(dates).map((row) => [
      dates[row]!,
      ...columns.map(([, values, write]) =>
        Number.isNaN(values[row]) ? UNDEFINED : write(values[row]!),
      ),
    ]),
    note: EVERY,
  };
}

/** Growth as a multiple of the start: `1.250x`. */
const growthText = (value: number): string => multipleText(value, 3);

/** Whether growth spans so much that a straight scale would hide the beginning. */
function spansDecades(values: readonly Float64Array[]): boolean {
  const [low, high] = rangeOf(values);
  return spreadsWide(low, high);
}

function rangeOf(values: readonly Float64Array[]): readonly [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const column of values) {
    for (const value of column) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/** Growth against the benchmark, and growth at the benchmark's volatility made equal. */
export function equityFigures(model: ReportModel): readonly Figure[] {
  const { benchmark } = model;
  if (model.dates.length === 0) return [];
  const growth = growthFigures(model, benchmark);
  return benchmark === undefined ? growth : [...growth, ...matchedFigure(model, benchmark)];
}

/** From here on growth is shown on a logarithmic scale too: years of it, or how often the least. */
const LOG_YEARS = 5;
const LOG_SPREAD = 3;

function growthFigures(model: ReportModel, benchmark: Float64Array | undefined): readonly Figure[] {
  const { context, dates, days, wealth, benchmarkName, rows, input } = model;
  const { flows } = input.performance;
  const other = benchmark === undefined ? undefined : growthOf(benchmark);
  const series: LineSeries[] = [{ name: 'portfolio', values: wealth, tone: 'own' }];
  if (other !== undefined) series.push({ name: benchmarkName, values: other, tone: 'other' });
  const against = other === undefined ? '' : `; ${benchmarkName} to ${growthText(other.at(-1)!)}`;
  const marks = flows === undefined ? [] : flowMarks(model, flows);
  const paid = marks.length === 0 ? '' : ` Triangles are ${countText(marks.length, 'flow')}:`;
  const summary =
    `One dollar grew to ${growthText(wealth.at(-1)!)} ` +
    `${dates.length > 1 ? 'from' : 'on'} ${dateRangeText(dates[0]!, dates.at(-1)!)}` +
    `${against}. Deposits and withdrawals are taken out.` +
    (marks.length === 0 ? '' : `${paid} ${flowsText(rows.map((row) => flows![row]!))}.`);
  const legend = series.map(({ tone, name }) => [tone, name] as const);
  const growth: Figure = {
    id: 'equity',
    title: 'Growth',
    summary,
    size: 'wide',
    plot: (size) =>
      linePlot({ size, height: 300, days, series, write: multipleTick, label: summary, marks }),
    legend: [
      ...legend,
      ...(marks.some(({ tone }) => tone === 'buy') ? [['buy', 'deposit'] as const] : []),
      ...(marks.some(({ tone }) => tone === 'sell') ? [['sell', 'withdrawal'] as const] : []),
    ],
    data: monthEndTable(dates, [
      ['Growth', wealth.subarray(1), growthText],
      ...(other === undefined ? [] : [[benchmarkName, other.subarray(1), growthText] as const]),
    ]),
  };
  const [low, high] = rangeOf(series.map(({ values }) => values));
  const long = context.days / 365.25 >= LOG_YEARS || high / low > LOG_SPREAD;
  if (!(low > 0) || !long) return [growth];
  const sentence =
    'The same growth where equal distances are equal rates of return: early years count as much ' +
    'as late ones.';
  const log: Figure = {
    id: 'equity-log',
    title: 'Growth on a logarithmic scale',
    summary: sentence,
    size: 'wide',
    plot: (size) => {
      const write = multipleTick;
      return linePlot({ size, height: 240, days, series, write, label: sentence, log: true });
    },
    legend,
  };
  return [growth, log];
}

/** Where money came in or went out, at the session before which it did. */
function flowMarks(
  { rows, dates }: ReportModel,
  flows: Float64Array,
): NonNullable<LinePlot['marks']> {
  return rows.flatMap((row, place) => {
    const flow = flows[row]!;
    if (flow === 0) return [];
    const tone = flow > 0 ? ('buy' as const) : ('sell' as const);
    const date = dates[place]!;
    const what = flow > 0 ? 'deposit' : 'withdrawal';
    return [
      {
        day: daysSinceEpoch(date),
        tone,
        title: `${dateText(date)}: ${what} ${signedMoneyText(flow)}`,
      },
    ];
  });
}

function flowsText(flows: readonly number[]): string {
  const sum = (sign: number): number =>
    flows.reduce((total, flow) => (flow * sign > 0 ? total + flow * sign : total), 0);
  const [paidIn, paidOut] = [sum(1), sum(-1)];
  return [
    ...(paidIn > 0 ? [`${signedMoneyText(paidIn)} deposited`] : []),
    ...(paidOut > 0 ? [`${signedMoneyText(-paidOut)} paid out`] : []),
  ].join(', ');
}

function matchedFigure(model: ReportModel, benchmark: Float64Array): readonly Figure[] {
  const { context, dates, days, wealth, benchmarkName } = model;
  const { joined } = context;
  if (joined === undefined) return [];
  const factor = stdev(joined.portfolio) / stdev(joined.benchmark);
  if (!Number.isFinite(factor) || factor === 0) return [];
  const matched = growthOf(benchmark.map((value) => value * factor));
  const name = `${benchmarkName}, scaled`;
  const summary =
    `Every return of ${benchmarkName} times ${ratioText(factor)} has the portfolio's ` +
    `volatility; its dollar grew to ${growthText(matched.at(-1)!)}, the portfolio's to ` +
    `${growthText(wealth.at(-1)!)}.`;
  const series: readonly LineSeries[] = [
    { name: 'portfolio', values: wealth, tone: 'own' },
    { name, values: matched, tone: 'other' },
  ];
  const log = spansDecades([wealth, matched]);
  return [
    {
      id: 'volatility-matched',
      title: 'Growth at equal volatility',
      summary,
      size: 'half',
      plot: (size) => linePlot({ size, days, series, write: multipleTick, label: summary, log }),
      legend: series.map((one) => [one.tone, one.name]),
      data: monthEndTable(dates, [
        ['Growth', wealth.subarray(1), growthText],
        [name, matched.subarray(1), growthText],
      ]),
    },
  ];
}

/** Loss from the highest so far, and the ten worst stretches below an earlier peak. */
export function drawdownFigures(model: ReportModel): readonly Figure[] {
  const { context, dates, days, wealth, drawdowns, period } = model;
  if (dates.length === 0 || drawdowns.length === 0) return [];
  const below = context.drawdowns.map((value) => -value);
  const under = valueOf(model, 'time_under_water');
  const worst = drawdowns.toSorted((a, b) => b.depth - a.depth).slice(0, 10);
  const deepest = worst[0]!;
  const summary =
    `Of ${period === 'trading day' ? 'daily closes' : `the ends of ${period}s`}: at worst ` +
    `${deepestText(deepest)}; below an earlier peak in ` +
    `${isDefined(under) ? percentText(under) : UNDEFINED} of the ${period}s.`;
  const ranked =
    drawdowns.length <= worst.length
      ? `${drawdowns.length === 1 ? 'The only one' : `All ${drawdowns.length}`}, shaded from the ` +
        `peak to the recovery${drawdowns.length === 1 ? '.' : ' and numbered by depth.'}`
      : `The ${worst.length} deepest of ${numberText(drawdowns.length, 0)}, shaded from the ` +
        'peak to the recovery and numbered by depth.';
  const bands = worst.map((one, place) => ({
    from: daysSinceEpoch(one.from),
    to: daysSinceEpoch(one.recovered ?? dates.at(-1)!),
    name: String(place + 1),
  }));
  return [
    {
      id: 'drawdown',
      title: 'Drawdown',
      summary,
      size: 'wide',
      plot: (size) =>
        linePlot({
          size,
          height: 180,
          days: days.subarray(1),
          series: [{ name: 'drawdown', values: below, tone: 'loss', area: true }],
          write: percentTick,
          label: summary,
          include: [0],
        }),
      data: monthEndTable(dates, [['Drawdown', below, percentText]]),
    },
    {
      id: 'worst-drawdowns',
      title: 'Worst drawdowns',
      summary: ranked,
      size: 'half',
      plot: (size) =>
        linePlot({
          size,
          days,
          series: [{ name: 'portfolio', values: wealth, tone: 'own' }],
          write: multipleTick,
          label: ranked,
          log: spansDecades([wealth]),
          bands,
        }),
      data: {
        columns: ['#', 'Depth', 'From', 'Valley', 'Recovered', 'Days'],
        rows: worst.map((one, place) => [
          String(place + 1),
          lossPercentText(one.depth),
          one.from,
          one.valley,
          one.recovered ?? 'not yet',
          numberText(one.days, 0),
        ]),
      },
    },
  ];
}

function deepestText({ depth, valley, recovered }: Drawdown): string {
  const after = recovered === null ? 'not recovered' : `recovered on ${dateText(recovered)}`;
  return `${lossPercentText(depth)} on ${dateText(valley)}, ${after}`;
}

/** The return of every session as a bar. */
export function dailyFigure(model: ReportModel): readonly Figure[] {
  const { context, dates, days, period } = model;
  const { returns, sorted } = context;
  if (returns.length === 0) return [];
  const best = sorted.at(-1)!;
  const summary =
    `${countText(returns.length, period)} from ${signedPercentText(sorted[0]!)} on ` +
    `${dateText(dates[returns.indexOf(sorted[0]!)]!)} ` +
    `to ${signedPercentText(best)} on ${dateText(dates[returns.indexOf(best)]!)}.`;
  return [
    {
      id: 'daily-returns',
      title: `Return of each ${period}`,
      summary,
      size: 'wide',
      plot: (size) =>
        timeBars({
          size,
          height: 170,
          days: days.subarray(1),
          values: returns,
          write: percentTick,
          label: summary,
        }),
      data: monthEndTable(dates, [['Return', returns, signedPercentText]]),
    },
  ];
}
