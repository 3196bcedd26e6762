import {
  MONTH_NAMES,
  monthText,
  percentTick,
  signedPercentText,
  UNDEFINED,
} from '../../core/number-text.ts';
import { isDefined } from '../performance/metric.ts';
import { calendarReturns } from '../performance/calendar-returns.ts';
import { mean } from '../performance/moments.ts';
import type { Figure } from './figure.ts';
import { type ReportModel, valueOf } from './model.ts';
import { groupedBars } from './plot/bar-plot.ts';
import { binsOf, histogram } from './plot/histogram.ts';

/** Months as a colored table, years as bars, and how months are distributed. */
export function calendarFigures(model: ReportModel): readonly Figure[] {
  if (model.months.length === 0) return [];
  return [monthTable(model), yearBars(model), ...monthHistogram(model)];
}

function monthTable({ months, years }: ReportModel): Figure {
  const byMonth = new Map(months.map(({ span, value }) => [span, value]));
  const rest = months.map(({ value }) => Math.abs(value)).sort((a, b) => a - b);
  // One far outlier should not turn all others pale.
  const full = rest[Math.floor((rest.length - 1) * 0.95)] || 1;
  const cell = (value: number | undefined): string =>
    value === undefined
      ? '<td></td>'
      : `<td class="${shade(value, full)}">${signedPercentText(value)}</td>`;
  const rows = years.map(({ span: year, value }) => {
    const cells = MONTH_NAMES.map((_, month) =>
      cell(byMonth.get(`${year}-${String(month + 1).padStart(2, '0')}`)),
    );
    return (
      `<tr><th scope="row">${year}</th>${cells.join('')}` +
      `<td class="total">${signedPercentText(value)}</td></tr>`
    );
  });
  const head = MONTH_NAMES.map((name) => `<th scope="col">${name}</th>`).join('');
  const best = months.reduce((a, b) => (b.value > a.value ? b : a));
  const worst = months.reduce((a, b) => (b.value < a.value ? b : a));
  const up = months.filter(({ value }) => value > 0).length;
  return {
    id: 'months',
    title: 'Months',
    summary:
      `${up} of ${months.length} months gained; best ${monthText(best.span)} with ` +
      `${signedPercentText(best.value)}, worst ${monthText(worst.span)} with ` +
      `${signedPercentText(worst.value)}.`,
    size: 'wide',
    plot: () =>
      '<div class="scroll"><table class="heat"><caption>Return by month</caption><thead><tr>' +
      `<th scope="col">Year</th>${head}<th scope="col">Year</th></tr></thead>` +
      `<tbody>${rows.join('')}</tbody></table></div>`,
  };
}

/** The color class of a gain or loss: five shades, `full` and beyond the strongest. */
export function shade(value: number, full: number): string {
  if (value === 0) return 'flat';
  const strength = Math.min(5, Math.max(1, Math.ceil((5 * Math.abs(value)) / full)));
  return `${value > 0 ? 'g' : 'l'}${strength}`;
}

function yearBars(model: ReportModel): Figure {
  const { years, benchmark, benchmarkName, dates } = model;
  const names = years.map(({ span }) => span);
  const own = Float64Array.from(years, ({ value }) => value);
  const other =
    benchmark === undefined
      ? undefined
      : Float64Array.from(calendarReturns(benchmark, dates, 'year'), ({ value }) => value);
  const won = own.filter((value) => value > 0).length;
  const ahead =
    other === undefined
      ? ''
      : `, ${own.filter((value, row) => value > other[row]!).length} ahead of ${benchmarkName}`;
  const partial = dates[0]!.slice(5) > '01-05' || dates.at(-1)!.slice(5) < '12-26';
  const [one, its] = [own[0]!, other?.[0]];
  const outcome = one > 0 ? 'gained' : one < 0 ? 'lost' : 'stayed flat';
  const versus =
    its === undefined ? '' : `, ${one > its ? 'ahead of' : 'not ahead of'} ${benchmarkName}`;
  const lead =
    own.length === 1
      ? `The one year ${outcome}${versus}.`
      : `${won} of ${own.length} years gained${ahead}.`;
  const summary =
    lead +
    (!partial
      ? ''
      : own.length === 1
        ? ' It is part of a year.'
        : ' The first or the last is part of a year.');
  return {
    id: 'years',
    title: 'Years',
    summary,
    size: 'half',
    plot: (size) =>
      groupedBars({
        size,
        names,
        series: [
          { tone: other === undefined ? 'sign' : 'own', values: own },
          ...(other === undefined ? [] : [{ tone: 'other' as const, values: other }]),
        ],
        write: percentTick,
        label: summary,
      }),
    ...(other === undefined
      ? {}
      : { legend: [['own', 'portfolio'] as const, ['other', benchmarkName] as const] }),
    data: {
      columns: ['Year', 'Return', ...(other === undefined ? [] : [benchmarkName])],
      rows: names.map((name, row) => [
        name,
        signedPercentText(own[row]!),
        ...(other === undefined ? [] : [signedPercentText(other[row]!)]),
      ]),
    },
  };
}

/** Fewer months than this appear in the table above only. */
const LEAST_MONTHS = 6;

/** Whether ascending values differ, so that there is something to distribute. */
export function varies(sorted: Float64Array): boolean {
  return sorted.length > 1 && sorted.at(-1)! - sorted[0]! > 1e-9;
}

function monthHistogram(model: ReportModel): readonly Figure[] {
  const values = Float64Array.from(model.months, ({ value }) => value).toSorted();
  // A file of months has the same plot below.
  const isInTable = model.period === 'month' || values.length < LEAST_MONTHS;
  return isInTable || !varies(values) ? [] : [monthsFigure(model, values)];
}

function monthsFigure(model: ReportModel, values: Float64Array): Figure {
  const bins = binsOf(values);
  const center = mean(values);
  const [up, down] = [valueOf(model, 'avg_up_month'), valueOf(model, 'avg_down_month')];
  const shown = (value: typeof up): string =>
    isDefined(value) ? signedPercentText(value) : UNDEFINED;
  const summary =
    `A month brings ${signedPercentText(center)} on average; a winning one ${shown(up)}, ` +
    `a losing one ${shown(down)}.`;
  return {
    id: 'month-distribution',
    title: 'Distribution of months',
    summary,
    size: 'half',
    plot: (size) =>
      histogram({
        size,
        bins,
        write: percentTick,
        label: summary,
        lines: [{ value: center, name: `mean ${signedPercentText(center)}` }],
      }),
    data: binTable(bins, 'Months'),
  };
}

/** Bins as a table of their ends and counts. */
export function binTable(
  { from, width, counts }: ReturnType<typeof binsOf>,
  what: string,
): NonNullable<Figure['data']> {
  return {
    columns: ['From', 'To', what],
    rows: counts.map((count, place) => [
      signedPercentText(from + place * width),
      signedPercentText(from + (place + 1) * width),
      String(count),
    ]),
  };
}
