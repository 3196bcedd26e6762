import { isQuipuError, QuipuError } from '../core/errors.ts';
import type { HttpResponse } from '../core/http.ts';
import { anything, looseObject, nullable, oneOf, optional, record, text } from '../core/schema.ts';
import type { World } from '../core/world.ts';
import { appError } from './errors.ts';
import type { ServerAddress } from './find-server.ts';
import { isAbsent, type Operation } from './operation.ts';
import type { Via } from './principal.ts';
import { snakeCase } from './wire.ts';

/** An answer of the server as it came over the wire. */
export interface WireAnswer {
  readonly data: unknown;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Asks a running server for operations, over HTTP. */
export interface ServerClient {
  /**
   * Performs an operation with fields in snake_case.
   *
   * @throws QuipuError with the code that the server gave; `app.server_unreachable` when nothing
   *   was sent; `app.outcome_unknown` when a trade was sent and no answer came
   */
  perform(operation: Operation, input: Readonly<Record<string, unknown>>): Promise<WireAnswer>;
}

const TIMEOUT_MS = 30_000;

/** A client of one server; `via` is the door that it stands for. */
export function createServerClient(
  world: World,
  { url, token }: Pick<ServerAddress, 'url' | 'token'>,
  options: { readonly via: Via; readonly timeoutMs?: number },
): ServerClient {
  return {
    async perform(operation, input) {
      const { method, path, query, body, key } = requestOf(operation, input);
      const headers: Record<string, string> = {
        accept: 'application/json',
        authorization: `Bearer ${token.reveal()}`,
        'quipu-via': options.via,
      };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (key !== undefined) headers['idempotency-key'] = key;
      let response: HttpResponse;
      try {
        response = await world.http.send({
          method,
          url: `${url}${path}${query}`,
          headers,
          ...(body === undefined ? {} : { body }),
          timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
        });
      } catch (error) {
        throw unanswered(error, url, operation);
      }
      return readAnswer(response);
    },
  };
}

interface Prepared {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string | undefined;
  readonly key: string | undefined;
}

function requestOf(operation: Operation, given: Readonly<Record<string, unknown>>): Prepared {
  const { rest } = operation;
  if (isAbsent(rest)) {
    throw appError('app.usage', `${operation.title} cannot be asked of a server: ${rest.none}.`);
  }
  const input = { ...given };
  const key = input['idempotency_key'];
  if (operation.effect === 'trade') delete input['idempotency_key'];
  const path = rest.path.replace(/\{(\w+)\}/g, (_, field: string) => {
    const name = snakeCase(field);
    const value = input[name];
    delete input[name];
    return encodeURIComponent(asText(value));
  });
  const posts = rest.method === 'POST';
  const query = new URLSearchParams();
  if (!posts) {
    for (const [name, value] of Object.entries(input)) {
      if (value !== undefined) query.set(name, asText(value));
    }
  }
  return {
    method: rest.method,
    path,
    query: query.size === 0 ? '' : `?${query.toString()}`,
    body: posts ? JSON.stringify(input) : undefined,
    key: operation.effect === 'trade' && typeof key === 'string' ? key : undefined,
  };
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(',');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function unanswered(error: unknown, url: string, operation: Operation): QuipuError {
  const unsent = isQuipuError(error) && error.facts['sent'] === false;
  if (!unsent && operation.effect === 'trade') {
    return appError('app.outcome_unknown', 'The order was sent, and no answer came.', {
      next: 'Look before you send anything again: quipu order list.',
      retry: 'verify_first',
      cause: error,
    });
  }
  return appError('app.server_unreachable', `The server at ${url} does not answer.`, {
    next: 'See whether it runs; start one with quipu demo or quipu up.',
    retry: 'safe',
    cause: error,
  });
}

const answerSchema = looseObject({ data: anything(), meta: record(anything()) });

const problemSchema = looseObject({
  code: text(),
  detail: text(),
  next: optional(nullable(text())),
  retry: optional(oneOf(['no', 'safe', 'verify_first'])),
  facts: optional(record(anything())),
  request_id: optional(text()),
});

function readAnswer({ status, body }: HttpResponse): WireAnswer {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw unreadable(status);
  }
  if (status >= 200 && status < 300) {
    const judged = answerSchema.judge(value);
    if (judged.ok) return { data: judged.value.data, meta: judged.value.meta };
    throw unreadable(status);
  }
  const judged = problemSchema.judge(value);
  if (!judged.ok) throw unreadable(status);
  const { code, detail, next, retry, facts, request_id: requestId } = judged.value;
  throw new QuipuError(code, detail, {
    ...(next === undefined || next === null ? {} : { next }),
    ...(retry === undefined ? {} : { retry }),
    facts: { ...plainFacts(facts ?? {}), request_id: requestId ?? null },
  });
}

function plainFacts(
  facts: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string | number | boolean | null>> {
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      plain[name] = value as string | number | boolean | null;
    }
  }
  return plain;
}

function unreadable(status: number): QuipuError {
  return appError('app.unreadable_answer', `Expected an answer of Quipu, found status ${status}.`, {
    next: 'Check that the address is that of a Quipu server.',
  });
}
