import { type Command, Option } from 'commander';
import { backtestsRun } from '../../app/operations/backtests.ts';
import { type LocalBacktest, prepareBacktest, runLocalBacktest } from '../../app/local/backtest.ts';
import { nearest } from '../../app/kit/nearest.ts';
import { limitNames } from '../../app/configuration/limit-changes.ts';
import { addFields, inputOf, inWordsTyped, optionName } from './operation-command.ts';
import { isQuipuError, QuipuError } from '../../core/errors.ts';
import { writeRunReport } from '../../app/library/stored-report.ts';
import { type FreshBacktest, unreliableResult } from '../../app/library/fresh-backtest.ts';
import { trialRatio, withTrialRatio } from '../../app/library/run-trials.ts';
import {
  findRunReport,
  type FreshRun,
  keepRun,
  runsFolder,
  writingRuns,
} from '../../app/library/stored-runs.ts';
import { failureJson, markPrinted } from './failure.ts';
import type { Io } from './io.ts';
import { renderBacktest } from './render/backtest.ts';
import { folderOption, type RawOptions, settingsOf, textOption, usage } from './settings.ts';
import { cellText, createPen, say } from './text.ts';

/** Adds `quipu backtest run FILE`: a strategy file over a folder of bars, without a server. */
export function addBacktest(group: Command, io: Io): void {
  const command = group
    .command('run')
    .description(backtestsRun.summary)
    .argument(...STRATEGY)
    .option('--skip-bad-rows', 'skip bad rows instead of rejecting the file')
    .option('--report <folder>', 'write the tear sheet and its tables to this folder')
    .allowUnknownOption()
    .allowExcessArguments();
  addPrices(command);
  addFields(command, backtestsRun, ['strategy', 'params', 'limits', 'delisting']);
  command.addOption(
    new Option(
      '--set <name=value>',
      "a parameter of the strategy; also as --name value, if it's free",
    )
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
      .default([], ''),
  );
  command.addOption(
    new Option('--limit <name=value>', 'a risk limit, such as maxOrderValue=5000; may be repeated')
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
      .default([], ''),
  );
  command.addOption(
    new Option(
      '--delisting <symbol=dollars>',
      'what a share is worth after its last bar; its last price by default; may be repeated',
    )
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
      .default([], ''),
  );
  command.action(async (...args: unknown[]) => {
    const self = args.at(-1) as Command;
    await runBacktest(io, { file: String(args[0]), options: self.optsWithGlobals(), self });
  });
}

/** The strategy as an argument of a command. */
export const STRATEGY = [
  '<strategy>',
  'a strategy file, or the name of a built-in strategy',
] as const;

/** Adds the options that say where the prices come from. */
export function addPrices(command: Command): void {
  command
    .option('--data <folder>', 'folder of the bars: SYM.csv, or SYM-DATE-trade.csv')
    .option('--seed <number>', 'seed of the simulated market, which is used without --data', '1');
}

/** Reads where the prices come from. */
export function chosenPrices(options: RawOptions): LocalBacktest['prices'] {
  const folder = textOption(options, 'data');
  if (folder !== undefined) return { folder };
  const text = String(options['seed']);
  const seed = Number(text);
  if (/^\d{1,9}$/.test(text) && Number.isSafeInteger(seed)) return { seed };
  throw usage(`--seed: expected a whole number from 0, found "${text}"`);
}

interface Given {
  readonly file: string;
  readonly options: RawOptions;
  readonly self: Command;
}

async function runBacktest(io: Io, { file, options, self }: Given): Promise<void> {
  if (file.startsWith('-')) throw unknownWord(file, self, []);
  const rest = self.args.slice(1);
  // Validated before the run, which can take a while.
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
    prices: chosenPrices(options),
    skipBadRows: options['skipBadRows'] === true,
    input: {
      ...inputOf(backtestsRun, [], { ...options, delisting: undefined }),
      ...limits,
      ...delistingOf(options['delisting'] as readonly string[]),
      strategy: strategy.name,
    },
    params: sets,
  };
  const run = await runLocalBacktest(io.world, local).catch((error: unknown) => {
    throw inWordsTyped(backtestsRun, error, typedNames(parameters));
  });
  const saved = await tried(() => save(io, options, run));
  const whole = 'value' in saved ? { ...run, ...saved.value } : run;
  printRun(io, options, {
    run: whole,
    saved: 'value' in saved ? { value: saved.value.id } : saved,
    report:
      folder === undefined ? undefined : await tried(() => writeRunReport(io.world, folder, whole)),
  });
}

