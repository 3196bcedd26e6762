import {
  clockMinuteText,
  countText,
  dateAt,
  moneyText,
  numberText,
  priceTick,
  quantityText,
  shortDateText,
  tableTimeText,
  wholeMoneyText,
} from '../../core/number-text.ts';
import { lowerBound } from '../../core/columns.ts';
import { type EpochMs, type IsoDate, MINUTE } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import type { Figure } from './figure.ts';
import { daysSinceEpoch, type ReportModel } from './model.ts';
import { type PriceMark, type PricePlot, pricePlot, TITLED } from './plot/price-plot.ts';
import { placeScale, type Tick, timeScale } from './plot/scale.ts';
import type { ChartFill, PriceChart } from './price-chart.ts';

/** Rows of the table below a chart. */
const LISTED = 60;
/** Names of symbols without a chart. */
const NAMED = 20;

/** The prices of the symbols that were traded most, with every execution. */
export function chartFigures(model: ReportModel): readonly Figure[] {
  const { charts, performance: recorded } = model.input;
  const shown = charts?.shown ?? [];
  const others = charts?.others ?? [];
  return shown.map((chart, order) => {
    const last = order === shown.length - 1;
    return chartFigure(chart, { dates: recorded.dates, order, others: last ? others : [] });
  });
}

interface Place {
  readonly dates: readonly IsoDate[];
  readonly order: number;
  /** Symbols to name below this chart. */
  readonly others: readonly string[];
}

function chartFigure(chart: PriceChart, at: Place): Figure {
  const { dates, order } = at;
  const { symbol, fills, ends, span } = chart;
  const column = (values: readonly (number | null)[]): Float64Array =>
    Float64Array.from(values, (value) => value ?? Number.NaN);
  const { xs, placeOf, scale } = axisOf(chart, dates);
  const marks = fills.map((fill): PriceMark => ({
    x: placeOf(fill.at),
    price: fill.price / fill.factor,
    side: fill.side,
    opens: fill.opens,
    title: titleOf(fill, ends !== undefined),
  }));
  const summary = summaryOf(chart, at);
  return {
    id: `price-${order + 1}`,
    title: symbol,
    summary,
    size: 'wide',
    plot: (size) =>
      pricePlot({
        size,
        height: 250,
        close: column(chart.close),
        ...(span === undefined
          ? {}
          : {
              span: { open: column(span.open), high: column(span.high), low: column(span.low) },
            }),
        marks,
        xs,
        scale,
        write: priceTick,
        label: `Price of ${symbol}. ${summary}`,
      }),
    legend: [
      ['own', span === undefined ? 'close' : 'open, high, low, close'],
      ['buy', 'buys'],
      ['sell', 'sells'],
    ],
    data: tableOf(fills, ends !== undefined),
  };
}

function summaryOf({ fills, ends }: PriceChart, { order, others }: Place): string {
  const bought = fills.filter(({ side }) => side === 'buy').length;
  const value = fills.reduce(
    (sum, { quantity, price, multiplier = 1 }) => sum + quantity * price * multiplier,
    0,
  );
  const sides = [
    [bought, 'buy'],
    [fills.length - bought, 'sell'],
  ] as const;
  const counts = sides.flatMap(([count, side]) => (count === 0 ? [] : [countText(count, side)]));
  const parts = [`${counts.join(' and ')}, ${wholeMoneyText(value)} together.`];
  if (order === 0) parts.push('Filled marks open or add to a position, hollow ones reduce it.');
  if (order === 0 && fills.length <= TITLED) parts.push('Point at one for its reason.');
  if (fills.some(({ factor }) => factor !== 1)) {
    parts.push('Prices from before a split are in shares of the last session.');
  }
  if (ends !== undefined && order === 0) parts.push('Hours without trading are left out.');
  if (others.length > 0) {
    const named = others.slice(0, NAMED).join(', ');
    const more = others.length > NAMED ? ` and ${numberText(others.length - NAMED, 0)} more` : '';
    parts.push(`Traded as well, without a chart: ${named}${more}.`);
  }
  return parts.join(' ');
}

