import { OPERATIONS } from '../../src/app/operations/catalog.ts';
import { isAbsent, type Operation } from '../../src/app/operation/define.ts';
import { snakeCase } from '../../src/app/kit/spelling.ts';
import { fieldRows } from './fields.ts';
import { code, plain, table } from './markdown.ts';

const LEAD = `# Operations

Everything that Quipu can do on request. Each operation is defined once; its command, its REST route
and its MCP tool run the same code, with the same checks, the same roles and the same numbers.

- **Command line**: \`quipu COMMAND --help\` shows the options; \`--json\` gives the answer below.
- **REST**: a bearer token on every request; \`/v1/openapi.json\` is the machine-readable
  description.
- **MCP**: \`quipu mcp serve\` offers the tools over standard input and output.

An answer is \`{ "data": …, "meta": { "mode": … } }\`; money, prices and order quantities are
decimal strings. *Effect* is \`read\` (changes nothing), \`write\` (changes Quipu's state) or
\`trade\` (can lead to an order). *Role* is the lowest role that may call it: viewer, trader,
approver, owner.

\`npm run document\` generates this page from the operations.
`;

/** Returns the page of every operation with its command, route and tool, as Markdown. */
export function operationsPage(): string {
  const rows = OPERATIONS.map((operation) => [
    `[${code(operation.name)}](#${anchor(operation)})`,
    plain(operation.summary),
    operation.effect,
    operation.role,
  ]);
  const overview = table(['operation', 'what it does', 'effect', 'role'], rows);
  return `${LEAD}\n${overview}${OPERATIONS.map(sectionOf).join('')}`;
}

function anchor({ name }: Operation): string {
  return name.replaceAll('.', '').toLowerCase();
}

function sectionOf(operation: Operation): string {
  const { name, description, rest, tool, command } = operation;
  const input = fieldRows(operation.input.json, { rename: snakeCase });
  const output = fieldRows(operation.output.json, { rename: snakeCase, as: 'answered' });
  const ways = [
    isAbsent(command) ? none('command', command.none) : `- command: ${code(words(operation))}`,
    isAbsent(rest)
      ? none('REST route', rest.none)
      : `- REST: ${code(`${rest.method} ${rest.path}`)}`,
    isAbsent(tool) ? none('tool', tool.none) : `- tool: ${code(tool.name)}`,
  ];
  return [
    `\n## \`${name}\`\n\n${plain(description)}\n\n${ways.join('\n')}\n`,
    input.length === 0 ? '\nTakes nothing.\n' : `\n${table(['takes', 'as', 'meaning'], input)}`,
    output.length === 0 ? '' : `\n${table(['answers', 'as', 'meaning'], output)}`,
  ].join('');
}

function none(what: string, why: string): string {
  return `- no ${what}: ${plain(why)}`;
}

function words({ command }: Operation): string {
  if (isAbsent(command)) return '';
  const given = (command.positional ?? []).map((field) => ` <${snakeCase(field)}>`);
  return `quipu ${command.words}${given.join('')}`;
}