/** Result of a step after a run; its failure must not hide the result of the run. */
type Tried<T> = { readonly value: T } | { readonly failure: QuipuError };

async function tried<T>(step: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await step() };
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    return { failure: error };
  }
}

/** Saves a run in the data folder; returns its id, and the run among the other saved ones. */
async function save(
  io: Io,
  options: RawOptions,
  run: FreshRun,
): Promise<FreshRun & { id: string }> {
  const folder = runsFolder(io.world, settingsOf(options).dataDir);
  return writingRuns(folder, async (documents) => {
    const id = await keepRun(io.world, documents, run);
    const data = withTrialRatio(run.data, await trialRatio(documents, id));
    return { id, data, report: await findRunReport(documents, id) };
  });
}

interface Outcome {
  readonly run: FreshBacktest;
  readonly saved: Tried<string>;
  readonly report: Tried<readonly string[]> | undefined;
}

/** Prints a run. @throws QuipuError why it was not saved, or its report not written */
function printRun(io: Io, options: RawOptions, { run, saved, report }: Outcome): void {
  const id = 'value' in saved ? saved.value : null;
  const files = report === undefined || 'failure' in report ? [] : report.value;
  const failure =
    failureOf('The run was not saved', saved) ??
    failureOf('No report', report) ??
    (run.unreliable.length === 0 ? undefined : unreliableResult(run.unreliable));
  if (options['json'] === true) {
    const meta = { mode: 'sim', account: 'backtest', as_of: `${String(run.data['to'])}T00:00:00Z` };
    const notKept = 'failure' in saved ? `${saved.failure.message} (${saved.failure.code})` : null;
    const more = report === undefined ? {} : { files };
    const data = { ...run.data, id, not_kept: notKept, ...more };
    const error = failure === undefined ? {} : { error: failureJson(failure) };
    io.out(`${JSON.stringify({ data, meta, ...error })}\n`);
    if (failure !== undefined) markPrinted(failure);
  } else {
    const lines = [
      ...files.slice(0, 1).map((path) => `Report: ${cellText(path)}`),
      ...(id === null ? [] : [`Saved as ${id}; show it again: quipu backtest show ${id}`]),
    ];
    say(io, `${renderBacktest(run.data, createPen(io))}\n${lines.join('\n')}\n`);
  }
  if (failure !== undefined) throw failure;
}

function failureOf(what: string, step: Tried<unknown> | undefined): QuipuError | undefined {
  if (step === undefined || 'value' in step) return undefined;
  const { code, message, next, retry, facts } = step.failure;
  const details = { retry, facts, ...(next === undefined ? {} : { next }) };
  return new QuipuError(code, `${what}: ${message}`, details);
}

/** Returns what the user types for the names in a refusal: limits and the strategy's parameters. */
function typedNames(parameters: readonly string[]): Readonly<Record<string, string>> {
  return {
    limits: '--limit',
    ...Object.fromEntries(limitNames().map((name) => [name, `--limit ${name}`])),
    ...Object.fromEntries(parameters.map((name) => [name, optionName(name)])),
  };
}

/** Reads `--limit maxOrderValue=5000`. */
function limitsOf(given: readonly string[]): Readonly<Record<string, unknown>> {
  if (given.length === 0) return {};
  const read = given.map((text) => readSet('--limit', text));
  return { limits: Object.fromEntries(read.map(([name, text]) => [name, limitValue(name, text)])) };
}

/** Reads `--delisting WAMU=0.16`. */
function delistingOf(given: readonly string[]): Readonly<Record<string, unknown>> {
  if (given.length === 0) return {};
  const values = given.map((text) => {
    const [symbol, dollars] = readSet('--delisting', text);
    const value = dollars.trim() === '' ? Number.NaN : Number(dollars);
    if (Number.isFinite(value) && value >= 0) return [symbol.toUpperCase(), value] as const;
    throw usage(`--delisting: expected ${symbol}= and dollars per share, found "${text}"`);
  });
  return { delisting: Object.fromEntries(values) };
}

function limitValue(name: string, text: string): number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw usage(`--limit: expected ${name}= and a number, true or false, found "${text}"`);
}

/** Reads `name=value`. @throws QuipuError `app.usage` */
export function readSet(option: string, text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
  throw usage(`${option}: expected name=value, found "${text}"`);
}

/**
 * Reads the options that the command itself does not know: the strategy's own, such as `--fast 10`.
 */
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
  return usage(`${what} "${word}"${meant}`);
}
