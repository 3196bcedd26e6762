import { type Command, Option } from 'commander';
import { buildStoredReport, partsOf, REPORT_FORMATS } from '../../app/library/stored-report.ts';
import { findRunWithTrials } from '../../app/library/run-trials.ts';
import { writeReport } from '../../app/reports/write-report.ts';
import {
  findRun,
  listRuns,
  nameRun,
  removeRun,
  runsFolder,
  writingRuns,
} from '../../app/library/stored-runs.ts';
import type { StoredRun } from '../../app/library/stored-run.ts';
import type { Io } from './io.ts';
import { runsElsewhere, withRuns } from '../../app/library/runs-elsewhere.ts';
import { bracketed, renderBacktest, shortOf } from './render/backtest.ts';
import { numberOption, type RawOptions, settingsOf, textOption, usage } from './settings.ts';
import {
  cellText,
  createPen,
  type Pen,
  say,
  showLoss,
  showPercentGain,
  showRatio,
  showTime,
  table,
} from './text.ts';

const LIMIT = { min: 1, max: 500, whole: true };

/**
 * Adds `quipu backtest list`, `show`, `export`, `tag` and `remove`: saved runs, without a server.
 */
export function addStoredBacktests(group: Command, io: Io): void {
  group
    .command('list')
    .alias('ls')
    .description('Lists the backtests saved in the data folder, newest first')
    .option('--limit <number>', 'at most this many', '50')
    .action((_: unknown, self: Command) => list(io, self.optsWithGlobals()));
  group
    .command('show')
    .description('Shows a saved backtest')
    .argument('<id>', 'id or name, from quipu backtest list')
    .action((id: string, _: unknown, self: Command) => show(io, id, self.optsWithGlobals()));
  group
    .command('export')
    .description('Builds the report of a saved backtest, or one part of it')
    .argument('<id>', 'id or name, from quipu backtest list')
    .addOption(
      new Option(
        '--format <format>',
        'only this format; csv is metrics, equity and trades',
      ).choices(REPORT_FORMATS),
    )
    .option('--out <folder>', 'output folder; without it, the report is printed')
    .action((id: string, _: unknown, self: Command) => write(io, id, self.optsWithGlobals()));
  group
    .command('tag')
    .description('Names a saved backtest')
    .argument('<id>', 'id or current name')
    .argument('[name]', 'new name; without it, the name is removed')
    .action((id: string, name: string | undefined, _: unknown, self: Command) =>
      tag(io, { id, name }, self.optsWithGlobals()),
    );
  group
    .command('remove')
    .alias('rm')
    .description('Removes a saved backtest')
    .argument('<id>', 'id or name, from quipu backtest list')
    .action((id: string, _: unknown, self: Command) => remove(io, id, self.optsWithGlobals()));
}

