import { Command, CommanderError } from 'commander';
import { OPERATIONS } from '../../app/catalogue.ts';
import { nearest } from '../../app/nearest.ts';
import { isAbsent } from '../../app/operation.ts';
import { statusGet } from '../../app/operations/status.ts';
import { VERSION } from '../../app/version.ts';
import { isQuipuError } from '../../core/errors.ts';
import { ask, print } from './answer.ts';
import { addBacktest } from './backtest.ts';
import { addBroker } from './broker.ts';
import { addDemo } from './demo.ts';
import { addExplain } from './explain.ts';
import { tellFailure } from './failure.ts';
import { addDoctor, addJournalVerify } from './fallback.ts';
import { HELP, layOut } from './help.ts';
import type { Io, Shell } from './io.ts';
import { addMcp } from './mcp.ts';
import { addOperation } from './operation-command.ts';
import { addReport } from './report.ts';
import { settingsOf, usage } from './settings.ts';
import { addCompareBacktests } from './compare-backtests.ts';
import { addStoredBacktests } from './stored-backtests.ts';
import { addUp } from './up.ts';

/** Operations whose commands work without a server, and are made by hand. */
const BY_HAND: ReadonlySet<string> = new Set([
  'backtests.run',
  'journal.verify',
  'doctor.run',
  'metrics.explain',
  'reports.account',
]);

const GROUPS: Readonly<Record<string, string>> = {
  position: 'What the account holds',
  order: 'Lists orders, shows one, cancels one',
  strategy: 'The strategies that run',
  risk: 'The risk limits and how much of them is used',
  portfolio: 'The account over time',
  backtest: 'Runs strategies over past prices, keeps the results',
  report: 'Makes tear sheets from files of returns',
  ledger: 'The ledger: takes in a difference from the broker',
  journal: 'The journal of all that happened: lists it, verifies it',
  token: 'Access tokens: makes, lists, revokes them',
};

const NEXT = 'Try next:\n  quipu demo\n  quipu status\n  quipu --help\n';

/** Runs one command line; resolves with the exit code. */
export async function runCli(argv: readonly string[], shell: Shell): Promise<number> {
  const { io } = shell;
  const json = argv.includes('--json');
  try {
    await buildProgram(shell).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellFailure(io, error, json);
    if (error.exitCode === 0) return 0;
    return tellFailure(io, usageOf(error, argv), json);
  }
}

function usageOf(error: CommanderError, argv: readonly string[]): Error {
  if (error.code === 'commander.help') {
    return usage('expected a command after these words, found none', helpFor(argv));
  }
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = /^\(Did you mean (.*?)\?\)$/.exec(rest.join(' ').trim())?.[1];
  const sentence = first.replace(/\.$/, '');
  const meant = hint === undefined ? sentence : `${sentence}; did you mean ${hint}?`;
  return usage(meant, helpFor(argv));
}

function helpFor(argv: readonly string[]): string {
  const words = argv.filter((word) => /^[a-z]+$/.test(word)).slice(0, 1);
  return `See ${['quipu', ...words, '--help'].join(' ')}.`;
}

/** Makes the whole tree of commands. */
function buildProgram(shell: Shell): Command {
  const { io } = shell;
  const program = new Command('quipu');
  program
    .description(
      'Portfolio automation for Alpaca Markets: one engine to backtest, simulate and trade.',
    )
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => {} })
    .configureHelp(HELP)
    .showSuggestionAfterError()
    .option('--json', 'print one JSON document: data and meta, or error')
    .option('--url <url>', 'the server (default: QUIPU_URL, or the one found here)')
    .option('--data-dir <folder>', 'the data folder (default: the .quipu folder found here)')
    .option('--token-file <file>', 'a file with the access token (default: QUIPU_TOKEN)')
    .option('--timeout <duration>', 'how long to wait for an answer (default: 30s)')
    .version(VERSION, '-V, --version', 'print the version')
    .action(async (_: unknown, self: Command) => {
      const [word] = self.args;
      if (word !== undefined) throw unknownCommand(word, program);
      await overview(io, self);
    });
  addDemo(program, shell);
  addUp(program, shell);
  addBroker(program, io);
  const groups = new Map<string, Command>();
  for (const operation of OPERATIONS) {
    if (isAbsent(operation.command)) continue;
    const words = operation.command.words.split(' ');
    const parent = words.length === 1 ? program : groupOf(program, groups, words[0]!);
    if (BY_HAND.has(operation.name)) continue;
    const command = parent.command(words.at(-1)!).description(operation.summary);
    if (words.at(-1) === 'list') command.alias('ls');
    addOperation(command, operation, io);
  }
  addBacktest(groupOf(program, groups, 'backtest'), io);
  addStoredBacktests(groupOf(program, groups, 'backtest'), io);
  addCompareBacktests(groupOf(program, groups, 'backtest'), io);
  addReport(groupOf(program, groups, 'report'), io);
  addJournalVerify(groupOf(program, groups, 'journal'), io);
  addDoctor(program, io);
  addExplain(program, io);
  addMcp(program, shell);
  program
    .command('version')
    .description('Prints the version')
    .action((_: unknown, self: Command) => {
      const json = self.optsWithGlobals()['json'] === true;
      const data = { version: VERSION, node: io.nodeVersion };
      io.out(json ? `${JSON.stringify({ data, meta: { mode: null } })}\n` : `quipu ${VERSION}\n`);
    });
  layOut(program);
  // Last, because commands made before would take it over: a word too many is then overlooked,
  // and a price that was meant as a limit buys at the market.
  program.allowExcessArguments();
  return program;
}

function unknownCommand(word: string, program: Command): Error {
  const names = program.commands.flatMap((command) => [command.name(), ...command.aliases()]);
  const [like] = nearest(word, names, 1);
  return usage(`unknown command '${word}'; did you mean ${like ?? 'demo'}?`, 'See quipu --help.');
}

function groupOf(program: Command, groups: Map<string, Command>, name: string): Command {
  let group = groups.get(name);
  if (group === undefined) {
    const plural = name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
    group = program
      .command(name)
      .alias(plural)
      .description(GROUPS[name] ?? '');
    groups.set(name, group);
  }
  return group;
}

/** `quipu` alone: how things stand, and what to do next. */
async function overview(io: Io, self: Command): Promise<void> {
  const settings = settingsOf(self.optsWithGlobals());
  try {
    const answer = await ask(io, settings, { operation: statusGet, input: {} });
    print(io, settings, statusGet.name, answer);
    if (!settings.json)
      io.err('Try next:\n  quipu position list\n  quipu order list\n  quipu halt\n');
  } catch (error) {
    if (settings.json || !isQuipuError(error) || error.code !== 'app.server_unreachable')
      throw error;
    io.err(`No Quipu server is running here.\n${NEXT}`);
  }
}
