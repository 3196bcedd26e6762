import { newYorkDate } from '../../market/calendar.ts';
import type { RoundTrip } from '../performance/input.ts';
import { heldDays, tradeReturn } from '../performance/trade-context.ts';
import { escapeHtml } from './escape.ts';
import { type DataTable, type Figure, foldedTable } from './figure.ts';
import type { ReportModel } from './model.ts';
import { dollars, grouped, percent } from '../../core/number-text.ts';
import { dollarTick, percentTick, signedPercent } from './number-text.ts';
import { scatterPlot } from './plot/scatter-plot.ts';

const DAY = 86_400_000;
/** Rows of a table of symbols, and of best and worst trades. */
const MOST = 20;

/** Profit of each trade over time and against its length, its excursions, and profit by symbol. */
export function tradeFigures(model: ReportModel): readonly Figure[] {
  const { trades } = model;
  if (trades.length === 0) return [];
  return [profitOverTime(trades), profitByLength(trades), ...excursions(trades), bySymbol(trades)];
}

function profitOverTime(trades: readonly RoundTrip[]): Figure {
  const won = trades.filter(({ pnl }) => pnl > 0).length;
  const total = trades.reduce((sum, { pnl }) => sum + pnl, 0);
  const summary =
    `${grouped(trades.length, 0)} round trips, ${grouped(won, 0)} of them with a profit, ` +
    `together ${dollars(total)} ` +
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
        writeY: dollarTick,
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
      grouped(trade.quantity, Number.isInteger(trade.quantity) ? 0 : 4),
      dollars(trade.entryPrice),
      dollars(trade.exitPrice),
      dollars(trade.pnl),
      signedPercent(tradeReturn(trade)),
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
    `Held for ${grouped(sorted[Math.floor(sorted.length / 2)]!, 1)} days in the middle, ` +
    `${grouped(sorted.at(-1)!, 1)} at most.`;
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
        writeX: (value) => `${grouped(value, 0)} d`,
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
  return [grouped(trades.length, 0), percent(won / trades.length), dollars(total)];
}

function excursions(trades: readonly RoundTrip[]): readonly Figure[] {
  const known = trades.filter(({ adverse }) => adverse !== undefined);
  if (known.length === 0) return [];
  const summary =
    `How far ${grouped(known.length, 0)} trades were under water at worst, ` +
    'against what they brought.';
  return [
    {
      id: 'excursions',
      title: 'Greatest loss while open against profit',
      summary,
      size: 'half',
      plot: (size) =>
        scatterPlot({
          size,
          xs: Float64Array.from(known, ({ adverse }) => adverse!),
          ys: Float64Array.from(known, ({ pnl }) => pnl),
          writeX: dollarTick,
          writeY: dollarTick,
          label: summary,
        }),
      data: {
        columns: ['Symbol', 'Closed', 'Greatest loss while open', 'Profit'],
        rows: known
          .toSorted((a, b) => b.adverse! - a.adverse! || a.closedAt - b.closedAt)
          .slice(0, MOST)
          .map((trade) => [
            trade.symbol,
            newYorkDate(trade.closedAt),
            dollars(-trade.adverse!),
            dollars(trade.pnl),
          ]),
        note: `The ${MOST} that were furthest under water, at most.`,
      },
    },
  ];
}

function bySymbol(trades: readonly RoundTrip[]): Figure {
  const groups = new Map<string, RoundTrip[]>();
  for (const trade of trades) {
    const known = groups.get(trade.symbol);
    if (known === undefined) groups.set(trade.symbol, [trade]);
    else known.push(trade);
  }
  const rows = [...groups]
    .map(([symbol, some]) => ({
      symbol,
      some,
      total: some.reduce((sum, { pnl }) => sum + pnl, 0),
    }))
    .sort((a, b) => b.total - a.total || (a.symbol < b.symbol ? -1 : 1));
  const shown = rows.length <= MOST ? rows : [...rows.slice(0, MOST / 2), ...rows.slice(-MOST / 2)];
  const most = Math.max(...rows.map(({ total }) => Math.abs(total)), 1e-9);
  const body = shown.map(({ symbol, some, total }) => {
    const [count, won, profit] = sumsOf(some);
    const length = ((100 * Math.abs(total)) / most).toFixed(1);
    return (
      `<tr><th scope="row">${escapeHtml(symbol)}</th><td>${count}</td><td>${won}</td>` +
      `<td>${profit}</td><td class="bar-cell"><span class="${total < 0 ? 'loss' : 'gain'}" ` +
      `style="width:${length}%"></span></td></tr>`
    );
  });
  const many = rows.length === 1 ? 'one symbol' : `${rows.length} symbols`;
  const summary = `Closed trades of ${many}.`;
  const all: DataTable = {
    columns: ['Symbol', 'Trades', 'Won', 'Profit'],
    rows: rows.map(({ symbol, some }) => [symbol, ...sumsOf(some)]),
  };
  return {
    id: 'symbols',
    title: 'Profit by symbol',
    summary,
    size: 'wide',
    plot: () =>
      '<div class="scroll"><table class="ranked"><caption>Profit by symbol</caption><thead><tr>' +
      '<th scope="col">Symbol</th><th scope="col">Trades</th><th scope="col">Won</th>' +
      '<th scope="col">Profit</th><th scope="col"></th></tr></thead>' +
      `<tbody>${body.join('')}</tbody></table></div>` +
      (rows.length > shown.length ? foldedTable(all, 'Profit of every symbol') : ''),
  };
}
