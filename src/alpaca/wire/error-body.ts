import { integer, looseObject, text } from '../../core/schema.ts';
import { maybe } from './fields.ts';
import { decodeJson, excerpt } from './json.ts';

/** What Alpaca says when it refuses: `{code?, message, …}`. */
export interface ErrorBody {
  /** Alpaca's number, such as 40310000; null where a source sends none. */
  readonly code: number | null;
  readonly message: string;
  /** Further fields, such as `buying_power`, as they came. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const schema = looseObject({ code: maybe(integer()), message: maybe(text()) });

/**
 * Reads the body of an error answer; total, because proxies answer HTML and nothing at all.
 *
 * @returns the code and message, or the start of whatever arrived as the message
 */
export function parseErrorBody(content: string): ErrorBody {
  let value: unknown;
  try {
    value = decodeJson(content);
  } catch {
    return { code: null, message: `no JSON but ${excerpt(content)}`, fields: {} };
  }
  const judged = schema.judge(value);
  if (!judged.ok || typeof judged.value.message !== 'string') {
    return { code: null, message: excerpt(content), fields: {} };
  }
  const { code, message, ...fields } = judged.value;
  return { code: code ?? null, message: message ?? '', fields };
}

/** An error as JSON of Alpaca's shape; the code is left out where there is none. */
export function toWireError(body: ErrorBody): Readonly<Record<string, unknown>> {
  return {
    ...(body.code === null ? {} : { code: body.code }),
    message: body.message,
    ...body.fields,
  };
}
