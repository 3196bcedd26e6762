import type { Command } from 'commander';
import { nearest } from '../../app/kit/nearest.ts';
import { isAbsent } from '../../app/operation/define.ts';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { commandName } from './help.ts';
import { usage } from './settings.ts';

/** Commands without an operation that change nothing; no other such command is ever suggested. */
const READING: ReadonlySet<string> = new Set([
  'demo',
  'broker start',
  'backtest list',
  'backtest show',
  'backtest export',
  'backtest compare',
  'strategy check',
  'mcp serve',
  'version',
  'help',
]);

const EFFECTS: ReadonlyMap<string, string> = new Map(
  OPERATIONS.flatMap(({ command, effect }) =>
    isAbsent(command) ? [] : [[command.words, effect] as const],
  ),
);

/** Whether a command, or one within a group, only reads. */
export function onlyReads(command: Command): boolean {
  if (command.commands.length > 0) return command.commands.some(onlyReads);
  const words = commandName(command);
  return READING.has(words) || EFFECTS.get(words) === 'read';
}

/**
 * Returns the error for an unknown command of a group; it suggests the closest one.
 *
 * A command that changes something is never suggested: a user who repeats a suggestion without
 * thinking must not halt the engine or send an order.
 */
export function unknownCommand(word: string, group: Command): Error {
  const names = group.commands
    .filter(onlyReads)
    .flatMap((command) => [command.name(), ...command.aliases()]);
  const [like] = nearest(word, names, 1);
  const meant = like === undefined ? '' : `; did you mean ${like}?`;
  const see = ['quipu', commandName(group), '--help'].filter((part) => part !== '').join(' ');
  return usage(`unknown command '${word}'${meant}`, `See ${see}.`);
}

/** Adds `quipu help [command]`: the same text as `quipu [command] --help`. */
export function addHelp(program: Command): void {
  program
    .command('help')
    .description('Shows the help of Quipu or of one command')
    .argument('[command...]', 'such as: order list')
    .action((words: readonly string[]) => {
      let shown = program;
      for (const word of words) {
        const next = shown.commands.find(
          (command) => command.name() === word || command.aliases().includes(word),
        );
        if (next === undefined) throw unknownCommand(word, shown);
        shown = next;
      }
      shown.outputHelp();
    });
}
