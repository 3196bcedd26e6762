import { readdirSync, readFileSync } from 'node:fs';
import { bindIndicator, INDICATORS } from '../../src/analysis/indicators/catalog.ts';
import { type Bound, compute } from '../../src/analysis/indicators/define.ts';
import * as entry from '../../src/indicators.ts';
import { object } from '../../src/core/schema.ts';
import { fieldRows } from './fields.ts';
import { code, plain, table } from './markdown.ts';

/** Rows of the example. */
const ROWS = 400;

const LEAD = `# Indicators

Each indicator has one definition, used bar by bar in a strategy and over whole columns in
research; both give the same values, to 1e-12. A strategy names them in \`indicators\`; research
calls \`compute\`:

\`\`\`ts
import { compute, sma } from 'quipu-portfolio/indicators';

const close = Float64Array.of(10, 11, 12, 13, 14);
const { value } = compute(sma({ period: 3 }), { close });
console.log([...value].slice(2)); // [ 11, 12, 13 ]
\`\`\`

*Call* uses the default parameters; every column is a \`Float64Array\`. *Warm-up* is the number of
rows before the first value.
\`.on('volume')\` lets an indicator of one column read another one.

\`npm run document\` generates this page from the catalog.

## The example

Every *example* below is the last of ${ROWS} rows, counted i = 0, 1, 2, … (% is the remainder):
close 100 + i / 10 + (37·i % 23) / 4, open that of the row before, high 1 + i % 3 above the greater
of the two, low 1 + i % 2 below the lesser, volume 1,000 + 10·(53·i % 97); another series that an
indicator reads is 50 + (29·i % 31) / 8.
`;

/** Returns the page of every indicator, as Markdown. */
export function indicatorsPage(): string {
  const comments = commentsByName();
  const columns = exampleColumns();
  const sections = INDICATORS.map((indicator) => {
    const { definition } = indicator;
    const { name, title, inputs, outputs } = definition;
    const bound = bindIndicator(indicator.definition.name);
    const rows = fieldRows(object(definition.params).json);
    const { text, sources } = commentOf(comments, name);
    const importName = importNameOf(definition);
    const facts = [
      `- import: ${code(`import { ${importName} } from 'quipu-portfolio/indicators'`)}`,
      `- call: ${code(callOf(bound, importName))}`,
      ...sources.map((source) => `- source: ${prose(source)}`),
      `- reads: ${inputs.map(code).join(', ')}`,
      `- gives: ${outputs.map(code).join(', ')}`,
      `- warm-up: ${bound.lookback}`,
      `- example: ${exampleOf(compute(bound, columns))}`,
    ];
    const params = rows.length === 0 ? '' : `\n${table(['parameter', 'takes', 'meaning'], rows)}`;
    const lead = text.map((paragraph) => `${prose(paragraph)}\n\n`).join('');
    return `\n## \`${name}\`: ${plain(title)}\n\n${lead}${facts.join('\n')}\n${params}`;
  });
  return `${LEAD}${sections.join('')}`;
}

/** Returns the name under which `quipu-portfolio/indicators` exports an indicator. */
function importNameOf(definition: unknown): string {
  for (const [name, exported] of Object.entries(entry)) {
    if ((exported as { readonly definition?: unknown }).definition === definition) return name;
  }
  throw new Error(`The entry point exports no indicator of the definition ${String(definition)}.`);
}

/** Returns one call of an indicator with its default parameters. */
function callOf({ params, inputs }: Bound, name: string): string {
  const given = Object.entries(params).map(([key, value]) => `${key}: ${literal(value)}`);
  const bound = `${name}(${given.length === 0 ? '' : `{ ${given.join(', ')} }`})`;
  return `compute(${bound}, { ${inputs.join(', ')} })`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

/** Formats a comment, in which code is already marked. */
function prose(text: string): string {
  return text
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .split('`')
    .map((part, place) => (place % 2 === 0 ? plain(part) : part))
    .join('`');
}

interface Definition {
  /** Paragraphs: the definition, and its choices. */
  readonly text: readonly string[];
  readonly sources: readonly string[];
}

/** Returns the comment of each indicator in the source, by name. */
function commentsByName(): ReadonlyMap<string, Definition> {
  const folder = new URL('../../src/analysis/indicators/', import.meta.url);
  const found = new Map<string, Definition>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(new URL(file, folder), 'utf8');
    const definitions =
      /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const \w+ = \w+\(\{?\s*(?:name: )?'(\w+)'/g;
    for (const [, comment = '', name = ''] of source.matchAll(definitions)) {
      found.set(name, commentIn(comment));
    }
  }
  return found;
}

function commentIn(comment: string): Definition {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, ''));
  const paragraphs = lines
    .join('\n')
    .split(/\n\s*\n|\n(?=@)/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
  return {
    text: paragraphs.filter((one) => !one.startsWith('@')),
    sources: paragraphs.flatMap((one) => (one.startsWith('@see ') ? [one.slice(5)] : [])),
  };
}

function commentOf(comments: ReadonlyMap<string, Definition>, name: string): Definition {
  const found = comments.get(name);
  if (found === undefined) throw new Error(`The definition of ${name} has no comment.`);
  return found;
}

function exampleColumns(): Readonly<Record<string, Float64Array>> {
  const column = (at: (row: number) => number): Float64Array =>
    Float64Array.from({ length: ROWS }, (_, row) => at(row));
  const close = column((i) => 100 + i / 10 + ((37 * i) % 23) / 4);
  const open = column((i) => close[Math.max(0, i - 1)]!);
  const named: Record<string, Float64Array> = {
    open,
    close,
    high: column((i) => Math.max(open[i]!, close[i]!) + 1 + (i % 3)),
    low: column((i) => Math.min(open[i]!, close[i]!) - 1 - (i % 2)),
    volume: column((i) => 1000 + 10 * ((53 * i) % 97)),
  };
  const other = column((i) => 50 + ((29 * i) % 31) / 8);
  for (const { definition } of INDICATORS) {
    for (const input of definition.inputs) named[input] ??= other;
  }
  return named;
}

/** Returns the last row of each output, with seven digits. */
function exampleOf(outputs: Readonly<Record<string, Float64Array>>): string {
  return Object.entries(outputs)
    .map(([name, column]) => `${code(name)} ${Number(column.at(-1)!.toPrecision(7))}`)
    .join(', ');
}
