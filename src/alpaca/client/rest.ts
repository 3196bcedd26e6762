import { isQuipuError, messageOf } from '../../core/errors.ts';
import type { HttpRequest, HttpResponse } from '../../core/http.ts';
import type { World } from '../../core/world.ts';
import { decodeJson } from '../wire/json.ts';
import { answerError, noAnswerError } from './answer-error.ts';
import { backoffMs } from './backoff.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { authHeaders, type Credentials } from './credentials.ts';
import { createRequestBudget, type Priority } from './request-budget.ts';

/** Result of one request that was sent once: a response of any kind, or none. */
export type HttpResult =
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  /** Withheld when its turn came; nothing was sent. */
  | { readonly kind: 'withheld' }
  /** `sent`: whether any byte may have been sent. */
  | { readonly kind: 'failed'; readonly sent: boolean; readonly message: string };

/** Alpaca's REST API on one origin. */
export interface Rest {
  /**
   * Reads, retrying where safe, until there is a response.
   *
   * @param path with its query, such as `/v2/orders?status=open`
   * @returns the decoded JSON
   * @throws QuipuError `alpaca.*` for a refusal, or when the last attempt failed
   */
  get(path: string, options?: { readonly priority?: Priority }): Promise<unknown>;
  /** Sends exactly once and never throws for a response: for orders, which are never repeated. */
  once(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    options?: OnceOptions,
  ): Promise<HttpResult>;
}

/** Options of a request that is sent once. */
export interface OnceOptions {
  readonly body?: unknown;
  readonly priority?: Priority;
  /** Called right before the first byte is sent; false withholds the request. */
  readonly canStillSend?: (() => boolean) | undefined;
}

/** Settings of a client of one origin. */
export interface RestOptions {
  /** The origin, already on the allow-list of its mode. */
  readonly origin: string;
  readonly credentials: Credentials;
  readonly timeoutMs?: number;
  /** Maximum attempts of a read; 4 by default. */
  readonly attempts?: number;
  /** Requests per minute; Alpaca allows 200, and the default is 180. */
  readonly perMinute?: number;
}

/** Statuses that are not about the request itself, so that a read may be retried. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429]);
const RETRY = { firstMs: 250, maxMs: 8_000 };
const RETRY_AFTER_MS_MAX = 60_000;

/** Creates a client of one origin; time, waits and randomness come from the world. */
export function createRest(world: World, options: RestOptions): Rest {
  const { origin, credentials, timeoutMs = 15_000, attempts = 4, perMinute = 180 } = options;
  const budget = createRequestBudget(world.clock, perMinute);
  const breaker = createCircuitBreaker(world.clock);

  const send = async (
    request: Pick<HttpRequest, 'method' | 'body'>,
    path: string,
    { priority = 'normal', canStillSend }: Pick<OnceOptions, 'priority' | 'canStillSend'>,
  ): Promise<HttpResult> => {
    await budget.take(priority);
    if (canStillSend?.() === false) return { kind: 'withheld' };
    const headers = { accept: 'application/json', ...authHeaders(credentials) };
    const typed = request.body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      const response = await world.http.send({
        ...request,
        url: `${origin}${path}`,
        headers: { ...headers, ...typed },
        timeoutMs,
      });
      if (response.status >= 500) breaker.failed();
      else breaker.succeeded();
      const pause = askedPauseMs(response, world);
      if (pause > 0) budget.rest(pause);
      return { kind: 'answered', response };
    } catch (error) {
      breaker.failed();
      // When it is not known whether the request was sent, assume that it was.
      const sent = !(isQuipuError(error) && error.facts['sent'] === false);
      return { kind: 'failed', sent, message: messageOf(error) };
    }
  };

  return {
    async get(path, { priority = 'normal' } = {}) {
      for (let attempt = 0; ; attempt += 1) {
        if (priority === 'normal') breaker.check();
        const exchange = await send({ method: 'GET' }, path, { priority });
        const last = attempt + 1 >= attempts;
        if (exchange.kind !== 'answered') {
          if (last) throw noAnswerError(path, excerptOf(exchange));
          await world.clock.sleep(backoffMs(attempt, RETRY, world.random));
          continue;
        }
        const { response } = exchange;
        if (response.status >= 200 && response.status < 300) return decodeJson(response.body);
        const again = TRANSIENT.has(response.status) || response.status >= 500;
        if (!again || last) throw answerError(path, response);
        const wait = backoffMs(attempt, RETRY, world.random);
        await world.clock.sleep(Math.max(wait, askedPauseMs(response, world)));
      }
    },
    once(method, path, options = {}) {
      const { body } = options;
      return send(
        body === undefined ? { method } : { method, body: JSON.stringify(body) },
        path,
        options,
      );
    },
  };
}

/** Returns the reason there is no response, as text. */
export function excerptOf(exchange: Exclude<HttpResult, { kind: 'answered' }>): string {
  return exchange.kind === 'failed' ? exchange.message : 'it was withheld before sending';
}

/**
 * Returns how long the server requires us to wait: `Retry-After` in seconds or as a date, else the
 * reset of an exhausted rate limit; at most a minute.
 *
 * Instants are compared with the server's clock if it sent one (`Date`), so that a change of the
 * local wall clock neither shortens nor extends the wait.
 */
function askedPauseMs({ status, headers }: HttpResponse, world: World): number {
  const after = headers['retry-after'];
  const stated = Date.parse(headers['date'] ?? '');
  const now = Number.isNaN(stated) ? world.clock.now() : stated;
  let ms = 0;
  if (after !== undefined && (status === 429 || status >= 500)) {
    ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - now;
  } else if (headers['x-ratelimit-remaining'] === '0') {
    ms = Number(headers['x-ratelimit-reset']) * 1_000 - now;
  }
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX) : 0;
}
