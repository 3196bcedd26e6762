/** An option by its name in kebab-case without dashes; `true` is an option without a value. */
export type CommandOption = readonly [name: string, value: string | number | true];

/** A command line of Quipu as data: what to do, on what, and with which options. */
export interface ReproduceCommand {
  /** Name of the command. */
  readonly name: 'report build' | 'backtest run';
  readonly arguments?: readonly string[];
  /** Options in their order; some may be given more than once. */
  readonly options?: readonly CommandOption[];
}

/** Returns the command with further options; one that is undefined is left out. */
export function withOptions(
  command: ReproduceCommand,
  added: Readonly<Record<string, string | number | undefined>>,
): ReproduceCommand {
  const options = Object.entries(added).flatMap(([name, value]): CommandOption[] =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...command, options: [...(command.options ?? []), ...options] };
}

/** Formats a command as a person types it. */
export function commandText(command: ReproduceCommand): string {
  const { name, arguments: given = [] } = command;
  return [`quipu ${name}`, ...given.map(quoted), ...optionTexts(command)].join(' ');
}

/** The options of a command as texts `--name value`, each of which stays on one line. */
export function optionTexts({ options = [] }: ReproduceCommand): readonly string[] {
  return options.map(([name, value]) =>
    value === true ? `--${name}` : `--${name} ${quoted(String(value))}`,
  );
}

/** Quotes a value for a POSIX shell where it needs it. */
function quoted(value: string): string {
  return /^[\w./:=@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