async function remove(io: Io, id: string, options: RawOptions): Promise<void> {
  const folder = folderOf(io, options);
  // Looked up first, so that nothing is created where there is nothing.
  const run = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    findRun(documents, id),
  );
  await writingRuns(folder, (documents) => removeRun(documents, run.id));
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ data: { id: run.id, removed: true }, meta: noMode })}\n`);
    return;
  }
  say(io, `Removed ${cellText(run.id)}.\n`);
}

interface Naming {
  readonly id: string;
  readonly name: string | undefined;
}

async function tag(io: Io, { id, name }: Naming, options: RawOptions): Promise<void> {
  const folder = folderOf(io, options);
  await withRuns(io.world, settingsOf(options).dataDir, (documents) => findRun(documents, id));
  const run = await writingRuns(folder, (documents) => nameRun(documents, id, name));
  if (options['json'] === true) {
    const data = { id: run.id, name: run.name ?? null };
    io.out(`${JSON.stringify({ data, meta: noMode })}\n`);
    return;
  }
  const called = run.name === undefined ? 'has no name' : `is now named ${cellText(run.name)}`;
  say(io, `${run.id} ${called}.\n`);
}

function folderOf(io: Io, options: RawOptions): string {
  return runsFolder(io.world, settingsOf(options).dataDir);
}

const noMode = { mode: null };

async function list(io: Io, options: RawOptions): Promise<void> {
  const limit = numberOption(textOption(options, 'limit') ?? '', '--limit', LIMIT);
  const runs = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    listRuns(documents, limit),
  );
  if (options['json'] === true) {
    const data = runs.map(({ id, name, createdAt, data: answer }) => ({
      id,
      name: name ?? null,
      created_at: createdAt,
      strategy: answer['strategy'],
      symbols: answer['symbols'],
      from: answer['from'],
      to: answer['to'],
      convention: answer['convention'],
      total_return: answer['total_return'],
      max_drawdown: answer['max_drawdown'],
      sharpe: answer['sharpe'],
      too_short: answer['too_short'] ?? [],
      trades: answer['trades'],
      is_reliable: answer['is_reliable'] ?? null,
      caveats: answer['caveats'] ?? [],
    }));
    io.out(`${JSON.stringify({ data, meta: noMode })}\n`);
    return;
  }
  if (runs.length === 0) {
    const elsewhere = await runsElsewhere(
      io.world,
      settingsOf(options).dataDir,
      'quipu backtest list',
    );
    say(io, `No backtest is saved here yet.\n${elsewhere === '' ? '' : `${elsewhere}\n`}`);
    return;
  }
  const pen = createPen(io, settingsOf(options).zone);
  const columns = ['id', 'name', 'run at', 'strategy', 'from', 'to'].map((title) => ({
    title,
  }));
  const numbers = ['return', 'drawdown', 'Sharpe', 'trades', 'caveats'];
  const rows = runs.map(({ id, name, createdAt, data }) => [
    cellText(id),
    cellText(name ?? ''),
    showTime(createdAt, pen),
    cellText(data['strategy']),
    cellText(data['from']),
    cellText(data['to']),
    showPercentGain(data['total_return'], pen),
    showLoss(data['max_drawdown'], pen),
    bracketed(shortOf(data), 'sharpe', showRatio(data['sharpe'])),
    cellText(data['trades']),
    caveatCount(data, pen),
  ]);
  const right = numbers.map((title) => ({ title, right: true }));
  say(io, table([...columns, ...right], rows, pen));
}

/** Counts the caveats of a run, so that no figure of a list stands without them. */
function caveatCount({ caveats, is_reliable: isReliable }: StoredRun['data'], pen: Pen): string {
  const all = (Array.isArray(caveats) ? caveats : []) as readonly { readonly severity?: unknown }[];
  if (all.length === 0) return '';
  const serious = all.filter(({ severity }) => severity === 'serious').length;
  return pen.warn(isReliable === false ? `${serious} serious` : String(all.length));
}

async function show(io: Io, id: string, options: RawOptions): Promise<void> {
  const run = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    findRunWithTrials(documents, id),
  );
  if (options['json'] === true) {
    const { id: own, name = null, createdAt } = run;
    const data = { ...run.data, id: own, name, created_at: createdAt };
    io.out(`${JSON.stringify({ data, meta: noMode })}\n`);
    return;
  }
  say(io, renderBacktest(run.data, createPen(io)));
}

async function write(io: Io, id: string, options: RawOptions): Promise<void> {
  const format = textOption(options, 'format');
  const out = textOption(options, 'out');
  if (format === undefined && out === undefined) {
    throw usage('expected --format or --out, found neither', 'Give one, such as --format md.');
  }
  const parts = partsOf(
    await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
      buildStoredReport(documents, id),
    ),
    format,
  );
  if (out === undefined) {
    // Tables have different columns: one stream holds one of them.
    io.out(Object.values(parts)[0] ?? '');
    return;
  }
  const paths = await writeReport(io.world, out, parts);
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ data: { id, files: paths }, meta: noMode })}\n`);
    return;
  }
  say(io, paths.map((path) => `${cellText(path)}\n`).join(''));
}
