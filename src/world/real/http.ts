import { Agent, type Dispatcher } from 'undici';

import type { HttpRequest, HttpResponse } from '../../core/http.ts';
import { messageOf } from '../../core/errors.ts';
import type { WorldHttp } from '../../core/world.ts';
import { networkError, timeoutError } from '../errors.ts';
import { createEventQueue } from '../../core/event-queue.ts';

// Maximum response size; a larger one would only fill memory.
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
    // Our timer bounds the whole exchange; a library timeout would hide whether it was sent.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** Exchange in progress: its state so far, and the one way to end it. */
interface Exchange {
  /** Whether a byte may have been sent: true as soon as a connection was writable. */
  sent: boolean;
  status: number;
  /** Settles once; later calls do nothing and return false. */
  settle(run: () => void): boolean;
  /** Abandons the exchange and closes its connection, if any. */
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
      if (exchange.settle(run)) controller?.abort(new Error('the exchange was abandoned'));
    },
    starts: (given) => {
      controller = given;
      // Abandoned while connecting: nothing was sent, and nothing will be.
      if (settled) given.abort(new Error('the exchange was abandoned'));
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
    // A URL or header that cannot be sent; the platform reports it before connecting.
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
      cut = () => controller.abort(new Error('the caller left the stream'));
      exchange.starts(controller);
    },
    onResponseStart: (controller, status) => {
      exchange.status = status;
      if (status < 200 || status > 299) {
        exchange.abandon(() => fail(`status ${status} instead of a stream`));
        return;
      }
      // The time limit covers the start of the response; from here on only the caller ends it.
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

/** HTTP client, with a function that closes its connections. */
export interface RealHttp extends WorldHttp {
  close(): Promise<void>;
}

/**
 * Creates HTTP over the machine's network, with keep-alive connections.
 *
 * A request is written once, on one connection: no lower layer repeats it or follows a redirect. A
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
