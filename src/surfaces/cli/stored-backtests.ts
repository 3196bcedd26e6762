import { type Command, Option } from 'commander';
import { buildStoredReport, partsOf, REPORT_FORMATS } from '../../app/stored-report.ts';
import { writeReport } from '../../app/report-folder.ts';
import {
  findRun,
  listRuns,
  nameRun,
  removeRun,
  runsFolder,
  writingRuns,
} from '../../app/stored-runs.ts';
import type { Io } from './io.ts';
import { runsElsewhere, withRuns } from '../../app/kept-runs.ts';
import { bracketed, renderBacktest, shortOf } from './render-backtest.ts';
import { numberOption, type RawOptions, settingsOf, textOption, usage } from './settings.ts';
import { amount, asText, createPen, instant, percent, table } from './text.ts';

const LIMIT = { min: 1, max: 500, whole: true };

/** `quipu backtest list`, `show`, `export`, `tag`, `remove`: kept runs, without a server. */
export function addStoredBacktests(group: Command, io: Io): void {
  group
    .command('list')
    .alias('ls')
    .description('Lists the backtests kept in the data folder, newest first')
    .option('--limit <number>', 'at most this many', '50')
    .action((_: unknown, self: Command) => list(io, self.optsWithGlobals()));
  group
    .command('show')
    .description('Shows a backtest that was kept')
    .argument('<id>', 'its id or name, from quipu backtest list')
    .action((id: string, _: unknown, self: Command) => show(io, id, self.optsWithGlobals()));
  group
    .command('export')
    .description('Makes the report of a backtest that was kept, or one part of it')
    .argument('<id>', 'its id or name, from quipu backtest list')
    .addOption(
      new Option('--format <format>', 'one form only; csv is metrics, equity and trades').choices(
        REPORT_FORMATS,
      ),
    )
    .option('--out <folder>', 'where to write it; without, it is printed')
    .action((id: string, _: unknown, self: Command) => write(io, id, self.optsWithGlobals()));
  group
    .command('tag')
    .description('Gives a backtest that was kept a name')
    .argument('<id>', 'its id, or the name that it has')
    .argument('[name]', 'by which it is found as by its id; without, it loses its name')
    .action((id: string, name: string | undefined, _: unknown, self: Command) =>
      tag(io, { id, name }, self.optsWithGlobals()),
    );
  group
    .command('remove')
    .alias('rm')
    .description('Removes a backtest that was kept')
    .argument('<id>', 'its id or name, from quipu backtest list')
    .action((id: string, _: unknown, self: Command) => remove(io, id, self.optsWithGlobals()));
}

async function remove(io: Io, id: string, options: RawOptions): Promise<void> {
  const folder = folderOf(io, options);
  // Looked for first, so that nothing is made where there is nothing.
  const run = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    findRun(documents, id),
  );
  await writingRuns(folder, (documents) => removeRun(documents, run.id));
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ data: { id: run.id, removed: true }, meta: noMode })}\n`);
    return;
  }
  io.out(`${asText(run.id)} is removed.\n`);
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
  const called = run.name === undefined ? 'has no name' : `is called ${asText(run.name)}`;
  io.out(`${run.id} ${called}.\n`);
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
    io.out(`No backtest is kept here yet.\n${elsewhere === '' ? '' : `${elsewhere}\n`}`);
    return;
  }
  const columns = ['id', 'name', 'run at (UTC)', 'strategy', 'from', 'to'].map((title) => ({
    title,
  }));
  const numbers = ['return', 'drawdown', 'Sharpe', 'trades'];
  const rows = runs.map(({ id, name, createdAt, data }) => [
    asText(id),
    asText(name ?? ''),
    instant(createdAt),
    asText(data['strategy']),
    asText(data['from']),
    asText(data['to']),
    percent(data['total_return']),
    typeof data['max_drawdown'] === 'number' ? percent(-data['max_drawdown']) : '—',
    bracketed(shortOf(data), 'sharpe', amount(data['sharpe'], 2)),
    asText(data['trades']),
  ]);
  const right = numbers.map((title) => ({ title, right: true }));
  io.out(table([...columns, ...right], rows, createPen(io.color)));
}

async function show(io: Io, id: string, options: RawOptions): Promise<void> {
  const run = await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
    findRun(documents, id),
  );
  if (options['json'] === true) {
    const { id: own, name = null, createdAt } = run;
    const data = { ...run.data, id: own, name, created_at: createdAt };
    io.out(`${JSON.stringify({ data, meta: noMode })}\n`);
    return;
  }
  io.out(renderBacktest(run.data, createPen(io.color)));
}

async function write(io: Io, id: string, options: RawOptions): Promise<void> {
  const format = textOption(options, 'format');
  const out = textOption(options, 'out');
  if (format === undefined && out === undefined) {
    throw usage('expected --format or --out, found neither', 'Name one, such as --format md.');
  }
  const parts = partsOf(
    await withRuns(io.world, settingsOf(options).dataDir, (documents) =>
      buildStoredReport(documents, id),
    ),
    format,
  );
  if (out === undefined) {
    // Tables differ in their columns: one stream takes one of them.
    io.out(Object.values(parts)[0] ?? '');
    return;
  }
  const paths = await writeReport(io.world, out, parts);
  if (options['json'] === true) {
    io.out(`${JSON.stringify({ data: { id, files: paths }, meta: noMode })}\n`);
    return;
  }
  io.out(paths.map((path) => `${asText(path)}\n`).join(''));
}
