import { type HoldingColumn, holdingValues } from '../performance/holdings.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { dayNumber, type ReportModel } from './model.ts';
import { grouped, percent } from '../../core/number-text.ts';
import { counted, percentTick } from './number-text.ts';
import { linePlot, PARTS, type Tone } from './plot/line-plot.ts';
import { stackPlot } from './plot/stack-plot.ts';

/** What each basis is called in a sentence. */
const BASIS = { value: 'at its last price', cost: 'at what it had cost' } as const;

/** How many positions were held over time, and how the account was allocated to them. */
export function holdingsFigures(model: ReportModel): readonly Figure[] {
  const { holdings, performance: recorded } = model.input;
  if (holdings === undefined || holdings.columns.length === 0) return [];
  const rows = recorded.dates.length;
  const held = holdings.columns.map((column) => ({ column, values: holdingValues(column, rows) }));
  return [countFigure(model, holdings.columns), allocationFigure(model, held)];
}

function countFigure({ input }: ReportModel, columns: readonly HoldingColumn[]): Figure {
  const { dates } = input.performance;
  const counts = new Float64Array(dates.length);
  for (const { spans } of columns) {
    for (const { from, values } of spans) {
      const to = Math.min(dates.length, from + values.length);
      for (let row = from; row < to; row += 1) counts[row] = counts[row]! + 1;
    }
  }
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const without = counts.filter((count) => count === 0).length;
  const summary =
    `${counted(most, 'position')} at most at the end of a session, ` +
    `${grouped(counts.at(-1) ?? 0, 0)} at the end of the last` +
    (without === 0 ? '.' : `; none at the end of ${counted(without, 'session')}.`);
  const write = (value: number): string => (Number.isInteger(value) ? grouped(value, 0) : '');
  return {
    id: 'holdings',
    title: 'Positions held',
    summary,
    size: 'half',
    plot: (size) =>
      linePlot({
        size,
        days: Float64Array.from(dates, dayNumber),
        series: [{ name: 'positions', values: counts, tone: 'own', area: true }],
        write,
        label: summary,
        include: [0],
      }),
    data: monthEndTable(dates, [['Positions', counts, (count) => grouped(count, 0)]]),
  };
}

interface Held {
  readonly column: HoldingColumn;
  /** Dollars of each session. */
  readonly values: Float64Array;
}

interface Part {
  readonly name: string;
  readonly tone: Tone;
  /** Fractions of equity. */
  readonly values: Float64Array;
}

function allocationFigure({ input }: ReportModel, held: readonly Held[]): Figure {
  const { dates, equity } = input.performance;
  const basis = input.holdings?.basis ?? 'value';
  const ranked = held
    .map(({ column, values }) => ({
      name: column.symbol,
      values: values.map((value, row) => (equity[row]! > 0 ? value / equity[row]! : 0)),
    }))
    .map((one) => ({ ...one, size: one.values.reduce((sum, part) => sum + Math.abs(part), 0) }))
    .sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  const named = ranked.length <= PARTS.length ? ranked : ranked.slice(0, PARTS.length - 1);
  const parts: Part[] = named.map(({ name, values }, place) => ({
    name,
    values,
    tone: PARTS[place]!,
  }));
  const others = ranked.slice(named.length);
  const short = held.some(({ column }) =>
    column.spans.some(({ values }) => values.some((value) => value < 0)),
  );
  if (others.length > 0) parts.push(...restOf(others, short));
  // Beside short positions cash is more than all of equity, and at cost it does not add up to it.
  if (basis === 'value' && !short) parts.push(cashOf(ranked, equity));
  const tops = named.slice(0, 3).map(({ name, size }) => `${name} ${percent(size / dates.length)}`);
  const summary =
    `Each holding ${BASIS[basis]} as a share of equity at the end of each session; ` +
    `${held.length === 1 ? 'one symbol was held' : `${held.length} symbols were held`} ` +
    `at some time. Largest on average: ${tops.join(', ')}.` +
    (short ? ' Short positions are below zero.' : '');
  return {
    id: 'holdings-over-time',
    title: `Allocation over time, ${basis === 'value' ? 'at market value' : 'at cost'}`,
    summary,
    size: 'wide',
    plot: (size) =>
      stackPlot({
        size,
        days: Float64Array.from(dates, dayNumber),
        layers: parts,
        write: percentTick,
        label: summary,
      }),
    legend: parts
      .filter(({ name, tone }, place) => tone !== 'rest' || parts[place - 1]?.name !== name)
      .map(({ tone, name }) => [tone, name]),
    data: monthEndTable(
      dates,
      parts.map(({ name, values }) => [name, values, percent]),
    ),
  };
}

/** All others together: what is long and what is short apart, so that they do not cancel out. */
function restOf(
  others: readonly { readonly values: Float64Array }[],
  short: boolean,
): readonly Part[] {
  const name = `${grouped(others.length, 0)} others`;
  const sum = (sign: number): Float64Array => {
    const total = new Float64Array(others[0]!.values.length);
    for (const { values } of others) {
      for (let row = 0; row < total.length; row += 1) {
        if (values[row]! * sign > 0) total[row] = total[row]! + values[row]!;
      }
    }
    return total;
  };
  if (!short) return [{ name, tone: 'rest', values: sum(1) }];
  return [
    { name: `${name}, long`, tone: 'rest', values: sum(1) },
    { name: `${name}, short`, tone: 'rest', values: sum(-1) },
  ];
}

function cashOf(held: readonly { readonly values: Float64Array }[], equity: Float64Array): Part {
  const values = equity.map((value, row) => {
    if (!(value > 0)) return 0;
    const cash = 1 - held.reduce((sum, one) => sum + one.values[row]!, 0);
    // Holdings are to the cent: what is less is no cash.
    return Math.abs(cash * value) < 0.01 * (held.length + 1) ? 0 : cash;
  });
  return { name: 'cash', tone: 'cash', values };
}
