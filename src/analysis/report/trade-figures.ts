import {
  countText,
  moneyText,
  moneyTick,
  numberText,
  percentText,
  percentTick,
  quantityText,
  signedMoneyText,
  signedPercentText,
} from '../../core/number-text.ts';
import { newYorkDate } from '../../market/calendar.ts';
import type { RoundTrip } from '../performance/input.ts';
import { heldDays, tradeReturn } from '../performance/trade-context.ts';
import { escapeHtml } from './escape.ts';
import { type DataTable, type Figure, foldedTable } from './figure.ts';
import type { ReportModel } from './model.ts';
import { scatterPlot } from './plot/scatter-plot.ts';

const DAY = 86_400_000;
/** Rows of a table of symbols, and of best and worst trades. */
const MOST = 20;

/** Profit of each trade over time and against its length, its excursions, and profit by symbol. */
export function tradeFigures(model: ReportModel): readonly Figure[] {
  const { trades } = model;
  if (trades.length === 0) return [];
  return [
    profitOverTime(trades),
    profitByLength(trades),
    ...excursions(trades),
    bySymbol(trades),
    ...byReason(model),
  ];
}

function profitOverTime(trades: readonly RoundTrip[]): Figure {
  const won = trades.filter(({ pnl }) => pnl > 0).length;
  const total = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  const summary =
    `${numberText(trades.length, 0)} round trips, ${numberText(won, 0)} of them with a profit, ` +
    `together ${signedMoneyText(total)} ` +
    `after fees. Each dot is one at its closing.`;
  return {
    id: 'trade-profit',
    title: 'Profit of each trade',
    summary,
    size: 'half',
    plot: (size) =>
      scatterPlot({
        size,
        xs: Float64Array.from(trades, ({ closedAt }) => closedAt / DAY),
        ys: Float64Array.from(trades, ({ pnl }) => pnl),
        writeY: moneyTick,
        label: summary,
      }),
    data: extremes(trades),
  };
}

function extremes(trades: readonly RoundTrip[]): DataTable {
  const ranked = trades.toSorted((a, b) => b.pnl - a.pnl || a.closedAt - b.closedAt);
  const few = ranked.length <= MOST;
  const shown = few ? ranked : [...ranked.slice(0, MOST / 2), ...ranked.slice(-MOST / 2)];
  return {
    columns: ['Symbol', 'Side', 'Opened', 'Closed', 'Shares', 'Entry', 'Exit', 'Profit', 'Return'],
    rows: shown.map((trade) => [
      trade.symbol,
      trade.side,
      newYorkDate(trade.openedAt),
      newYorkDate(trade.closedAt),
      quantityText(trade.quantity),
      moneyText(trade.entryPrice),
      moneyText(trade.exitPrice),
      signedMoneyText(trade.pnl),
      signedPercentText(tradeReturn(trade)),
    ]),
    ...(few
      ? {}
      : {
          note:
            `The ${MOST / 2} best and the ${MOST / 2} worst; ` +
            'every trade is at the end of the report.',
        }),
  };
}

function profitByLength(trades: readonly RoundTrip[]): Figure {
  const held = Float64Array.from(trades, heldDays);
  const sorted = held.toSorted();
  const summary =
    `Held for ${numberText(sorted[Math.floor(sorted.length / 2)]!, 1)} days in the middle, ` +
    `${numberText(sorted.at(-1)!, 1)} at most.`;
  const edges = [0, 1, 7, 30, 90, 365, Number.POSITIVE_INFINITY];
  const names = ['under a day', '1 to 7 days', '7 to 30', '30 to 90', '90 to 365', 'over a year'];
  return {
    id: 'trade-length',
    title: 'Return against holding time',
    summary,
    size: 'half',
    plot: (size) =>
      scatterPlot({
        size,
        xs: held,
        ys: Float64Array.from(trades, tradeReturn),
        writeX: (value) => `${numberText(value, 0)} d`,
        writeY: percentTick,
        label: summary,
      }),
    data: {
      columns: ['Held', 'Trades', 'Won', 'Profit'],
      rows: names.flatMap((name, place) => {
        const some = trades.filter(
          (_, row) => held[row]! >= edges[place]! && held[row]! < edges[place + 1]!,
        );
        return some.length === 0 ? [] : [[name, ...sumsOf(some)]];
      }),
    },
  };
}

/** Count, share won, and profit of some trades. */
function sumsOf(trades: readonly RoundTrip[]): readonly string[] {
  const won = trades.filter(({ pnl }) => pnl > 0).length;
  const total = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  return [numberText(trades.length, 0), percentText(won / trades.length), signedMoneyText(total)];
}

/** How far trades were under and above water while open, against what they brought. */
function excursions(trades: readonly RoundTrip[]): readonly Figure[] {
  return [
    ...excursion(trades, {
      id: 'excursions',
      what: 'MAE',
      describe: (count) => `Maximum adverse excursion (MAE) of ${count} against their profit.`,
      of: ({ adverse }) => adverse,
      sign: -1,
    }),
    ...excursion(trades, {
      id: 'favorable',
      what: 'MFE',
      describe: (count) => `Maximum favorable excursion (MFE) of ${count} against their profit.`,
      of: ({ favorable }) => favorable,
      sign: 1,
    }),
  ];
}

