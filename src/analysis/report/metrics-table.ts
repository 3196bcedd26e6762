import { numberText, UNDEFINED } from '../../core/number-text.ts';
import { metricText } from './metric-text.ts';
import {
  choicesOf,
  isDefined,
  type Metric,
  type MetricGroup,
  type MetricValue,
  titleOf,
  tooShortText,
} from '../performance/metric.ts';
import { escapeHtml } from './escape.ts';
import type { ReportMetric, ReportModel } from './model.ts';

const GROUPS: readonly (readonly [MetricGroup, string])[] = [
  ['return', 'Return'],
  ['risk', 'Risk'],
  ['risk_adjusted', 'Return for risk'],
  ['benchmark', 'Against the benchmark'],
  ['trades', 'Trades'],
  ['execution', 'Exposure and cost'],
];

/** Groups of so many measures break over pages of paper; shorter ones stay whole. */
const LONG = 30;

/** The figures that stand above all others. */
const HEADLINE = [
  'total_return',
  'cagr',
  'volatility',
  'sharpe',
  'sortino',
  'max_drawdown',
  'calmar',
  'final_equity',
];

/** The few figures that most readers came for, as tiles. */
export function drawHeadline(model: ReportModel): string {
  const tiles = HEADLINE.flatMap((id) => {
    const found = model.metrics.find(({ metric }) => metric.id === id);
    if (found === undefined) return [];
    const { metric, value, benchmark } = found;
    const { performance: recorded } = model.input;
    if (metric.unit === 'money' && recorded.noMoney !== undefined) {
      const grown = numberText(model.wealth.at(-1) ?? 1, 4);
      return [`<div><dt>Growth of 1</dt><dd>${grown}</dd></div>`];
    }
    const lead = `<div><dt><a href="#m-${id}">${escapeHtml(metric.title)}</a></dt>`;
    // Large type would be believed: the number itself stands in the table only, in gray.
    if (found.tooShort && isDefined(value)) {
      const why = `<span class="versus">${tooShortText(model.dates.length, model.period)}</span>`;
      return [`${lead}<dd class="short">${UNDEFINED}${why}</dd></div>`];
    }
    const { basis } = metric;
    const more = [
      ...(basis === undefined ? [] : [escapeHtml(basis)]),
      ...(benchmark === undefined
        ? []
        : [`${escapeHtml(model.benchmarkName)} ${valueText(metric, benchmark)}`]),
    ].map((line) => `<span class="versus">${line}</span>`);
    const text = valueText(metric, value) + more.join('');
    return [`${lead}<dd${tone(metric, value)}>${text}</dd></div>`];
  });
  return `<dl class="tiles">${tiles.join('')}</dl>\n`;
}

function tone({ id }: Metric, value: MetricValue): string {
  if (!isDefined(value) || (id !== 'total_return' && id !== 'cagr')) return '';
  return value < 0 ? ' class="loss"' : '';
}

/** A value as text; where there is none, a dash that says why. */
function valueText(metric: Metric, value: MetricValue): string {
  if (isDefined(value)) return escapeHtml(metricText(metric, value));
  const reason = escapeHtml(value.undefined);
  return `<abbr title="${reason}">${UNDEFINED}</abbr>`;
}

/** Every metric by group, each with its id, definition and source folded below its name. */
export function drawMetrics(model: ReportModel): string {
  const groups = GROUPS.map(([group, title]) => {
    const members = model.metrics.filter(({ metric }) => metric.group === group);
    // A whole group without a value says why once.
    const reasons = new Set(members.map(({ value }) => (isDefined(value) ? '' : value.undefined)));
    const [only] = reasons;
    if (reasons.size === 1 && only !== '' && only !== undefined) {
      return (
        `<section class="group"><h3>${title}</h3><p class="fine">None of the ${members.length} ` +
        `metrics has a value: ${escapeHtml(only)}.</p></section>`
      );
    }
    const compared = members.some(({ benchmark }) => benchmark !== undefined);
    const name = escapeHtml(model.benchmarkName);
    const head =
      '<thead><tr><th scope="col">Metric</th><th scope="col">Value</th>' +
      `${compared ? `<th scope="col">${name}</th>` : ''}</tr></thead>`;
    const rows = members.map((member) => row(member, compared, model)).join('');
    return (
      `<section class="group${members.length < LONG ? ' brief' : ''}"><h3>${title}</h3>` +
      '<table class="metrics">' +
      `<caption>${title}</caption>${head}<tbody>${rows}</tbody></table></section>`
    );
  });
  return (
    '<section id="metrics"><h2>Metrics</h2>' +
    `<div class="groups">${groups.join('')}</div></section>\n`
  );
}

function row(
  { metric, formula, value, benchmark, tooShort }: ReportMetric,
  compared: boolean,
  { dates, input, period }: ReportModel,
): string {
  const { id, source } = metric;
  const choices = choicesOf(metric, input.convention);
  const title = titleOf(metric);
  const short = tooShort && isDefined(value) ? tooShortText(dates.length, period) : '';
  const gray = short === '' ? '' : ` class="short" title="${short}"`;
  const other = benchmark === undefined ? '' : valueText(metric, benchmark);
  const more = [
    `<code>${escapeHtml(id)}</code> = ${escapeHtml(formula)}`,
    ...(choices === undefined ? [] : [`Choices: ${escapeHtml(choices)}`]),
    ...(source === undefined ? [] : [escapeHtml(source)]),
    ...(short === '' ? [] : [`${short}.`]),
    ...(isDefined(value) ? [] : [`No value: ${escapeHtml(value.undefined)}.`]),
  ];
  return (
    `<tr id="m-${escapeHtml(id)}"${gray}><th scope="row"><details><summary>${escapeHtml(title)}` +
    `</summary><p>${more.join('<br>')}</p></details></th><td>${valueText(metric, value)}</td>` +
    `${compared ? `<td>${other}</td>` : ''}</tr>`
  );
}
