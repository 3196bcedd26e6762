import type { Command } from 'commander';
import { type ComparedMetric, compareRuns } from '../../app/library/compare.ts';
import { findRunWithTrials } from '../../app/library/run-trials.ts';
import type { StoredRun } from '../../app/library/stored-run.ts';
import type { Io } from './io.ts';
import { withRuns } from '../../app/library/runs-elsewhere.ts';
import { bracketed, caveatLines, shortOf } from './render/backtest.ts';
import { type RawOptions, settingsOf, usage } from './settings.ts';
import { cellText, createPen, type Pen, say, table } from './text.ts';

/** The main metrics in a comparison; `--all` shows the rest. */
const SHOWN = new Set(
  (
    'total_return cagr final_equity volatility max_drawdown longest_dd_days sharpe sortino ' +
    'calmar time_in_market turnover fees trades win_rate profit_factor avg_trade'
  ).split(' '),
);
const FACTS = ['strategy', 'params', 'symbols', 'from', 'to', 'convention'] as const;

/** Adds `quipu backtest compare A B …`: saved runs side by side. */
export function addCompareBacktests(group: Command, io: Io): void {
  group
    .command('compare')
    .description('Shows saved backtests side by side')
    .argument('<runs...>', 'ids or names of two or more, from quipu backtest list')
    .option('--all', 'show every metric, not only the main ones')
    .action((names: readonly string[], _: unknown, self: Command) =>
      compare(io, names, self.optsWithGlobals()),
    );
}

async function compare(io: Io, names: readonly string[], options: RawOptions): Promise<void> {
  if (names.length < 2) {
    throw usage(`expected two or more backtests, found ${names.length}`, 'Name another one.');
  }
  const runs = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    Promise.all(names.map((name) => findRunWithTrials(documents, name))),
  );
  const metrics = compareRuns(runs);
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ data: asJson(runs, metrics), meta: { mode: null } })}\n`);
    return;
  }
  const chosen = metrics.filter(({ id }) => options['all'] === true || SHOWN.has(id));
  say(io, asTable(runs, chosen, createPen(io)));
}

function asJson(runs: readonly StoredRun[], metrics: readonly ComparedMetric[]): unknown {
  return {
    runs: runs.map(({ id, name, createdAt, data }) => ({
      id,
      name: name ?? null,
      created_at: createdAt,
      ...Object.fromEntries(FACTS.map((fact) => [fact, data[fact]])),
      too_short: data['too_short'] ?? [],
      is_reliable: data['is_reliable'] ?? null,
      caveats: data['caveats'] ?? [],
    })),
    metrics: metrics.map(({ id, title, unit, values, differences, shownNegative }) => ({
      id,
      title,
      unit,
      values,
      differences,
      shown_negative: shownNegative,
    })),
  };
}

function asTable(runs: readonly StoredRun[], metrics: readonly ComparedMetric[], pen: Pen): string {
  const columns = [
    { title: '' },
    ...runs.flatMap(({ id, name }, index) => [
      { title: cellText(name ?? id), right: true },
      ...(index === 0 ? [] : [{ title: 'difference', right: true }]),
    ]),
  ];
  const spread = (cells: readonly string[], between: readonly string[]): string[] =>
    cells.flatMap((cell, index) => (index === 0 ? [cell] : [cell, between[index] ?? '']));
  const facts = FACTS.flatMap((fact) => {
    const cells = runs.map(({ data }) => factText(data[fact]));
    // Facts that all runs share are omitted.
    return new Set(cells).size === 1 ? [] : [[fact, ...spread(cells, [])]];
  });
  const rows = metrics.map((metric) => {
    const values = metric.valueTexts.map((value, index) =>
      bracketed(shortOf(runs[index]!.data), metric.id, value),
    );
    return [metric.title, ...spread(values, metric.differenceTexts)];
  });
  const short = runs.some(({ data }) => shortOf(data).size > 0);
  const brackets = short ? '\nIn brackets: of too few trading days to be reliable.\n' : '';
  const caveats = runs
    .map(({ id, name, data }) => caveatLines(data, pen, `${cellText(name ?? id)}: `))
    .join('');
  return caveats + table(columns, [...facts, ...rows], pen) + brackets + assumedApart(runs);
}

/** Returns the assumptions of one run that others do not share. */
function assumedApart(runs: readonly StoredRun[]): string {
  const all = runs.map(({ data }) => (data['assumptions'] ?? []) as readonly string[]);
  const own = runs.flatMap(({ id, name }, index) =>
    all[index]!.filter((sentence) => !all.every((other) => other.includes(sentence))).map(
      (sentence) => `  ${cellText(name ?? id)}: ${cellText(sentence)}\n`,
    ),
  );
  return own.length === 0 ? '' : `\nAssumed differently\n${own.join('')}`;
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.map(cellText).join(', ');
  if (typeof value !== 'object' || value === null) return cellText(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${cellText(one)}`)
    .join(', ');
}
