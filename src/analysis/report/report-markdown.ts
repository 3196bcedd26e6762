import {
  lossPercentText,
  numberText,
  signedPercentText,
  undefinedText,
} from '../../core/number-text.ts';
import { metricText } from './metric-text.ts';
import { isDefined, titleOf } from '../performance/metric.ts';
import { escapeMarkdown } from './escape.ts';
import type { ReportModel } from './model.ts';
import { trustFacts, trustWarnings } from './trust.ts';

/** The largest report in Markdown, in bytes of UTF-8. */
export const MARKDOWN_BYTES = 6_000;

/** What an assistant is asked about most, in the order of the catalog. */
const SHOWN = [
  'total_return',
  'cagr',
  'net_profit',
  'volatility',
  'sharpe',
  'sortino',
  'psr',
  'dsr',
  'calmar',
  'max_drawdown',
  'longest_dd_days',
  'current_drawdown',
  'time_under_water',
  'var_95',
  'cvar_95',
  'skew',
  'kurtosis',
  'win_days',
  'best_month',
  'worst_month',
  'benchmark_return',
  'excess_return',
  'alpha',
  'beta',
  'correlation',
  'information_ratio',
  'trades',
  'win_rate',
  'profit_factor',
  'expectancy',
  'avg_trade',
  'payoff',
  'time_in_market',
  'avg_gross_exposure',
  'turnover',
  'fees',
];

/**
 * `report.md`: what an assistant needs to talk about a report, in at most {@link MARKDOWN_BYTES}.
 *
 * Text from outside is escaped and cut, so that it can neither format nor fill the page.
 */
export function reportMarkdown(model: ReportModel): string {
  const { input, metrics, benchmark, benchmarkName } = model;
  const lines = [
    `# ${cut(input.header.title, 80)}`,
    '',
    ...(input.header.caveats ?? [])
      .slice(0, 12)
      .map(({ severity, text }) => `- ${capital(severity)}: ${cut(text, 200)}`),
    ...trustFacts(model)
      .slice(0, 12)
      .map(([label, value]) => `- ${cut(label, 30)}: ${cut(value, 160)}`),
    ...trustWarnings(model)
      .slice(0, 8)
      .map((sentence) => `- Note: ${cut(sentence, 160)}`),
    '',
    `| Metric | id | Value |${benchmark === undefined ? '' : ` ${cut(benchmarkName, 24)} |`}`,
    `|---|---|--:|${benchmark === undefined ? '' : '--:|'}`,
    ...metrics
      .filter(({ metric }) => SHOWN.includes(metric.id))
      .map(({ metric, value, benchmark: other, tooShort }) => {
        const compared = other === undefined ? '' : metricText(metric, other);
        const short = tooShort ? ' (too short)' : '';
        const shown = isDefined(value)
          ? `${metricText(metric, value)}${short}`
          : undefinedText(value.undefined);
        return (
          `| ${titleOf(metric)} | ${metric.id} | ${shown} |` +
          (benchmark === undefined ? '' : ` ${compared} |`)
        );
      }),
    '',
    ...yearLines(model),
    '',
    ...drawdownLines(model),
    '',
    'Percentages are of capital; every definition is in report.json and metrics.csv.',
  ];
  return fitted(lines);
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

function cut(text: string, most: number): string {
  const plain = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return escapeMarkdown(plain);
}

function yearLines({ years }: ReportModel): readonly string[] {
  if (years.length === 0) return [];
  const shown = years.slice(-30).map(({ span, value }) => `${span} ${signedPercentText(value)}`);
  return [`Years: ${shown.join(', ')}.`];
}

function drawdownLines({ drawdowns }: ReportModel): readonly string[] {
  const worst = drawdowns.toSorted((a, b) => b.depth - a.depth).slice(0, 5);
  return worst.map(
    ({ depth, from, valley, recovered, days }, place) =>
      `${place + 1}. Drawdown ${lossPercentText(depth)} from ${from}, valley ${valley}, ` +
      `${recovered === null ? 'not recovered' : `recovered ${recovered}`}, ` +
      `${numberText(days, 0)} days`,
  );
}

/** As many lines as the limit allows, and a last one that counts the missing ones. */
function fitted(lines: readonly string[]): string {
  const encoder = new TextEncoder();
  const left = 'The rest is in report.json.';
  let room = MARKDOWN_BYTES - encoder.encode(left).length - 1;
  const kept: string[] = [];
  for (const line of lines) {
    room -= encoder.encode(line).length + 1;
    if (room < 0) return `${[...kept, left].join('\n')}\n`;
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
