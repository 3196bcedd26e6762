import {
  bpsText,
  moneyText,
  numberText,
  numberTick,
  percentText,
  signedMoneyText,
  signedWholeMoneyText,
  wholeMoneyText,
} from '../../core/number-text.ts';
import { newYorkDate, newYorkInstant } from '../../market/calendar.ts';
import type { EpochMs } from '../../core/time.ts';
import { shade } from './calendar-figures.ts';
import { escapeHtml } from './escape.ts';
import type { Figure } from './figure.ts';
import type { ReportModel } from './model.ts';
import { binsOf, histogram } from './plot/histogram.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const HOUR = 3_600_000;

/** When trades were closed, what orders cost against their decision, and what is held. */
export function executionFigures(model: ReportModel): readonly Figure[] {
  return [...hourFigure(model), ...slippageFigure(model), ...allocationFigure(model)];
}

/** The weekday (0 is Sunday) and hour in New York of an instant. */
export function hourOf(at: EpochMs): { readonly weekday: number; readonly hour: number } {
  const date = newYorkDate(at);
  const hour = Math.floor((at - newYorkInstant(date, 0)) / HOUR);
  return { weekday: new Date(`${date}T00:00:00Z`).getUTCDay(), hour };
}

/** Whether trades were closed at different hours, which those of daily bars are not. */
export function closesAtDifferentHours({ trades }: ReportModel): boolean {
  return new Set(trades.map(({ closedAt }) => hourOf(closedAt).hour)).size > 1;
}

function hourFigure(model: ReportModel): readonly Figure[] {
  if (!closesAtDifferentHours(model)) return [];
  const sums = new Map<string, { profit: number; count: number }>();
  for (const { closedAt, pnl } of model.trades) {
    const { weekday, hour } = hourOf(closedAt);
    const key = `${weekday} ${hour}`;
    const sum = sums.get(key) ?? { profit: 0, count: 0 };
    sums.set(key, { profit: sum.profit + pnl, count: sum.count + 1 });
  }
  const keys = [...sums.keys()].map((key) => key.split(' ').map(Number));
  const hours = keys.map(([, hour]) => hour!);
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  const columns = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const days = [1, 2, 3, 4, 5, 6, 0].filter((day) => keys.some(([one]) => one === day));
  const most = Math.max(...[...sums.values()].map(({ profit }) => Math.abs(profit)), 1e-9);
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
  const cell = (day: number, hour: number): string => {
    const sum = sums.get(`${day} ${hour}`);
    if (sum === undefined) return '<td></td>';
    return `<td class="${shade(sum.profit, most)}">${signedWholeMoneyText(sum.profit)}</td>`;
  };
  const head = columns.map((hour) => `<th scope="col">${clock(hour)}</th>`).join('');
  const body = days
    .map(
      (day) =>
        `<tr><th scope="row">${WEEKDAYS[day]}</th>` +
        `${columns.map((hour) => cell(day, hour)).join('')}</tr>`,
    )
    .join('');
  const ranked = [...sums].toSorted(([, a], [, b]) => b.profit - a.profit);
  const named = (key: string): string => {
    const [day, hour] = key.split(' ').map(Number);
    return `${WEEKDAYS[day!]} ${clock(hour!)}`;
  };
  const [best, worst] = [ranked[0]!, ranked.at(-1)!];
  return [
    {
      id: 'hours',
      title: 'Profit by weekday and hour of closing',
      summary:
        `Hours in exchange time (ET). Best ${named(best[0])} with ` +
        `${signedWholeMoneyText(best[1].profit)}, worst ` +
        `${named(worst[0])} with ${signedWholeMoneyText(worst[1].profit)}.`,
      size: 'wide',
      plot: () =>
        '<div class="scroll"><table class="heat"><caption>Profit by weekday and hour</caption>' +
        `<thead><tr><th scope="col">Day</th>${head}</tr></thead>` +
        `<tbody>${body}</tbody></table></div>`,
      data: {
        columns: ['Day and hour', 'Trades', 'Profit'],
        rows: [...sums].map(([key, { count, profit }]) => [
          named(key),
          numberText(count, 0),
          signedMoneyText(profit),
        ]),
      },
    },
  ];
}

function slippageFigure({ input }: ReportModel): readonly Figure[] {
  const { slippages = [] } = input;
  if (slippages.length === 0) return [];
  const sorted = Float64Array.from(slippages, ({ bps }) => bps).sort();
  // To our loss is to the left, as in every other distribution.
  const gains = sorted.map((value) => -value).sort();
  const bins = binsOf(gains);
  const cost = slippages.reduce((sum, one) => sum + one.cost, 0);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  const summary =
    `${numberText(slippages.length, 0)} executions against the price that the risk gate saw at ` +
    `the ` +
    `decision: median cost ${bpsText(middle)}, total cost ${moneyText(cost)}. ` +
    'Left of 0 is to our loss.';
  return [
    {
      id: 'slippage',
      title: 'Slippage of executions',
      summary,
      size: 'half',
      plot: (size) =>
        histogram({
          size,
          bins,
          write: (value, step) => `${numberTick(value, step)} bps`,
          label: summary,
          lines: [{ value: -middle, name: `median ${bpsText(-middle)}` }],
        }),
      data: {
        columns: ['From, bps', 'To, bps', 'Executions'],
        rows: bins.counts.map((count, place) => [
          numberText(bins.from + place * bins.width, 1),
          numberText(bins.from + (place + 1) * bins.width, 1),
          numberText(count, 0),
        ]),
      },
    },
  ];
}

function allocationFigure({ input }: ReportModel): readonly Figure[] {
  const { openPositions = [], performance: recorded } = input;
  const equity = recorded.equity.at(-1) ?? 0;
  if (openPositions.length === 0 || !(equity > 0)) return [];
  const held = openPositions.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const invested = held.reduce((sum, { value }) => sum + value, 0);
  const rows = [
    ...held.map(({ symbol, value }) => ({ symbol, value })),
    { symbol: 'Cash', value: equity - invested },
  ];
  const share = (value: number): string => percentText(value / equity);
  const body = rows
    .map(({ symbol, value }) => {
      const length = Math.round(Math.min(1000, (1000 * Math.abs(value)) / equity)) / 10;
      return (
        `<tr><th scope="row">${escapeHtml(symbol)}</th><td>${wholeMoneyText(value)}</td>` +
        `<td>${share(value)}</td><td class="bar-cell">` +
        `<span class="${value < 0 ? 'loss' : 'own'}" style="width:${length}%"></span></td></tr>`
      );
    })
    .join('');
  const [largest] = held;
  return [
    {
      id: 'allocation',
      title: 'Allocation at the end',
      summary:
        `${held.length === 1 ? 'One position' : `${held.length} positions`} of ` +
        `${share(invested)} of equity together; the largest is ${largest!.symbol} with ` +
        `${share(largest!.value)}.`,
      size: 'wide',
      plot: () =>
        '<div class="scroll"><table class="ranked"><caption>Allocation at the end</caption>' +
        '<thead><tr><th scope="col">Symbol</th><th scope="col">Value</th>' +
        '<th scope="col">Share</th><th scope="col"></th></tr></thead>' +
        `<tbody>${body}</tbody></table></div>`,
    },
  ];
}
