import { type Command, Option } from 'commander';
import { backtestsRun } from '../../app/operations/backtests.ts';
import { type LocalBacktest, prepareBacktest, runLocalBacktest } from '../../app/local-backtest.ts';
import { nearest } from '../../app/nearest.ts';
import { addFields, inputOf } from './operation-command.ts';
import type { Io } from './io.ts';
import { renderBacktest } from './render-backtest.ts';
import { type RawOptions, textOption, usage } from './settings.ts';
import { createPen } from './text.ts';

/** `quipu backtest run FILE`: a strategy file over a folder of bars, without a server. */
export function addBacktest(group: Command, io: Io): void {
  const command = group
    .command('run')
    .description('Runs a strategy over recorded bars: the engine, gate and ledger of live trading')
    .argument('<strategy>', 'a strategy file, or the name of one that comes with Quipu')
    .requiredOption('--data <folder>', 'where the bars are: SYM.csv, or SYM-DATE-trade.csv')
    .option('--skip-bad-rows', 'leave bad rows out instead of refusing the file')
    .allowUnknownOption()
    .allowExcessArguments();
  addFields(command, backtestsRun, ['strategy', 'params']);
  command.addOption(
    new Option(
      '--set <name=value>',
      "a parameter of the strategy; also as --name value, if it's free",
    )
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
      .default([], ''),
  );
  command.addHelpText(
    'after',
    '\nExample:\n  quipu backtest run examples/sma-crossover/strategy.ts --data ./prices \\\n' +
      '    --symbols SPY --from 2004-01-01 --to 2015-01-01 --fast 10\n',
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
  const { strategy, parameters } = await prepareBacktest(io.world, file);
  const sets = [
    ...(options['set'] as readonly string[]).map(readSet),
    ...readRest(rest, self, parameters),
  ];
  const local: LocalBacktest = {
    strategy,
    folder: textOption(options, 'data') ?? '',
    skipBadRows: options['skipBadRows'] === true,
    input: { ...inputOf(backtestsRun, [], options), strategy: strategy.name },
    params: sets,
  };
  const data = await runLocalBacktest(io.world, local);
  if (options['json'] === true) {
    const meta = { mode: 'sim', account: 'backtest', as_of: `${String(data['to'])}T00:00:00Z` };
    io.out(`${JSON.stringify({ data, meta })}\n`);
    return;
  }
  io.out(renderBacktest(data, createPen(io.color)));
}

function readSet(text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
  throw usage(`--set: expected name=value, found "${text}"`);
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
