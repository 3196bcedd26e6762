import { countText, numberText, percentText, percentTick } from '../../core/number-text.ts';
import { type HoldingColumn, type Holdings, holdingValues } from '../performance/holdings.ts';
import { monthEndTable } from './equity-figures.ts';
import type { Figure } from './figure.ts';
import { daysSinceEpoch, type ReportModel } from './model.ts';
import { linePlot, PARTS, type Tone } from './plot/line-plot.ts';
import { stackPlot } from './plot/stack-plot.ts';

/** What each basis is called in a sentence. */
const BASIS = { value: 'at its last price', cost: 'at what it had cost' } as const;

/** How many positions were held over time, and how the account was allocated to them. */
export function holdingsFigures(model: ReportModel): readonly Figure[] {
  const { holdings } = model.input;
  if (holdings === undefined || holdings.columns.length === 0) return [];
  return [countFigure(model, holdings.columns), allocationFigure(model, holdings)];
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
    `${countText(most, 'position')} at most at the end of a session, ` +
    `${numberText(counts.at(-1) ?? 0, 0)} at the end of the last` +
    (without === 0 ? '.' : `; none at the end of ${countText(without, 'trading day')}.`);
  const write = (value: number): string => (Number.isInteger(value) ? numberText(value, 0) : '');
  return {
    id: 'holdings',
    title: 'Positions held',
    summary,
    size: 'half',
    plot: (size) =>
      linePlot({
        size,
        days: Float64Array.from(dates, daysSinceEpoch),
        series: [{ name: 'positions', values: counts, tone: 'own', area: true }],
        write,
        label: summary,
        include: [0],
      }),
    data: monthEndTable(dates, [['Positions', counts, (count) => numberText(count, 0)]]),
  };
}

interface Part {
  readonly name: string;
  readonly tone: Tone;
  /** Fractions of equity. */
  readonly values: Float64Array;
}

/** Dollars as a fraction of equity; 0 of an account without worth. */
function shareOf(dollars: number, equity: number): number {
  return equity > 0 ? dollars / equity : 0;
}

function allocationFigure({ input }: ReportModel, { basis, columns }: Holdings): Figure {
  const { dates, equity } = input.performance;
  const ranked = columns
    .map((column) => ({ column, size: sizeOf(column, equity) }))
    .sort((a, b) => b.size - a.size || (a.column.symbol < b.column.symbol ? -1 : 1));
  const count = ranked.length <= PARTS.length ? ranked.length : PARTS.length - 1;
  const named = ranked.slice(0, count);
  const parts: Part[] = named.map(({ column }, place) => ({
    name: column.symbol,
    values: holdingValues(column, dates.length).map((value, row) => shareOf(value, equity[row]!)),
    tone: PARTS[place]!,
  }));
  const short = columns.some(({ spans }) =>
    spans.some(({ values }) => values.some((value) => value < 0)),
  );
  const others = ranked.slice(count).map(({ column }) => column);
  if (others.length > 0) parts.push(...restOf(others, equity, short));
  // Next to short positions, cash is more than equity, and at cost the parts do not add up to it.
  if (basis === 'value' && !short) parts.push(cashOf(parts, equity, ranked.length));
  const tops = named.slice(0, 3).map(({ column: { symbol }, size }) => {
    return `${symbol} ${percentText(size / dates.length)}`;
  });
  const many = ranked.length;
  const summary =
    `Each holding ${BASIS[basis]} as a share of equity at the end of each session; ` +
    `${many === 1 ? 'one symbol was held' : `${numberText(many, 0)} symbols were held`} ` +
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
        days: Float64Array.from(dates, daysSinceEpoch),
        layers: parts,
        write: percentTick,
        label: summary,
      }),
    legend: parts.map(({ tone, name }) => [tone, name]),
    data: monthEndTable(
      dates,
      parts.map(({ name, values }) => [name, values, percentText]),
    ),
  };
}

/** The sum over sessions of a holding's share of equity, without sign. */
function sizeOf({ spans }: HoldingColumn, equity: Float64Array): number {
  let size = 0;
  for (const { from, values } of spans) {
    for (let index = 0; index < values.length; index += 1) {
      size += shareOf(Math.abs(values[index]!), equity[from + index]!);
    }
  }
  return size;
}

/** All others together: what is long and what is short apart, so that they do not cancel out. */
function restOf(
  others: readonly HoldingColumn[],
  equity: Float64Array,
  short: boolean,
): readonly Part[] {
  const [long, under] = [new Float64Array(equity.length), new Float64Array(equity.length)];
  for (const { spans } of others) {
    for (const { from, values } of spans) {
      for (let index = 0; index < values.length; index += 1) {
        const share = shareOf(values[index]!, equity[from + index]!);
        const side = share < 0 ? under : long;
        side[from + index] = side[from + index]! + share;
      }
    }
  }
  const name = `${numberText(others.length, 0)} others`;
  if (!short) return [{ name, tone: 'rest', values: long }];
  return [
    { name: `${name}, long`, tone: 'rest', values: long },
    { name: `${name}, short`, tone: 'rest', values: under },
  ];
}

function cashOf(parts: readonly Part[], equity: Float64Array, count: number): Part {
  const values = equity.map((value, row) => {
    if (!(value > 0)) return 0;
    const cash = 1 - parts.reduce((sum, one) => sum + one.values[row]!, 0);
    // Holdings are to the cent: what is less is no cash.
    return Math.abs(cash * value) < 0.01 * (count + 1) ? 0 : cash;
  });
  return { name: 'cash', tone: 'cash', values };
}
