import { type Command, Option } from 'commander';
import { backtestsRun } from '../../app/operations/backtests.ts';
import { type LocalBacktest, prepareBacktest, runLocalBacktest } from '../../app/local-backtest.ts';
import { nearest } from '../../app/nearest.ts';
import { addFields, inputOf, inWordsTyped } from './operation-command.ts';
import { isQuipuError } from '../../core/errors.ts';
import { writeRunReport } from '../../app/stored-report.ts';
import { type FreshRun, keepRun, runsFolder, writingRuns } from '../../app/stored-runs.ts';
import type { Io } from './io.ts';
import { renderBacktest } from './render-backtest.ts';
import { folderOption, type RawOptions, settingsOf, textOption, usage } from './settings.ts';
import { asText, createPen } from './text.ts';

/** `quipu backtest run FILE`: a strategy file over a folder of bars, without a server. */
export function addBacktest(group: Command, io: Io): void {
  const command = group
    .command('run')
    .description(backtestsRun.summary)
    .argument('<strategy>', 'a strategy file, or the name of one that comes with Quipu')
    .requiredOption('--data <folder>', 'where the bars are: SYM.csv, or SYM-DATE-trade.csv')
    .option('--skip-bad-rows', 'leave bad rows out instead of refusing the file')
    .option('--report <folder>', 'write the tear sheet and its tables there')
    .allowUnknownOption()
    .allowExcessArguments();
  addFields(command, backtestsRun, ['strategy', 'params', 'limits']);
  command.addOption(
    new Option(
      '--set <name=value>',
      "a parameter of the strategy; also as --name value, if it's free",
    )
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
      .default([], ''),
  );
  command.addOption(
    new Option(
      '--limit <name=value>',
      'a risk limit, such as max_order_value=5000; may be repeated',
    )
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
      .default([], ''),
  );
  command.action(async (...args: unknown[]) => {
    const self = args.at(-1) as Command;
    await runBacktest(io, { file: String(args[0]), options: self.optsWithGlobals(), self });
  });
}

interface Given {
  readonly file: string;
  readonly options: RawOptions;
  readonly self: Command;
}

async function runBacktest(io: Io, { file, options, self }: Given): Promise<void> {
  if (file.startsWith('-')) throw unknownWord(file, self, []);
  const rest = self.args.slice(1);
  // Judged before the run, which may take a while.
  const folder = folderOption(options, 'report');
  const { strategy, parameters } = await prepareBacktest(io.world, file);
  const sets = [
    ...(options['set'] as readonly string[]).map((text) => readSet('--set', text)),
    ...readRest(rest, self, parameters),
  ];
  const limits = limitsOf(options['limit'] as readonly string[]);
  const local: LocalBacktest = {
    file,
    strategy,
    folder: textOption(options, 'data') ?? '',
    skipBadRows: options['skipBadRows'] === true,
    input: { ...inputOf(backtestsRun, [], options), ...limits, strategy: strategy.name },
    params: sets,
  };
  const run = await runLocalBacktest(io.world, local).catch((error: unknown) => {
    throw inWordsTyped(backtestsRun, error, parameters);
  });
  const id = await keep(io, options, run);
  const files = folder === undefined ? [] : await writeRunReport(io.world, folder, run);
  if (options['json'] === true) {
    const meta = { mode: 'sim', account: 'backtest', as_of: `${String(run.data['to'])}T00:00:00Z` };
    const data = { ...run.data, id: id ?? null, ...(folder === undefined ? {} : { files }) };
    io.out(`${JSON.stringify({ data, meta })}\n`);
    return;
  }
  io.out(renderBacktest(run.data, createPen(io.color)));
  for (const path of files.slice(0, 1)) io.err(`Report: ${asText(path)}\n`);
  if (id !== undefined) io.err(`Kept as ${id}; see it again: quipu backtest show ${id}\n`);
}

/** Keeps a run in the data folder; one that cannot be kept is still told. */
async function keep(io: Io, options: RawOptions, run: FreshRun): Promise<string | undefined> {
  const folder = runsFolder(io.world, settingsOf(options).dataDir);
  try {
    return await writingRuns(folder, (documents) => keepRun(io.world, documents, run));
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    io.err(`The run is not kept: ${asText(error.message)} (${error.code})\n`);
    return undefined;
  }
}

/** Reads `--limit max_order_value=5000`. */
function limitsOf(given: readonly string[]): Readonly<Record<string, unknown>> {
  if (given.length === 0) return {};
  const read = given.map((text) => readSet('--limit', text));
  return { limits: Object.fromEntries(read.map(([name, text]) => [name, limitValue(name, text)])) };
}

function limitValue(name: string, text: string): number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw usage(`--limit: expected ${name}= and a number, true or false, found "${text}"`);
}

function readSet(option: string, text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
  throw usage(`${option}: expected name=value, found "${text}"`);
}

/** Reads what the command itself does not know: `--fast 10` of the strategy's own parameters. */
function readRest(
  rest: readonly string[],
  self: Command,
  parameters: readonly string[],
): readonly (readonly [string, string])[] {
  const sets: (readonly [string, string])[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index]!;
    const match = /^--([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    const name = parameters.find((one) => kebab(one) === match?.[1] || one === match?.[1]);
    if (match === null || name === undefined) throw unknownWord(word, self, parameters);
    const value = match[2] ?? rest[(index += 1)];
    if (value === undefined) throw usage(`${word}: expected a value, found none`);
    sets.push([name, value]);
  }
  return sets;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function unknownWord(word: string, self: Command, parameters: readonly string[]): Error {
  const known = [
    ...self.options.map(({ long }) => long ?? ''),
    ...parameters.map((one) => `--${kebab(one)}`),
    '--json',
  ];
  const [like] = nearest(word, known, 1);
  const meant = like === undefined ? '' : `; did you mean ${like}?`;
  const what = word.startsWith('-') ? 'unknown option' : 'unexpected argument';
  return usage(`${what} "${word}"${meant}`, 'See quipu backtest run --help.');
}
