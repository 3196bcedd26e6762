import type { CallToolResult } from '@modelcontextprotocol/server';
import type { WireAnswer } from '../../app/client/server-client.ts';
import { isQuipuError, messageOf } from '../../core/errors.ts';

/**
 * Forms of a result: `structured` is an object and a short text, `text` is the object as text.
 *
 * The protocol has both because clients differ: most give their model one of the two, and some give
 * it both, so an answer sent in both forms costs twice.
 */
export const RESULT_FORMS = ['structured', 'text'] as const;

/** One of {@link RESULT_FORMS}. */
export type ResultForm = (typeof RESULT_FORMS)[number];

/** Maximum characters of one result; the context of an assistant is limited. */
const RESULT_MAX = 48_000;

/** Maximum characters of the text next to an object; an object up to this size is the text. */
const TEXT_MAX = 1_000;

type Fields = Readonly<Record<string, unknown>>;

/** Returns the result of a tool from the answer of its operation. */
export function toolResult(name: string, answer: WireAnswer, form: ResultForm): CallToolResult {
  const content = contentOf(answer);
  return inForm(content, form, () => summarize(name, content));
}

/** Returns the result of a tool that failed. */
export function toolFailure(error: unknown, form: ResultForm): CallToolResult {
  const failure = failureOf(error);
  const { code, message, next } = failure;
  const text = `${message} (${code})${next === null ? '' : ` ${next}`}`;
  return { isError: true, ...inForm(failure, form, () => text.slice(0, TEXT_MAX)) };
}

type Failure = Fields & {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
};

function inForm(content: Fields, form: ResultForm, summary: () => string): CallToolResult {
  const whole = JSON.stringify(content);
  if (form === 'text') return { content: [{ type: 'text', text: whole }] };
  const text = whole.length <= TEXT_MAX ? whole : summary();
  return { content: [{ type: 'text', text }], structuredContent: content };
}

function contentOf({ data, meta }: WireAnswer): Fields {
  const { mode, account, as_of: asOf } = meta;
  const content = { mode, account, as_of: asOf, data, truncated: false };
  if (!Array.isArray(data) || JSON.stringify(content).length <= RESULT_MAX) return content;
  const kept: unknown[] = [];
  let size = 500;
  for (const item of data) {
    size += JSON.stringify(item).length + 1;
    if (size > RESULT_MAX) break;
    kept.push(item);
  }
  return { ...content, data: kept, truncated: true };
}

function failureOf(error: unknown): Failure {
  if (!isQuipuError(error)) {
    return { code: 'mcp.failed', message: messageOf(error), next: null, retry: 'no' };
  }
  const { code, message, next, retry, facts } = error;
  return { code, message, next: next ?? null, retry, facts };
}

const WHERE_THE_REST_IS =
  'The whole answer is in structuredContent. If you see only this text, ask the user to start ' +
  '`quipu mcp serve --results text`.';

/**
 * Returns the first values of a result and where the rest is, in at most {@link TEXT_MAX}
 * characters.
 */
function summarize(name: string, { mode, as_of: asOf, data, truncated }: Fields): string {
  const rows = Array.isArray(data) ? (data as readonly unknown[]) : undefined;
  const cut = truncated === true ? ', cut' : '';
  const size = rows === undefined ? '' : ` ${rows.length} rows${cut},`;
  const head = `${name}:${size} mode ${String(mode)}, as of ${String(asOf)}.`;
  const shown = rows === undefined ? data : rows[0];
  const label = rows === undefined ? '' : 'First row: ';
  const room = TEXT_MAX - head.length - label.length - WHERE_THE_REST_IS.length - 5;
  return `${head} ${label}${listed(plainValues(shown), room)}. ${WHERE_THE_REST_IS}`;
}

/** Returns the values in an object that are not objects themselves: `engine.state=running`. */
function plainValues(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [`${path}=${value.length} rows`];
  if (typeof value !== 'object' || value === null) return [`${path}=${String(value)}`];
  return Object.entries(value).flatMap(([field, item]) =>
    plainValues(item, path === '' ? field : `${path}.${field}`),
  );
}

function listed(values: readonly string[], room: number): string {
  const shown: string[] = [];
  let size = 0;
  for (const value of values) {
    size += value.length + 2;
    if (size > room) return [...shown, '…'].join(', ');
    shown.push(value);
  }
  return shown.join(', ');
}
