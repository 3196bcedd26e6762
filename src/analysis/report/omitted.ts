import { escapeHtml } from './escape.ts';
import { closesAtDifferentHours } from './execution-figures.ts';
import type { ReportModel } from './model.ts';
import type { ReportInput } from './report-input.ts';
import { SHUFFLED_LEAST } from './stress-figures.ts';

/** A plot that a report does not have, and why. */
export type Omitted = readonly [plot: string, reason: string];

/** Whether a plot is missing, and why it would be. */
type PlotCheck = readonly [isMissing: boolean, plot: string, reason: string];

/** The plots that the data of a report do not allow, each with the reason. */
export function omittedPlots(model: ReportModel): readonly Omitted[] {
  const { input, benchmark, trades, dates, context } = model;
  const { performance: recorded, header, slippages = [], openPositions = [] } = input;
  const all: readonly PlotCheck[] = [
    [benchmark === undefined, 'Comparisons, beta and correlation', 'there is no benchmark'],
    [
      recorded.grossExposure === undefined,
      'Gross exposure and leverage',
      header.kind === 'account'
        ? 'the journal has what positions are worth together, not each of them'
        : 'nothing says what was held at the end of each session',
    ],
    [
      recorded.tradedNotional === undefined,
      'Turnover and higher costs',
      'nothing says what was traded',
    ],
    [trades.length === 0, 'Trades', 'no trade was closed'],
    [
      trades.length > 0 && trades.every(({ adverse }) => adverse === undefined),
      'MAE and MFE',
      'the price path within a trade was not saved',
    ],
    [
      trades.length > 0 && !closesAtDifferentHours(model),
      'Profit by weekday and hour',
      'every trade was closed at the same hour',
    ],
    [openPositions.length === 0, 'Allocation at the end', 'nothing was held at the end'],
    ...heldAndTraded(input),
    [
      context.returns.length < SHUFFLED_LEAST,
      'The same sessions in other orders',
      `${SHUFFLED_LEAST} sessions at least are needed, there are ${dates.length}`,
    ],
    [true, 'Map of parameters, walk forward', 'this is one run with one set of parameters'],
    [
      slippages.length === 0,
      'Slippage',
      header.kind === 'backtest'
        ? 'that of a backtest is assumed, not found'
        : 'no execution has the price of its decision',
    ],
    ...otherRuns(input),
  ];
  return all.flatMap(([isMissing, plot, reason]) => (isMissing ? [[plot, reason]] : []));
}

function heldAndTraded(input: ReportInput): readonly PlotCheck[] {
  return [
    [
      (input.holdings?.columns ?? []).length === 0,
      'Holdings and allocation over time',
      input.holdings === undefined
        ? 'each holding of each session was not kept'
        : 'nothing was held at the end of any session',
    ],
    [
      (input.charts?.shown ?? []).length === 0,
      'Price with every trade',
      input.header.kind === 'account'
        ? 'the journal holds no prices of the market'
        : input.charts === undefined
          ? 'no prices of the market were kept'
          : 'nothing was traded',
    ],
  ];
}

/** Plots that need a second run. */
function otherRuns(input: ReportInput): readonly PlotCheck[] {
  const { header } = input;
  return [
    [
      input.stress === undefined,
      'One bar later, other costs',
      'these change what is traded and take other runs' +
        (header.kind === 'backtest' ? ': quipu backtest run FILE --stress makes them' : ''),
    ],
    [
      input.against === undefined,
      'Live against backtest',
      header.kind === 'account'
        ? 'no backtest was named: quipu report build --against RUN compares the account with one'
        : 'it belongs to the report of an account: quipu report build --against RUN',
    ],
  ];
}

/** What is not shown and why, folded away. */
export function drawOmitted(model: ReportModel): string {
  const lines = omittedPlots(model)
    .map(([plot, reason]) => `<li><strong>${escapeHtml(plot)}</strong>: ${escapeHtml(reason)}</li>`)
    .join('');
  if (lines === '') return '';
  return `<section id="omitted"><h2>Not shown</h2><ul class="assumed">${lines}</ul></section>\n`;
}
