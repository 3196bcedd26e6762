import { Command, CommanderError, Option } from 'commander';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { isAbsent } from '../../app/operation/define.ts';
import { statusGet } from '../../app/operations/status.ts';
import { VERSION } from '../../app/kit/version.ts';
import { isQuipuError, QuipuError } from '../../core/errors.ts';
import { ask, print } from './answer.ts';
import { addBacktest } from './backtest.ts';
import { addBroker } from './broker.ts';
import { addDemo } from './demo.ts';
import { addExplain } from './explain.ts';
import { tellFailure } from './failure.ts';
import { addDoctor, addJournalVerify } from './offline-commands.ts';
import { commandName, HELP, layOut } from './help.ts';
import type { Io, Shell } from './io.ts';
import { addMcp } from './mcp.ts';
import { addOperation } from './operation-command.ts';
import { addReport } from './report.ts';
import { settingsOf, usage } from './settings.ts';
import { addCompareBacktests } from './compare-backtests.ts';
import { addStoredBacktests } from './stored-backtests.ts';
import { addStrategyCheck } from './strategy-check.ts';
import { addStop } from './stop.ts';
import { addHelp, unknownCommand } from './suggest.ts';
import { say } from './text.ts';
import { addUp } from './up.ts';

/** Operations whose commands also work without a server and are built separately. */
const BY_HAND: ReadonlySet<string> = new Set([
  'backtests.run',
  'journal.verify',
  'doctor.run',
  'metrics.explain',
  'reports.account',
  'server.stop',
]);

const GROUPS: Readonly<Record<string, string>> = {
  position: 'Positions of the account',
  order: 'Lists orders, shows one, cancels one',
  strategy: 'Lists, pauses and starts strategies; checks a file',
  risk: 'The risk limits and their usage',
  portfolio: 'The account over time',
  backtest: 'Runs strategies over past prices and saves the results',
  report: 'Builds reports of the account, backtests and CSV files',
  ledger: 'Books a difference between ledger and broker',
  journal: 'Lists and verifies the journal',
  token: 'Creates, lists and revokes access tokens',
};

const NEXT = 'Try next:\n  quipu demo\n  quipu status\n  quipu --help\n';

/** Runs one command line; resolves with the exit code. */
export async function runCli(argv: readonly string[], shell: Shell): Promise<number> {
  const { io } = shell;
  const json = argv.includes('--json');
  const program = buildProgram(shell);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error = thrown instanceof CommanderError ? usageOf(thrown) : thrown;
    return tellFailure(io, withHelp(error, helpFor(argv, program)), json);
  }
}

/** Adds the command's help as the next step of a usage error that has none. */
function withHelp(error: unknown, next: string): unknown {
  const isBare = isQuipuError(error) && error.code === 'app.usage' && error.next === undefined;
  if (!isBare) return error;
  return new QuipuError(error.code, error.message, { next, facts: error.facts });
}

function usageOf(error: CommanderError): Error {
  if (error.code === 'commander.help') return usage('expected a subcommand, found none');
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = /^\(Did you mean (.*?)\?\)$/.exec(rest.join(' ').trim())?.[1];
  const sentence = first.replace(/\.$/, '');
  const meant = hint === undefined ? sentence : `${sentence}; did you mean ${hint}?`;
  return usage(meant);
}

/** Names the help of the command that a command line is for. */
function helpFor(argv: readonly string[], program: Command): string {
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((one) => [one.name(), ...one.aliases()].includes(word));
    if (next !== undefined) command = next;
    else if (!word.startsWith('-') && command !== program) break;
  }
  const words = ['quipu', commandName(command), '--help'].filter((part) => part !== '');
  return `See ${words.join(' ')}.`;
}

/** Builds the whole command tree. */
export function buildProgram(shell: Shell): Command {
  const { io } = shell;
  const program = new Command('quipu');
  program
    .description(
      'Portfolio automation for Alpaca Markets: backtest, simulate and trade with one engine.',
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => say(io, text), writeErr: io.err, outputError: () => {} })
    .configureHelp(HELP)
    .showSuggestionAfterError()
    .option('--json', 'print one JSON document: data and meta, or error')
    .option('--url <url>', 'server address (default: QUIPU_URL, or the one found here)')
    .option('--data-dir <folder>', 'data folder (default: the .quipu folder found here)')
    .option('--token-file <file>', 'file with the access token (default: QUIPU_TOKEN)')
    .option('--timeout <duration>', 'how long to wait for an answer (default: 30s)')
    .addOption(
      new Option('--tz <clock>', 'time zone of printed times (default: exchange)').choices([
        'exchange',
        'utc',
      ]),
    )
    .version(VERSION, '-V, --version', 'print the version')
    .action(async (_: unknown, self: Command) => {
      const [word] = self.args;
      if (word !== undefined) throw unknownCommand(word, program);
      await overview(io, self);
    });
  addDemo(program, shell);
  addUp(program, shell);
  addStop(program, io);
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
  addWithoutServer((name) => groupOf(program, groups, name), io);
  addDoctor(program, io);
  addExplain(program, io);
  addMcp(program, shell);
  addHelp(program);
  program
    .command('version')
    .description('Prints the version')
    .action((_: unknown, self: Command) => {
      const json = self.optsWithGlobals()['json'] === true;
      const data = { version: VERSION, node: io.nodeVersion };
      io.out(json ? `${JSON.stringify({ data, meta: { mode: null } })}\n` : `quipu ${VERSION}\n`);
    });
  layOut(program);
  for (const group of program.commands.filter(({ commands }) => commands.length > 0)) {
    group.on('command:*', ([word = '']: readonly string[]) => {
      throw unknownCommand(word, group);
    });
  }
  // Last, because commands created earlier would inherit this setting: an extra argument would be
  // ignored, and a price meant as a limit would buy at the market.
  program.allowExcessArguments();
  return program;
}

/** Adds the commands of groups that need no running server. */
function addWithoutServer(group: (name: string) => Command, io: Io): void {
  addBacktest(group('backtest'), io);
  addStoredBacktests(group('backtest'), io);
  addCompareBacktests(group('backtest'), io);
  addStrategyCheck(group('strategy'), io);
  addReport(group('report'), io);
  addJournalVerify(group('journal'), io);
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

/** Prints `quipu` without a command: the status, and what to do next. */
async function overview(io: Io, self: Command): Promise<void> {
  const settings = settingsOf(self.optsWithGlobals());
  try {
    const answer = await ask(io, settings, { operation: statusGet, input: {} });
    print(io, settings, statusGet.name, answer);
    if (!settings.json && io.isTty)
      io.err('Try next:\n  quipu position list\n  quipu order list\n  quipu halt\n');
  } catch (error) {
    if (settings.json || !isQuipuError(error) || error.code !== 'app.server_unreachable')
      throw error;
    io.err(`No Quipu server is running here.\n${NEXT}`);
  }
}
