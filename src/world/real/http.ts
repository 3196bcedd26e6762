import { Agent, type Dispatcher } from 'undici';

import type { HttpRequest, HttpResponse } from '../../core/http.ts';
import { messageOf } from '../../core/errors.ts';
import type { WorldHttp } from '../../core/world.ts';
import { networkError, timeoutError } from '../errors.ts';
import { createEventQueue } from '../event-queue.ts';

// An answer larger than this is not one of ours to read; it would only fill the memory.
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const CONNECTIONS_MAX = 64;
const PIECES_WAITING_MAX = 256;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function plainHeaders(headers: Headers): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

function dispatchOptions(request: HttpRequest): Dispatcher.DispatchOptions {
  const url = new URL(request.url);
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    // Our own timer bounds the whole exchange; a timeout inside would hide whether it was sent.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** One exchange under way: what has happened so far, and the one way to end it. */
interface Exchange {
  /** Whether a byte may have left: true from the moment a connection was ours to write on. */
  sent: boolean;
  status: number;
  /** Settles once; later calls do nothing and answer false. */
  settle(run: () => void): boolean;
  /** Gives the exchange up and, where it has a connection, cuts it. */
  abandon(run: () => void): void;
  starts(controller: Dispatcher.DispatchController): void;
}

function beginExchange(
  request: HttpRequest,
  signal: AbortSignal | undefined,
): {
  exchange: Exchange;
  watch: (onTimeout: () => void, onAbort: () => void) => void;
} {
  let settled = false;
  let controller: Dispatcher.DispatchController | undefined;
  let stop = (): void => {};
  const exchange: Exchange = {
    sent: false,
    status: 0,
    settle: (run) => {
      if (settled) return false;
      settled = true;
      stop();
      run();
      return true;
    },
    abandon: (run) => {
      if (exchange.settle(run)) controller?.abort(new Error('the exchange was given up'));
    },
    starts: (given) => {
      controller = given;
      // Given up while the connection was being made: nothing has left, and nothing will.
      if (settled) given.abort(new Error('the exchange was given up'));
      else exchange.sent = true;
    },
  };
  const watch = (onTimeout: () => void, onAbort: () => void): void => {
    const timer = setTimeout(() => exchange.abandon(onTimeout), request.timeoutMs);
    const aborted = (): void => exchange.abandon(onAbort);
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    };
    if (signal?.aborted === true) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  };
  return { exchange, watch };
}

function send(agent: Agent, request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { exchange, watch } = beginExchange(request, signal);
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    let headers: Record<string, string> = {};
    const fail = (what: string, cause?: unknown): void =>
      reject(networkError(request.url, what, { sent: exchange.sent, cause }));
    watch(
      () => reject(timeoutError(request.url, request.timeoutMs, exchange.sent)),
      () => reject(signal?.reason as Error),
    );
    dispatch(agent, request, {
      onRequestStart: (controller) => exchange.starts(controller),
      onResponseStart: (_, status, given) => {
        exchange.status = status;
        headers = plainHeaders(given);
      },
      onResponseData: (_, piece) => {
        bytes += piece.length;
        if (bytes <= ANSWER_BYTES_MAX) pieces.push(piece);
        else exchange.abandon(() => fail(`more than ${ANSWER_BYTES_MAX} bytes`));
      },
      onResponseEnd: () => {
        const body = Buffer.concat(pieces).toString('utf8');
        exchange.settle(() => resolve({ status: exchange.status, headers, body }));
      },
      onResponseError: (_, error) => exchange.settle(() => fail(messageOf(error), error)),
    });
  });
}

function dispatch(agent: Agent, request: HttpRequest, handler: Dispatcher.DispatchHandler): void {
  try {
    agent.dispatch(dispatchOptions(request), handler);
  } catch (error) {
    // A URL or a header that cannot be sent; the platform says so before it connects.
    handler.onResponseError?.(undefined as never, error as Error);
  }
}

async function* stream(
  agent: Agent,
  request: HttpRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { exchange, watch } = beginExchange(request, signal);
  const decoder = new TextDecoder();
  let resume = (): void => {};
  let cut = (): void => {};
  const queue = createEventQueue<string>({
    taken: (left) => {
      if (left === 0) resume();
    },
  });
  const stopAtEnd = (): void => {
    cut();
    queue.end();
  };
  const fail = (what: string, cause?: unknown): void => {
    const { sent, status } = exchange;
    const answered = status === 0 ? {} : { status };
    queue.fail(networkError(request.url, what, { sent, cause, ...answered }));
  };
  watch(
    () => queue.fail(timeoutError(request.url, request.timeoutMs, exchange.sent)),
    () => queue.end(),
  );
  dispatch(agent, request, {
    onRequestStart: (controller) => {
      resume = () => controller.resume();
      cut = () => controller.abort(new Error('the stream was left'));
      exchange.starts(controller);
    },
    onResponseStart: (controller, status) => {
      exchange.status = status;
      if (status < 200 || status > 299) {
        exchange.abandon(() => fail(`status ${status} instead of a stream`));
        return;
      }
      // The time limit is for the answer to begin; from here on only the caller ends it.
      exchange.settle(() => signal.addEventListener('abort', stopAtEnd, { once: true }));
    },
    onResponseData: (controller, piece) => {
      const text = decoder.decode(piece, { stream: true });
      if (text !== '') queue.push(text);
      if (queue.size > PIECES_WAITING_MAX) controller.pause();
    },
    onResponseEnd: () => queue.end(),
    onResponseError: (_, error) => {
      if (signal.aborted) queue.end();
      else fail(messageOf(error), error);
    },
  });
  try {
    yield* queue.items;
  } finally {
    signal.removeEventListener('abort', stopAtEnd);
    exchange.settle(() => {});
    cut();
  }
}

/** The client side of HTTP, and how to give its connections back. */
export interface RealHttp extends WorldHttp {
  close(): Promise<void>;
}

/**
 * HTTP over the machine's network, with kept connections.
 *
 * A request is written once, on one connection: nothing below repeats it or follows a redirect. A
 * caller's abort rejects `send` with the signal's reason and ends `stream` without an error.
 */
export function createRealHttp(): RealHttp {
  const agent = new Agent({ connections: CONNECTIONS_MAX, pipelining: 1, allowH2: false });
  return {
    send: (request, signal) => send(agent, request, signal),
    stream: (request, signal) => stream(agent, request, signal),
    close: () => agent.destroy(),
  };
}
