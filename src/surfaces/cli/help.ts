import { type Argument, type Command, Help, type Option } from 'commander';

/** Layout of the command list: headings, and the commands under each in order. */
const LAYOUT: Readonly<Record<string, readonly string[]>> = {
  'Start:': ['demo', 'up', 'stop', 'broker', 'open'],
  'Look:': ['status', 'account', 'position', 'portfolio', 'strategy', 'risk'],
  'Trade:': ['buy', 'sell', 'order', 'halt', 'resume'],
  'Research:': ['backtest', 'report', 'explain'],
  'Maintain:': ['doctor', 'ledger', 'journal', 'token', 'whoami', 'mcp', 'version', 'help'],
};

/** Example command lines, by command. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  '': ['quipu demo', 'quipu status', 'quipu backtest run strategy.ts --data ./prices'],
  demo: ['quipu demo', 'quipu demo --speed 600 --for 60s --fresh'],
  up: ['quipu up --config quipu.config.ts', 'quipu up --broker-url http://127.0.0.1:7411'],
  stop: ['quipu stop', 'quipu stop --data-dir ./.quipu --timeout 2m'],
  'broker start': [
    'quipu broker start --speed 1',
    'quipu broker start --cash 25000 --data-dir ./lab',
  ],
  buy: [
    'quipu buy QMKT 10',
    'quipu buy QMKT 10 --limit 101.50 --tif gtc',
    'quipu buy QMKT --notional 500 --reason "first try"',
  ],
  sell: ['quipu sell QMKT 10', 'quipu sell QMKT 10 --stop 95 --reason "cut the loss"'],
  'order list': ['quipu order list --status open', 'quipu order list --symbol QMKT --limit 5'],
  'order show': ['quipu order show qp1-7f3a9c'],
  'order cancel': ['quipu order cancel qp1-7f3a9c --reason "no longer wanted"'],
  halt: ['quipu halt', 'quipu halt --level reduce_only --reason "news"'],
  resume: ['quipu resume --reason "checked, all is well"'],
  'token create': ['quipu token create --role trader --name laptop --expires-days 30'],
  'token revoke': ['quipu token revoke tk_1a2b3c'],
  'portfolio equity': ['quipu portfolio equity --points 20'],
  'ledger adjust': [
    'quipu ledger adjust',
    'quipu ledger adjust --confirm "cash -12.5" --reason "wire fee in June"',
  ],
  'journal list': ['quipu journal list --since 120 --limit 20'],
  'journal verify': ['quipu journal verify --data-dir ./.quipu-demo'],
  explain: [
    'quipu explain sharpe --convention pyfolio',
    'quipu explain cagr --run bt_1a2b3c4d5e6f',
    'quipu explain mwr --from 2024-01-01 --to 2024-06-30',
    'quipu explain kelly --file returns.csv --convention quantstats',
    'quipu explain store.lease_held',
  ],
  'backtest run': [
    'quipu backtest run examples/sma-crossover/strategy.ts --data ./prices',
    'quipu backtest run my.ts --data ./prices --from 2004-01-01 --to 2014-12-31 --fast 10',
    'quipu backtest run my.ts --data ./prices --fees none --half-spread-bps 0 --slippage-bps 0',
  ],
  'backtest compare': [
    'quipu backtest compare bt_1a2b3c4d5e6f bt_6f5e4d3c2b1a',
    'quipu backtest compare base faster --all',
  ],
  'backtest tag': ['quipu backtest tag bt_1a2b3c4d5e6f base'],
  'report build': [
    'quipu report build --from 2024-01-01 --to 2024-06-30',
    'quipu report build bt_1a2b3c4d5e6f',
    'quipu report build returns.csv --out ./report',
  ],
  'mcp serve': ['quipu mcp serve --read-only'],
};

/** Returns a command without the program name: `order list`. */
export function commandName(command: Command): string {
  const { parent } = command;
  if (parent === null) return '';
  return [commandName(parent), command.name()].filter((word) => word !== '').join(' ');
}

/** Layout of help: examples first, then one line for the common options. */
export const HELP: Partial<Help> = {
  showGlobalOptions: false,
  subcommandTerm: (command) =>
    command.parent?.parent === null
      ? command.name()
      : [command.name(), ...command.registeredArguments.map(termOf)].join(' '),
  commandUsage: (command) => Help.prototype.commandUsage(command).replace(/\|[a-z]+/g, ''),
  optionDescription: described,
  argumentDescription: ({ description }) => description,
  groupItems(_, visible, groupOf) {
    const headings = [...Object.keys(LAYOUT), ...visible.map(groupOf)];
    const groups = new Map(headings.map((heading) => [heading, [] as typeof visible]));
    for (const item of visible) groups.get(groupOf(item))?.push(item);
    return groups;
  },
  formatHelp(command, helper) {
    const text = Help.prototype.formatHelp.call(helper, command, helper);
    const examples = EXAMPLES[commandName(command)] ?? [];
    if (examples.length === 0) return text;
    const title = examples.length === 1 ? 'Example:' : 'Examples:';
    const lines = examples.map((line) => `  ${line}\n`).join('');
    return text.replace(/^(?=[A-Z][a-z ]*:\n)/m, () => `${title}\n${lines}\n`);
  },
};

const GLOBAL =
  '\nCommon options are --json, --data-dir, --url, --token-file, --timeout and --tz:\n' +
  'see quipu --help.\n';

/** Puts the commands under their headings, and ends each help text with the common options. */
export function layOut(program: Command): void {
  const order = Object.values(LAYOUT).flat();
  const place = (name: string): number => {
    const found = order.indexOf(name);
    return found < 0 ? order.length : found;
  };
  (program.commands as Command[]).sort((a, b) => place(a.name()) - place(b.name()));
  for (const [heading, names] of Object.entries(LAYOUT)) {
    for (const command of program.commands) {
      if (names.includes(command.name())) command.helpGroup(heading);
    }
  }
  program.addHelpText('afterAll', ({ command }) => (command === program ? '' : GLOBAL));
}

function termOf(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function described({ description, defaultValue }: Option): string {
  const isTold = typeof defaultValue === 'string' && defaultValue !== '';
  return isTold ? `${description} (default: ${defaultValue})` : description;
}
