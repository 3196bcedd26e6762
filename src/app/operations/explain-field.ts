import type { JsonSchema } from '../../core/schema.ts';
import type { ExplainedTerm } from '../glossary/explain-word.ts';
import { FIELDS } from '../glossary/fields.ts';
import { snakeCase } from '../kit/spelling.ts';
import { isAbsent } from '../operation/define.ts';
import { OPERATIONS } from './catalog.ts';

/** Where a field is described, by description. */
type Meanings = Map<string, Set<string>>;

let known: ReadonlyMap<string, Meanings> | undefined;

/** Returns the name of every field that an answer has, in snake_case. */
export function answerFields(): readonly string[] {
  return [...fields().keys()];
}

/** Explains a field of the answers: what it is, and in which answer if it differs between them. */
export function explainField(name: string): ExplainedTerm | undefined {
  const found = fields().get(name);
  if (found === undefined) return undefined;
  const [[only] = [], ...others] = [...found];
  if (only === undefined) {
    return Object.hasOwn(FIELDS, name) ? term(name, FIELDS[name]!) : undefined;
  }
  if (others.length === 0) return term(name, only);
  return term(
    name,
    [...found].map(([text, where]) => `${[...where].join(', ')}: ${text}`).join('\n'),
  );
}

function term(name: string, means: string): ExplainedTerm {
  return { kind: 'term', term: name, means };
}

function fields(): ReadonlyMap<string, Meanings> {
  if (known !== undefined) return known;
  const found = new Map<string, Meanings>();
  for (const { name, command, output } of OPERATIONS) {
    collect(output.json, isAbsent(command) ? name : command.words, found);
  }
  known = found;
  return found;
}

function collect(schema: JsonSchema, where: string, found: Map<string, Meanings>): void {
  for (const [field, inner] of Object.entries(partOf(schema, 'properties'))) {
    const name = snakeCase(field);
    const meanings: Meanings = found.get(name) ?? new Map<string, Set<string>>();
    found.set(name, meanings);
    for (const { description } of [inner, ...choicesIn(inner)]) {
      if (typeof description !== 'string' || description === '') continue;
      meanings.set(description, (meanings.get(description) ?? new Set()).add(where));
    }
    collect(inner, where, found);
  }
  for (const inner of [...choicesIn(schema), schema['items'], schema['additionalProperties']]) {
    if (typeof inner === 'object' && inner !== null) collect(inner as JsonSchema, where, found);
  }
}

function partOf(schema: JsonSchema, name: string): Readonly<Record<string, JsonSchema>> {
  return (schema[name] ?? {}) as Readonly<Record<string, JsonSchema>>;
}

function choicesIn(schema: JsonSchema): readonly JsonSchema[] {
  return (schema['anyOf'] ?? []) as readonly JsonSchema[];
}
