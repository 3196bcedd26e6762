import { moneyText, numberText } from '../../core/number-text.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { escapeHtml } from './escape.ts';
import { figureTable } from './figure.ts';
import type { ReportModel } from './model.ts';

/** A number with at most so many digits after the point; nothing where there is none. */
function short(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '';
  const scale = 10 ** digits;
  return String(Math.round(value * scale) / scale);
}

/** What was still held, then every session and every trade as rows to copy. */
export function drawAppendix(model: ReportModel): string {
  return (
    `<section id="data"><h2>Data</h2>${openPositions(model)}` +
    folded(`Every ${model.period}`, sessionRows(model)) +
    (model.trades.length === 0 ? '' : folded('Every trade', tradeRows(model))) +
    `<p class="fine">Fractions per ${model.period} and dollars, rounded; equity.csv and ` +
    'trades.csv have all digits.</p></section>\n'
  );
}

function openPositions({ input }: ReportModel): string {
  const held = input.openPositions ?? [];
  if (held.length === 0) return '';
  const data = {
    columns: ['Symbol', 'Quantity', 'Cost', 'Last price', 'Value'],
    rows: held.map(({ symbol, quantity, cost, price, value }) => [
      symbol,
      quantity,
      moneyText(Number(cost)),
      moneyText(price),
      moneyText(value),
    ]),
  };
  const title = `Held at the end, ${numberText(held.length, 0)}`;
  return `<h3>${title}</h3>${figureTable(data, 'Held at the end')}`;
}

function folded(title: string, rows: string): string {
  const summary = `<summary>${title}</summary>`;
  return `<details class="data">${summary}<pre tabindex="0">${rows}</pre></details>`;
}

function sessionRows({ context, dates, rows, input }: ReportModel): string {
  const { equity, benchmark, grossExposure, tradedNotional } = input.performance;
  const optional = (
    [
      ['benchmark', benchmark, 6],
      ['exposure', grossExposure, 4],
      ['traded', tradedNotional, 2],
    ] as const
  ).flatMap(([name, column, digits]) => (column === undefined ? [] : [{ name, column, digits }]));
  // Equity that is no money is growth of one.
  const inDollars = input.performance.noMoney === undefined;
  const worth = inDollars ? 'equity' : 'growth';
  const head = `date,${worth},return,drawdown${optional.map(({ name }) => `,${name}`).join('')}`;
  const lines = dates.map((date, index) => {
    const row = rows[index]!;
    const more = optional.map(({ column, digits }) => `,${short(column[row]!, digits)}`).join('');
    return (
      `${date},${short(equity[row]!, inDollars ? 2 : 4)},${short(context.returns[index]!, 6)},` +
      `${short(-context.drawdowns[index]!, 5)}${more}`
    );
  });
  return `${head}\n${lines.join('\n')}`;
}

function tradeRows({ trades }: ReportModel): string {
  const lines = trades.map(
    ({ symbol, side, openedAt, closedAt, quantity, entryPrice, exitPrice, pnl, fees }) =>
      `${escapeHtml(symbol)},${side},${newYorkDate(openedAt)},${newYorkDate(closedAt)},` +
      `${short(quantity, 4)},${short(entryPrice, 4)},${short(exitPrice, 4)},${short(pnl, 2)},` +
      short(fees, 2),
  );
  return `symbol,side,opened,closed,shares,entry,exit,pnl,fees\n${lines.join('\n')}`;
}
