import { countText, numberText, percentText, periodText } from '../../core/number-text.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { formatInstant } from '../../core/time.ts';
import { CALENDAR_YEARS, sessionsBetween } from '../../market/calendar.ts';
import { escapeHtml } from './escape.ts';
import { cagrMetric, growthBySessions } from '../performance/cagr.ts';
import { FOLLOWED } from '../performance/context.ts';
import { formFor, SESSIONS_NEEDED } from '../performance/metric.ts';
import { commandText, optionTexts, type ReproduceCommand } from './command.ts';
import type { ReportModel } from './model.ts';

/** Longer values take a whole line. */
const LONG = 66;

/** A command whose options stay whole where lines break. */
function commandHtml(command: ReproduceCommand): string {
  const { options: _, ...bare } = command;
  return [commandText(bare), ...optionTexts(command)]
    .map((word) => `<span class="word">${escapeHtml(word)}</span>`)
    .join(' ');
}

/** Label and value; a value that is a command, as data too. */
type TrustFact = readonly [label: string, value: string, command?: ReproduceCommand];

/** What the numbers rest on, label and value, in the order of a report. */
export function trustFacts(model: ReportModel): readonly TrustFact[] {
  const { input, context, dates, benchmarkName, period } = model;
  const { header, performance: recorded, convention = 'quipu' } = input;
  const { params = {}, symbols = [], mode, madeAt, reproduce, facts = [] } = header;
  const { trials } = recorded;
  const { joined } = context;
  const growthBy =
    formFor(cagrMetric, context) === growthBySessions ? `${model.period}s` : 'calendar days';
  const span = dates.length === 0 ? `no ${period}s` : periodText(dates[0]!, dates.at(-1)!);
  const found: TrustFact[] = [['Period', `${span}, ${countText(dates.length, period)}`]];
  if (mode !== undefined) found.push(['Mode', mode.toUpperCase()]);
  if (symbols.length > 0) found.push(['Symbols', symbolsText(symbols)]);
  const names = Object.keys(params).sort();
  if (names.length > 0) {
    found.push(['Parameters', names.map((name) => `${name} = ${wordOf(params[name])}`).join(', ')]);
  }
  if (joined !== undefined) {
    const common = `${countText(joined.benchmark.length, period)} in common`;
    found.push(['Benchmark', `${benchmarkName}, ${common}`]);
  }
  found.push(
    [
      'Definitions',
      convention === 'quipu'
        ? `quipu, ${FOLLOWED.quipu}`
        : `as ${convention} has them: ${FOLLOWED[convention]}`,
    ],
    [
      'Annualized by',
      `${context.periodsPerYear} ${period}s a year, growth by ${growthBy}; ` +
        `risk-free rate ${percentText(context.riskFree)}`,
    ],
  );
  if (trials !== undefined) found.push(['Parameter sets tried', numberText(trials, 0)]);
  found.push(...missingSessions(model));
  found.push(...facts);
  if (madeAt !== undefined) found.push(['Made', formatInstant(madeAt)]);
  if (reproduce !== undefined) found.push(['Make it again', commandText(reproduce), reproduce]);
  return found;
}

/** Sessions of the exchange without a row, of an account or a daily file. */
function missingSessions(model: ReportModel): readonly (readonly [string, string])[] {
  const { dates, period, input, context } = model;
  const [first, last] = [dates[0], dates.at(-1)];
  const isDaily = period === 'trading day' && context.periodsPerYear < 365;
  if (input.header.kind === 'backtest' || !isDaily || first === undefined) return [];
  const years = [first, last!].map((date) => Number(date.slice(0, 4)));
  if (years.some((year) => year < CALENDAR_YEARS.first || year > CALENDAR_YEARS.last)) return [];
  const there = new Set(dates);
  const missing = sessionsBetween(first, last!).filter(({ date }) => !there.has(date));
  if (missing.length === 0) return [['Gaps', 'none against the exchange’s calendar']];
  const which = `the first ${missing[0]!.date}`;
  return [
    ['Gaps', `${countText(missing.length, 'trading day')} of the exchange without a row, ${which}`],
  ];
}

function symbolsText(symbols: readonly string[]): string {
  const shown = symbols.slice(0, 24).join(', ');
  return symbols.length <= 24 ? shown : `${shown} and ${symbols.length - 24} more`;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** What a reader should know before believing the numbers, a sentence each. */
export function trustWarnings(model: ReportModel): readonly string[] {
  const { context, input, benchmark, benchmarkName, dates, period } = model;
  const found: string[] = [...(input.header.findings ?? [])];
  if (dates.length < SESSIONS_NEEDED) {
    found.push(
      `Only ${countText(dates.length, period)}: ratios and figures of a year are shown in gray, ` +
        `as fewer than ${SESSIONS_NEEDED} say little.`,
    );
  }
  if (context.excluded > 0) {
    found.push(`Left out for want of capital behind it: ${countText(context.excluded, period)}.`);
  }
  const missing = dates.length - (context.joined?.benchmark.length ?? dates.length);
  if (benchmark !== undefined && missing > 0) {
    found.push(
      `${benchmarkName} has no return on ${countText(missing, period)}: comparisons ` +
        `${input.performance.benchmarkFrom === undefined ? 'leave them out' : 'span them'}, ` +
        'plots take 0.',
    );
  }
  const { trials } = input.performance;
  if (trials !== undefined && trials > 1) {
    found.push(
      `One of ${trials} parameter sets: read the deflated Sharpe ratio, not the plain one.`,
    );
  }
  const denied = Object.entries(input.denied ?? {});
  for (const [code, count] of denied.sort(([a], [b]) => (a < b ? -1 : 1))) {
    found.push(`The risk gate stopped ${count} ${count === 1 ? 'order' : 'orders'} by ${code}.`);
  }
  for (const { code, count, message } of input.refused ?? []) {
    const by = code === null ? '' : ` by code ${code}`;
    found.push(`The broker refused ${countText(count, 'order')}${by}: ${message}.`);
  }
  return found;
}

/** What to know before any figure, above all else; empty without caveats. */
export function drawCaveats({ input }: ReportModel): string {
  const { caveats = [] } = input.header;
  if (caveats.length === 0) return '';
  const sentences = caveats.map(({ severity, text }) => {
    const word = escapeHtml(text);
    return `<li>${severity === 'serious' ? `<strong>${word}</strong>` : word}</li>`;
  });
  return `<ul class="warnings" id="caveats">${sentences.join('')}</ul>\n`;
}

/** What a report rests on, the first thing that it shows. */
export function drawTrust(model: ReportModel): string {
  const known = trustFacts(model);
  const isLong = ([, value]: TrustFact): boolean => value.length > LONG;
  // Long ones take a whole line each, below those that stand side by side.
  const facts = [...known.filter((fact) => !isLong(fact)), ...known.filter(isLong)]
    .map(
      ([label, value, command]) =>
        `<div${isLong([label, value]) ? ' class="long"' : ''}><dt>${escapeHtml(label)}</dt>` +
        `<dd>${command === undefined ? escapeHtml(value) : commandHtml(command)}</dd></div>`,
    )
    .join('');
  const warnings = trustWarnings(model)
    .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
    .join('');
  const assumed = (model.input.header.assumptions ?? [])
    .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
    .join('');
  return (
    '<section id="trust"><h2>Assumptions and data</h2>' +
    `<dl class="facts">${facts}</dl>` +
    (warnings === '' ? '' : `<ul class="warnings">${warnings}</ul>`) +
    `${assumed === '' ? '' : `<h3>Assumptions</h3><ul class="assumed">${assumed}</ul>`}</section>\n`
  );
}