function titleOf(fill: ChartFill, within: boolean): string {
  const what = `${fill.side} ${quantityText(fill.quantity)} at ${moneyText(fill.price)}`;
  return `${whenText(fill, within)} ${what}${fill.reason === '' ? '' : `: ${fill.reason}`}`;
}

/** The day by the exchange, and the time where it matters. */
function whenText({ at }: ChartFill, within: boolean): string {
  return within ? tableTimeText(at as EpochMs) : dateAt(at as EpochMs);
}

function tableOf(fills: readonly ChartFill[], within: boolean): NonNullable<Figure['data']> {
  const listed = fills.slice(-LISTED);
  return {
    columns: ['When', 'Side', 'Position', 'Shares', 'Price', 'Reason'],
    rows: listed.map((fill) => [
      whenText(fill, within),
      fill.side,
      fill.opens ? 'opened' : 'reduced',
      quantityText(fill.quantity),
      moneyText(fill.price),
      fill.reason,
    ]),
    ...(listed.length === fills.length
      ? {}
      : {
          note:
            `The last ${LISTED} of ${countText(fills.length, 'execution')}; ` +
            'report.json has every one of this chart.',
        }),
  };
}

/** Where each point of a chart lies, where an instant does, and what the axis says. */
interface Axis {
  readonly xs: Float64Array;
  readonly placeOf: (at: number) => number;
  readonly scale: PricePlot['scale'];
}

function axisOf({ ends, span }: PriceChart, dates: readonly IsoDate[]): Axis {
  if (ends !== undefined) {
    const column = Float64Array.from(ends);
    const days = ends.map((end) => newYorkDate(end as EpochMs));
    return sideBySide(column, new Set(days).size > 2 ? dayTicks(days) : hourTicks(ends));
  }
  const days = Float64Array.from(dates, daysSinceEpoch);
  if (span !== undefined) {
    const { placeOf, ...axis } = sideBySide(days, dayTicks(dates));
    return { ...axis, placeOf: (at) => placeOf(daysSinceEpoch(newYorkDate(at as EpochMs))) };
  }
  return {
    xs: days,
    placeOf: (at) => daysSinceEpoch(newYorkDate(at as EpochMs)),
    scale: (from, to) => timeScale(days, { from, to, ticks: 12 }),
  };
}

/** Points at equal distances, however much time lies between them. */
function sideBySide(keys: Float64Array, ticks: readonly Tick[]): Axis {
  return {
    xs: Float64Array.from(keys, (_, place) => place),
    placeOf: (key) => Math.min(keys.length - 1, lowerBound(keys, key)),
    scale: (from, to) => placeScale(keys.length, ticks, { from, to }),
  };
}

const TICKS = 12;

/** A label at the first point of every so manieth day. */
function dayTicks(days: readonly IsoDate[]): readonly Tick[] {
  const firsts = days.flatMap((day, place) => (day === days[place - 1] ? [] : [place]));
  const every = Math.ceil(firsts.length / TICKS);
  return firsts
    .filter((_, order) => order % every === 0)
    .map((value) => ({ value, label: shortDateText(days[value]!) }));
}

/** A label at the first point that ends in another half hour, or hour where those are many. */
function hourTicks(ends: readonly number[]): readonly Tick[] {
  const step = [30, 60, 120].find(
    (minutes) => (ends.at(-1)! - ends[0]!) / (minutes * MINUTE) <= TICKS * 2,
  );
  const every = (step ?? 240) * MINUTE;
  return ends.flatMap((end, value) => {
    const before = ends[value - 1];
    const isFirst = before === undefined || Math.floor(before / every) < Math.floor(end / every);
    return isFirst
      ? [{ value, label: clockMinuteText((Math.floor(end / every) * every) as EpochMs) }]
      : [];
  });
}
