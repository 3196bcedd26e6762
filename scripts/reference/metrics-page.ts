import { METRICS } from '../../src/analysis/performance/catalog.ts';
import { FOLLOWED } from '../../src/analysis/performance/context.ts';
import { explain } from '../../src/analysis/performance/explain.ts';
import type { Metric, MetricGroup, MetricStep } from '../../src/analysis/performance/metric.ts';
import { choicesOf, isDefined, signOf } from '../../src/analysis/performance/metric.ts';
import { EXAMPLE, exampleText } from './example-performance.ts';
import { plain } from './markdown.ts';

const GROUPS: Readonly<Record<MetricGroup, string>> = {
  return: 'Return',
  risk: 'Risk',
  risk_adjusted: 'Risk-adjusted return',
  benchmark: 'Relative to a benchmark',
  trades: 'Trades',
  execution: 'Execution',
};

const LEAD = `# Metrics

Every figure has one id and one definition, the same on every surface. \`quipu explain ID\` prints
the definition. With \`--run\` and a saved backtest, with \`--account\` (or \`--from\`, \`--to\`),
or with \`--file\` and a CSV it also prints the inputs, the steps and the value. Where tools
differ, *choices* gives Quipu's choice and those of other tools:
\`--convention quantstats|pyfolio|backtesting|lean\` uses them in the formula, the
steps and the value. An id within a formula stands for that metric under the same convention.

${followed()}

r are returns per session, rf the risk-free rate of a session, P the sessions a year, n a count.
A metric that the data do not determine has no value, and says why.

Growth counts from where the capital stood: the close of the session before the first for a backtest
and an account, the first row of a file of equity, and for a file of returns the end of the period
before its first, by its own spacing: the session before, seven days, or one, three or twelve
months.

Not among them: active share, which needs what the benchmark holds, and no file of prices says that.

\`npm run document\` generates this page from the catalog.
`;

/** Returns the version of each tool whose definitions are used. */
function followed(): string {
  const rows = Object.entries(FOLLOWED).map(([name, state]) => `| \`${name}\` | ${plain(state)} |`);
  return `| convention | follows |\n| --- | --- |\n${rows.join('\n')}`;
}

/** Returns the page of every metric by group, as Markdown. */
export function metricsPage(): string {
  const sections = Object.entries(GROUPS).map(([group, title]) => {
    const metrics = METRICS.filter((metric) => metric.group === group);
    return `\n## ${title}\n${metrics.map(entryOf).join('')}`;
  });
  return `${LEAD}\n${exampleText()}${sections.join('')}`;
}

function entryOf(metric: Metric): string {
  const { id, title, unit, formula, source } = metric;
  const sign = signOf(metric);
  const choices = choicesOf(metric);
  const lines = [`formula: ${plain(formula)}`];
  if (choices !== undefined) lines.push(`choices: ${plain(choices)}`);
  if (source !== undefined) lines.push(`source: ${plain(source)}`);
  lines.push(`unit: ${unit}${sign === '' ? '' : `, ${sign}`}`);
  lines.push(`example: ${exampleOf(id)}`);
  return `\n### \`${id}\`: ${plain(title)}\n\n${lines.map((line) => `- ${line}\n`).join('')}`;
}

/** Returns the value of the example, and the numbers in its formula. */
function exampleOf(id: string): string {
  const { value, steps } = explain(id, EXAMPLE);
  if (!isDefined(value)) return `none, because ${plain(value.undefined)}`;
  const way = steps
    .slice(0, -1)
    .map(({ what, value: step }) => `${plain(what)} = ${stepText(step)}`);
  return `\`${shortest(value)}\`, from ${way.join('; ')}`;
}

function stepText(value: MetricStep['value']): string {
  if (typeof value === 'string') return plain(value);
  return isDefined(value) ? shortest(value) : `none (${plain(value.undefined)})`;
}

/** Formats a number with up to seven digits, without trailing zeros. */
function shortest(value: number): string {
  return String(Number(value.toPrecision(7)));
}
