import { integer, looseObject, text } from '../../core/schema.ts';
import { wireOptional } from './fields.ts';
import { decodeJson, excerpt } from './json.ts';

/** Body of an Alpaca error: `{code?, message, …}`. */
export interface ErrorBody {
  /** Alpaca's code, such as 40310000; null where a source sends none. */
  readonly code: number | null;
  readonly message: string;
  /** Further fields, such as `buying_power`, unchanged. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const schema = looseObject({ code: wireOptional(integer()), message: wireOptional(text()) });

/**
 * Reads an error body; never throws, because proxies send HTML or nothing at all.
 *
 * @returns the code and message, or the start of the body as the message
 */
export function parseErrorBody(content: string): ErrorBody {
  let value: unknown;
  try {
    value = decodeJson(content);
  } catch {
    return { code: null, message: `not JSON: ${excerpt(content)}`, fields: {} };
  }
  const checked = schema.judge(value);
  if (!checked.ok || typeof checked.value.message !== 'string') {
    return { code: null, message: excerpt(content), fields: {} };
  }
  const { code, message, ...fields } = checked.value;
  return { code: code ?? null, message: message ?? '', fields };
}

/** Returns an error as JSON in Alpaca's format; the code is omitted where there is none. */
export function toWireError(body: ErrorBody): Readonly<Record<string, unknown>> {
  return {
    ...(body.code === null ? {} : { code: body.code }),
    message: body.message,
    ...body.fields,
  };
}
