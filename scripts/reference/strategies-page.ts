import { BUILT_IN } from '../../src/app/files/built-in.ts';
import { object } from '../../src/core/schema.ts';
import type { Strategy } from '../../src/strategy/define.ts';
import { fieldRows } from './fields.ts';
import { code, plain, table } from './markdown.ts';

const LEAD = `# Built-in strategies

Each is one file in \`src/strategy/builtin\`, written against the public API, and can be copied as a
start for your own. Use one by its name: in a backtest, in \`quipu.config.ts\`, or from code. A test
compares each with a short loop of the same rules, trade for trade.

None of them is a recommendation. Each section says in which markets the strategy loses.

`;

const NEXT = `
Parameters are set with \`--set name=value\`, in the configuration, or with \`params\` in code. See
[Write a strategy](../guides/write-a-strategy.md).

\`npm run document\` generates this page from the strategies.
`;

/** Returns the page of the built-in strategies, as Markdown. */
export function strategiesPage(): string {
  return LEAD + [...BUILT_IN.values()].map(section).join('\n') + NEXT;
}

function section(strategy: Strategy): string {
  const { name, description, notes, timeframe, symbols, params } = strategy;
  const rows = fieldRows(object(params).json).map((row) => [...row]);
  const reads = `Reads ${code(timeframe)} bars; by default of ${symbols.map(code).join(', ')}.`;
  const sources = (notes?.sources ?? []).map((source) => `- ${plain(source)}\n`).join('');
  return (
    `## ${code(name)}\n\n${plain(description)} ${reads}\n\n` +
    `**Idea.** ${plain(notes?.idea ?? '')}\n\n` +
    `**Loses when.** ${plain(notes?.losesWhen ?? '')}\n\n` +
    `**Sources**\n\n${sources}\n` +
    table(['parameter', 'takes', 'meaning'], rows)
  );
}
