import type { Command } from 'commander';
import { type ComparedMetric, compareRuns } from '../../app/compare-runs.ts';
import { findRun, type StoredRun } from '../../app/stored-runs.ts';
import type { Io } from './io.ts';
import { withRuns } from '../../app/kept-runs.ts';
import { bracketed, shortOf } from './render-backtest.ts';
import { type RawOptions, settingsOf, usage } from './settings.ts';
import { amount, asText, createPen, type Pen, percent, table } from './text.ts';

/** What tells two runs apart at a glance; the rest is behind `--all`. */
const SHOWN = new Set(
  (
    'total_return cagr final_equity volatility max_drawdown longest_dd_days sharpe sortino ' +
    'calmar time_in_market turnover fees trades win_rate profit_factor avg_trade'
  ).split(' '),
);
const FACTS = ['strategy', 'params', 'symbols', 'from', 'to', 'convention'] as const;

/** `quipu backtest compare A B …`: runs that were kept, side by side. */
export function addCompareBacktests(group: Command, io: Io): void {
  group
    .command('compare')
    .description('Shows backtests that were kept side by side')
    .argument('<runs...>', 'ids or names of two or more, from quipu backtest list')
    .option('--all', 'every metric, rather than the most telling')
    .action((names: readonly string[], _: unknown, self: Command) =>
      compare(io, names, self.optsWithGlobals()),
    );
}

async function compare(io: Io, names: readonly string[], options: RawOptions): Promise<void> {
  if (names.length < 2) {
    throw usage(`expected two or more backtests, found ${names.length}`, 'Name another one.');
  }
  const runs = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    Promise.all(names.map((name) => findRun(documents, name))),
  );
  const metrics = compareRuns(runs);
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ data: asJson(runs, metrics), meta: { mode: null } })}\n`);
    return;
  }
  const chosen = metrics.filter(({ id }) => options['all'] === true || SHOWN.has(id));
  io.out(asTable(runs, chosen, createPen(io.color)));
}

function asJson(runs: readonly StoredRun[], metrics: readonly ComparedMetric[]): unknown {
  return {
    runs: runs.map(({ id, name, createdAt, data }) => ({
      id,
      name: name ?? null,
      created_at: createdAt,
      ...Object.fromEntries(FACTS.map((fact) => [fact, data[fact]])),
      too_short: data['too_short'] ?? [],
    })),
    metrics: metrics.map(({ shownNegative, ...metric }) => ({
      ...metric,
      shown_negative: shownNegative,
    })),
  };
}

function asTable(runs: readonly StoredRun[], metrics: readonly ComparedMetric[], pen: Pen): string {
  const columns = [
    { title: '' },
    ...runs.flatMap(({ id, name }, index) => [
      { title: asText(name ?? id), right: true },
      ...(index === 0 ? [] : [{ title: 'difference', right: true }]),
    ]),
  ];
  const spread = (cells: readonly string[], between: readonly string[]): string[] =>
    cells.flatMap((cell, index) => (index === 0 ? [cell] : [cell, between[index] ?? '']));
  const facts = FACTS.flatMap((fact) => {
    const cells = runs.map(({ data }) => factText(data[fact]));
    // What all of them share tells nothing apart.
    return new Set(cells).size === 1 ? [] : [[fact, ...spread(cells, [])]];
  });
  const rows = metrics.map((metric) => {
    const differences = metric.differences.map((value) => signed(numberText(metric, value)));
    const values = metric.values.map((value, index) =>
      bracketed(shortOf(runs[index]!.data), metric.id, numberText(metric, value)),
    );
    return [metric.title, ...spread(values, differences)];
  });
  const short = runs.some(({ data }) => shortOf(data).size > 0);
  const brackets = short ? '\nIn brackets: of too few sessions to be believed.\n' : '';
  return table(columns, [...facts, ...rows], pen) + brackets + assumedApart(runs);
}

/** What one run assumed and another did not; what all assumed tells nothing apart. */
function assumedApart(runs: readonly StoredRun[]): string {
  const all = runs.map(({ data }) => (data['assumptions'] ?? []) as readonly string[]);
  const own = runs.flatMap(({ id, name }, index) =>
    all[index]!.filter((sentence) => !all.every((other) => other.includes(sentence))).map(
      (sentence) => `  ${asText(name ?? id)}: ${asText(sentence)}\n`,
    ),
  );
  return own.length === 0 ? '' : `\nAssumed differently\n${own.join('')}`;
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value !== 'object' || value === null) return asText(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${asText(one)}`)
    .join(', ');
}

function numberText({ unit, shownNegative }: ComparedMetric, value: number | null): string {
  if (value === null) return '—';
  const shown = shownNegative && value !== 0 ? -value : value;
  if (unit === 'fraction') return percent(shown);
  const isWhole = Number.isInteger(shown) && unit !== 'money' && unit !== 'ratio';
  return amount(shown, isWhole ? 0 : 2);
}

function signed(text: string): string {
  if (!/[1-9]/.test(text)) return text === '—' ? text : text.replace('-', '');
  return text.startsWith('-') ? text : `+${text}`;
}
