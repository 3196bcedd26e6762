import { isQuipuError, QuipuError } from '../../core/errors.ts';
import type { HttpResponse } from '../../core/http.ts';
import {
  invalidInput,
  anything,
  looseObject,
  nullable,
  oneOf,
  optional,
  record,
  text,
} from '../../core/schema.ts';
import type { World } from '../../core/world.ts';
import { appError } from '../kit/errors.ts';
import type { ServerAddress } from './find-server.ts';
import { serverUnreachable } from './server-unreachable.ts';
import { isAbsent, type Operation } from '../operation/define.ts';
import type { Via } from '../operation/principal.ts';
import { snakeCase } from '../kit/spelling.ts';

/** Facts about an answer, such as its mode and time. */
export type WireMeta = Readonly<Record<string, unknown>>;

/** Answer of the server as received. */
export interface WireAnswer {
  readonly data: unknown;
  readonly meta: WireMeta;
}

/** Client that calls the operations of a running server over HTTP. */
export interface ServerClient {
  /**
   * Performs an operation with fields in snake_case.
   *
   * @throws QuipuError with the server's code; `app.server_unreachable` when
   * nothing was sent; `app.outcome_unknown` when a trade was sent and no answer came
   */
  perform(operation: Operation, input: Readonly<Record<string, unknown>>): Promise<WireAnswer>;
}

const TIMEOUT_MS = 30_000;

/** Creates a client of one server; `via` is the surface it acts for. */
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
    throw appError('app.usage', `${operation.title} is not available over HTTP: ${rest.none}.`);
  }
  const input = { ...given };
  const key = input['idempotency_key'];
  if (operation.effect === 'trade') delete input['idempotency_key'];
  const path = rest.path.replace(/\{(\w+)\}/g, (_, field: string) => {
    const name = snakeCase(field);
    const value = asText(input[name]);
    // An empty segment would match another route.
    if (value === '') throw invalidInput([{ path: name, message: 'expected a value, found none' }]);
    delete input[name];
    return encodeURIComponent(value);
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
    return appError('app.outcome_unknown', 'The order was sent, but no answer came.', {
      next: 'Check before you send anything again: quipu order list.',
      retry: 'verify_first',
      cause: error,
    });
  }
  return serverUnreachable(url, error);
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
    const checked = answerSchema.judge(value);
    if (checked.ok) return { data: checked.value.data, meta: checked.value.meta };
    throw unreadable(status);
  }
  const checked = problemSchema.judge(value);
  if (!checked.ok) throw unreadable(status);
  const { code, detail, next, retry, facts, request_id: requestId } = checked.value;
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
  return appError(
    'app.unreadable_answer',
    `Expected an answer from Quipu, found status ${status}.`,
    {
      next: 'Check that the address is that of a Quipu server.',
    },
  );
}