function excursion(
  trades: readonly RoundTrip[],
  {
    id,
    what,
    describe,
    of,
    sign,
  }: {
    readonly id: string;
    readonly what: string;
    readonly describe: (count: string) => string;
    readonly of: (trade: RoundTrip) => number | undefined;
    readonly sign: 1 | -1;
  },
): readonly Figure[] {
  const known = trades.flatMap((trade) => {
    const value = of(trade);
    return value === undefined ? [] : [{ trade, value }];
  });
  if (known.length === 0) return [];
  const summary = describe(countText(known.length, 'trade'));
  return [
    {
      id,
      title: `${what} against profit`,
      summary,
      size: 'half',
      plot: (size) =>
        scatterPlot({
          size,
          xs: Float64Array.from(known, ({ value }) => value),
          ys: Float64Array.from(known, ({ trade }) => trade.pnl),
          writeX: moneyTick,
          writeY: moneyTick,
          label: summary,
        }),
      data: {
        columns: ['Symbol', 'Closed', what, 'Profit'],
        rows: known
          .toSorted((a, b) => b.value - a.value || a.trade.closedAt - b.trade.closedAt)
          .slice(0, MOST)
          .map(({ trade, value }) => [
            trade.symbol,
            newYorkDate(trade.closedAt),
            signedMoneyText(sign * value),
            signedMoneyText(trade.pnl),
          ]),
        note: `The ${MOST} largest, at most.`,
      },
    },
  ];
}

/** Profit by symbol, as bars next to their numbers. */
function bySymbol(trades: readonly RoundTrip[]): Figure {
  const groups = grouping(trades, ({ symbol }) => symbol);
  const many = groups.length === 1 ? 'one symbol' : `${groups.length} symbols`;
  return ranked(groups, { id: 'symbols', what: 'symbol', summary: `Closed trades of ${many}.` });
}

/**
 * Profit by the reason that the strategy gave when it closed; the executions of charts know theirs.
 * One reason alone tells nothing.
 */
function byReason({ trades, input }: ReportModel): readonly Figure[] {
  const reasons = new Map<string, string>();
  for (const { symbol, fills } of input.charts?.shown ?? []) {
    for (const { at, opens, reason } of fills) {
      if (!opens && reason !== '') reasons.set(`${at} ${symbol}`, reason);
    }
  }
  const reasonOf = ({ closedAt, symbol }: RoundTrip) => reasons.get(`${closedAt} ${symbol}`);
  const known = trades.filter((trade) => reasonOf(trade) !== undefined);
  const groups = grouping(known, (trade) => reasonOf(trade)!);
  if (groups.length < 2) return [];
  const summary =
    `What the strategy gave as its reason when it closed ${numberText(known.length, 0)} of ` +
    `${countText(trades.length, 'trade')}.` +
    (known.length < trades.length ? ' The others are of symbols without a chart.' : '');
  return [ranked(groups, { id: 'exit-reasons', what: 'reason to close', summary })];
}

interface Group {
  readonly name: string;
  readonly some: readonly RoundTrip[];
  readonly total: number;
}

/** Trades in groups by a name, the most profitable first. */
function grouping(
  trades: readonly RoundTrip[],
  nameOf: (trade: RoundTrip) => string,
): readonly Group[] {
  const groups = Map.groupBy(trades, nameOf);
  return [...groups]
    .map(([name, some]) => ({ name, some, total: some.reduce((sum, { pnl }) => sum + pnl, 0) }))
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
}

/** Groups as bars next to their numbers; of many, the best and worst, with all of them below. */
function ranked(
  rows: readonly Group[],
  { id, what, summary }: { readonly id: string; readonly what: string; readonly summary: string },
): Figure {
  const shown = rows.length <= MOST ? rows : [...rows.slice(0, MOST / 2), ...rows.slice(-MOST / 2)];
  const most = Math.max(...rows.map(({ total }) => Math.abs(total)), 1e-9);
  const body = shown.map(({ name, some, total }) => {
    const [count, won, profit] = sumsOf(some);
    const length = Math.round((1000 * Math.abs(total)) / most) / 10;
    return (
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${count}</td><td>${won}</td>` +
      `<td>${profit}</td><td class="bar-cell"><span class="${total < 0 ? 'loss' : 'gain'}" ` +
      `style="width:${length}%"></span></td></tr>`
    );
  });
  const head = what.charAt(0).toUpperCase() + what.slice(1);
  const all: DataTable = {
    columns: [head, 'Trades', 'Won', 'Profit'],
    rows: rows.map(({ name, some }) => [name, ...sumsOf(some)]),
  };
  return {
    id,
    title: `Profit by ${what}`,
    summary,
    size: 'wide',
    plot: () =>
      `<div class="scroll"><table class="ranked"><caption>Profit by ${what}</caption><thead><tr>` +
      `<th scope="col">${head}</th><th scope="col">Trades</th><th scope="col">Won</th>` +
      '<th scope="col">Profit</th><th scope="col"></th></tr></thead>' +
      `<tbody>${body.join('')}</tbody></table></div>` +
      (rows.length > shown.length ? foldedTable(all, `Profit by every ${what}`) : ''),
  };
}
