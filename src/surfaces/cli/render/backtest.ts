import { countText } from '../../../core/number-text.ts';
import {
  cellText,
  pairs,
  type Pen,
  showGain,
  showLoss,
  showMoney,
  showPercent,
  showPercentGain,
  showPeriod,
  showQuantity,
  showRatio,
} from '../text.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Returns the metrics with too few trading days; none for runs saved before these were recorded.
 */
export function shortOf(run: Row): ReadonlySet<string> {
  return new Set((run['too_short'] ?? []) as readonly string[]);
}

/** Formats a metric, in brackets if it has too few trading days to be reliable. */
export function bracketed(short: ReadonlySet<string>, id: string, text: string): string {
  return short.has(id) ? `(${text})` : text;
}

function shortText(run: Row): string {
  const days = countText(Number(run['sessions']), 'trading day');
  return `too short: ${days}, ${cellText(run['sessions_needed'])} needed`;
}

/** Renders a backtest as one page of text: the results and every assumption. */
export function renderBacktest(run: Row, pen: Pen): string {
  const params = Object.entries(run['params'] as Row)
    .map(([name, value]) => `${name} ${cellText(value)}`)
    .join(', ');
  const short = shortOf(run);
  const weak = (id: string, text: string): string => bracketed(short, id, text);
  const symbols = (run['symbols'] as readonly string[]).join(', ');
  const lead =
    `${pen.bold(cellText(run['strategy']))}  ${symbols}  ${showPeriod(run['from'], run['to'])}  ` +
    `${countText(Number(run['bars']), 'bar')}${params === '' ? '' : `  ${params}`}` +
    `${run['convention'] === 'quipu' ? '' : `  as ${cellText(run['convention'])}`}\n`;
  const table = pairs(
    [
      [
        'Return',
        `${showPercentGain(run['total_return'], pen)}   ` +
          `CAGR ${weak('cagr', showPercentGain(run['cagr'], pen))}`,
      ],
      ['Value', `${showMoney(run['initial_value'])} to ${showMoney(run['final_value'])}`],
      [
        'Risk',
        `volatility ${weak('volatility', showPercent(run['volatility']))}   ` +
          `max drawdown ${showLoss(run['max_drawdown'], pen)} at daily closes`,
      ],
      [
        'Ratios',
        `Sharpe ${weak('sharpe', showRatio(run['sharpe']))}   ` +
          `Sortino ${weak('sortino', showRatio(run['sortino']))}   ` +
          `Calmar ${weak('calmar', showRatio(run['calmar']))}`,
      ],
      [
        'Trades',
        `${showQuantity(run['trades'])} (${countText(Number(run['orders']), 'order')}, ` +
          `${countText(Number(run['fills']), 'fill')})   ` +
          `win rate ${showPercent(run['win_rate'])}   ` +
          `profit factor ${weak('profit_factor', showRatio(run['profit_factor']))}`,
      ],
      [
        'Costs',
        `fees ${showMoney(run['fees'])}   ` +
          `turnover ${weak('turnover', `${showRatio(run['turnover'])}x`)} per year   ` +
          `dividends and interest ${showGain(run['income'], pen)}`,
      ],
      ['Time in market', showPercent(run['time_in_market'])],
      ...stressed(run, pen),
      ...comparison(run, pen, weak),
      ...(short.size === 0 ? [] : [['In brackets', pen.warn(shortText(run))] as const]),
    ],
    pen,
  );
  return (
    `${caveatLines(run, pen)}${lead}\n${table}${held(run, pen)}${denied(run)}${refused(run)}` +
    listed('Findings', run['findings']) +
    listed('Assumptions', run['assumptions'])
  );
}

/**
 * Renders what to know before the figures, a line each; older runs saved plain sentences.
 *
 * @param lead names the run where there are several
 */
export function caveatLines(run: Row, pen: Pen, lead = ''): string {
  const caveats = (run['caveats'] ?? []) as readonly (string | Row)[];
  return caveats
    .map((one) => {
      const { severity, text } = typeof one === 'string' ? { severity: '', text: one } : one;
      const line = `! ${lead}${severity === 'serious' ? 'Serious: ' : ''}${cellText(text)}`;
      return `${pen.warn(line)}\n`;
    })
    .join('');
}

/** Renders the returns of the stress runs, if any. */
function stressed(run: Row, pen: Pen): readonly (readonly [string, string])[] {
  const runs = (run['stress'] ?? []) as readonly Row[];
  if (runs.length === 0) return [];
  const returnUnder = (stress: string): string =>
    showPercentGain(runs.find((one) => one['stress'] === stress)?.['total_return'], pen);
  return [
    [
      'Stress',
      `one bar later ${returnUnder('one_bar_later')}   costs 0x ${returnUnder('costs_0x')}   ` +
        `2x ${returnUnder('costs_2x')}   3x ${returnUnder('costs_3x')}`,
    ],
  ];
}

/** Renders the benchmark over the same trading days, and the run relative to it. */
function comparison(
  run: Row,
  pen: Pen,
  weak: (id: string, text: string) => string,
): readonly (readonly [string, string])[] {
  if (typeof run['benchmark'] !== 'string') return [];
  const lead = `${run['benchmark']} ${showPercentGain(run['benchmark_return'], pen)}`;
  const beyond = `excess return ${showPercentGain(run['excess_return'], pen)}`;
  const beta = weak('beta', showRatio(run['beta']));
  const alpha = weak('alpha', showPercentGain(run['alpha'], pen));
  const correlation = weak('correlation', showRatio(run['correlation']));
  return [
    ['Benchmark', `${lead}   ${beyond}`],
    ['Relative to it', `beta ${beta}   alpha ${alpha} per year   correlation ${correlation}`],
  ];
}

function held(run: Row, pen: Pen): string {
  const open = run['open_positions'] as readonly Row[];
  if (open.length === 0) return '';
  const lines = open.map((one) => {
    const result = Number(one['value']) - Number(one['cost']);
    return (
      `  ${cellText(one['symbol'])} ${showQuantity(one['quantity'])} at ` +
      `${showMoney(one['price'])} = ${showMoney(one['value'])}  ${showGain(result, pen)}\n`
    );
  });
  return `\nOpen positions, valued at the last close\n${lines.join('')}`;
}

function denied(run: Row): string {
  const entries = Object.entries(run['denied'] as Row);
  if (entries.length === 0) return '';
  return `\nStopped by the risk gate\n${entries
    .map(([code, count]) => `  ${code} ${cellText(count)}\n`)
    .join('')}`;
}

function refused(run: Row): string {
  const entries = (run['refused'] ?? []) as readonly Row[];
  if (entries.length === 0) return '';
  const lines = entries.map(
    ({ code, count, message }) =>
      `  ${cellText(code ?? '')} ${cellText(count)}: ${cellText(message)}\n`,
  );
  return `\nRefused by the simulated broker\n${lines.join('')}`;
}

function listed(title: string, lines: unknown): string {
  if (!Array.isArray(lines) || lines.length === 0) return '';
  return `\n${title}\n${lines.map((line) => `  - ${cellText(line)}\n`).join('')}`;
}
