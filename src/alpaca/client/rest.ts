import { isQuipuError, messageOf } from '../../core/errors.ts';
import type { HttpRequest, HttpResponse } from '../../core/http.ts';
import type { World } from '../../core/world.ts';
import { decodeJson } from '../wire/json.ts';
import { answerError, noAnswerError } from './answer-error.ts';
import { backoffMs } from './backoff.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { authHeaders, type Credentials } from './credentials.ts';
import { createRequestBudget, type Priority } from './request-budget.ts';

/** What became of one request that was sent once: an answer, whatever it says, or none. */
export type Exchange =
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  /** It was not to be sent any more when its turn had come; no byte left. */
  | { readonly kind: 'withheld' }
  /** `sent`: whether any byte may have left. */
  | { readonly kind: 'failed'; readonly sent: boolean; readonly message: string };

/** Alpaca's REST API on one origin. */
export interface Rest {
  /**
   * Reads, repeating what may be repeated, until there is an answer.
   *
   * @param path with its query, such as `/v2/orders?status=open`
   * @returns the decoded JSON
   * @throws QuipuError `alpaca.*` for a refusal, or when the last attempt failed as well
   */
  get(path: string, options?: { readonly priority?: Priority }): Promise<unknown>;
  /** Sends exactly once and never throws for what came back: for orders, which never repeat. */
  once(method: 'POST' | 'PATCH' | 'DELETE', path: string, options?: OnceOptions): Promise<Exchange>;
}

/** What may be said of a request that is sent once. */
export interface OnceOptions {
  readonly body?: unknown;
  readonly priority?: Priority;
  /** Asked when its turn has come, right before the first byte leaves; false withholds it. */
  readonly mayLeave?: (() => boolean) | undefined;
}

/** How a client of one origin behaves. */
export interface RestOptions {
  /** The origin, already on the allow-list of its mode. */
  readonly origin: string;
  readonly credentials: Credentials;
  readonly timeoutMs?: number;
  /** How often a read is sent at most; 4 by default. */
  readonly attempts?: number;
  /** Requests a minute; Alpaca allows 200, of which 180 are used by default. */
  readonly perMinute?: number;
}

/** Answers that say nothing about the request itself, so that a read may be sent again. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429]);
const RETRY = { firstMs: 250, maxMs: 8_000 };
const RETRY_AFTER_MS_MAX = 60_000;

/** A client of one origin; times, waits and chance come from the world. */
export function createRest(world: World, options: RestOptions): Rest {
  const { origin, credentials, timeoutMs = 15_000, attempts = 4, perMinute = 180 } = options;
  const budget = createRequestBudget(world.clock, perMinute);
  const breaker = createCircuitBreaker(world.clock);

  const send = async (
    request: Pick<HttpRequest, 'method' | 'body'>,
    path: string,
    { priority = 'normal', mayLeave }: Pick<OnceOptions, 'priority' | 'mayLeave'>,
  ): Promise<Exchange> => {
    await budget.take(priority);
    if (mayLeave?.() === false) return { kind: 'withheld' };
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
      // Without a word on whether it left, it may have.
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
          if (last) throw noAnswerError(path, wordsOf(exchange));
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

/** Why there is no answer, in words. */
export function wordsOf(exchange: Exclude<Exchange, { kind: 'answered' }>): string {
  return exchange.kind === 'failed' ? exchange.message : 'it was not to be sent any more';
}

/**
 * How long the server asks us to wait: `Retry-After` in seconds or as a date, else the reset of a
 * rate limit of which nothing remains. At most a minute, whatever it says.
 */
function askedPauseMs({ status, headers }: HttpResponse, world: World): number {
  const after = headers['retry-after'];
  const now = world.clock.now();
  let ms = 0;
  if (after !== undefined && (status === 429 || status >= 500)) {
    ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - now;
  } else if (headers['x-ratelimit-remaining'] === '0') {
    ms = Number(headers['x-ratelimit-reset']) * 1_000 - now;
  }
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX) : 0;
}
