import type { HttpRequest, HttpResponse } from '../../core/http.ts';
import type { WorldHttp } from '../../core/world.ts';
import { networkError } from '../errors.ts';
import { createEventQueue } from '../../core/event-queue.ts';
import { startCall } from './http-call.ts';
import type { Net } from './net.ts';
import type { Owner } from './owner.ts';

interface From {
  readonly net: Net;
  readonly client: Owner;
}

function send(from: From, request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
  if (!URL.canParse(request.url)) {
    return Promise.reject(networkError(request.url, 'no URL', { sent: false }));
  }
  return new Promise((resolve, reject) => {
    let head: { status: number; headers: Record<string, string> } = { status: 0, headers: {} };
    let body = '';
    const asked = { client: from.client, request, signal, wanted: 'whole' } as const;
    startCall(from.net, asked, {
      part: (part) => {
        if (part.kind === 'head') head = { status: part.status, headers: part.headers };
        else if (part.kind === 'piece') body += part.text;
        else if (part.kind === 'end') resolve({ ...head, body });
      },
      failed: reject,
      aborted: reject,
    });
  });
}

async function* stream(
  from: From,
  request: HttpRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  if (!URL.canParse(request.url)) throw networkError(request.url, 'no URL', { sent: false });
  const queue = createEventQueue<string>();
  const asked = { client: from.client, request, signal, wanted: 'pieces' } as const;
  const fail = (what: string, status?: number): void =>
    queue.fail(
      networkError(request.url, what, { sent: true, ...(status === undefined ? {} : { status }) }),
    );
  const end = (): void => queue.end();
  const call = startCall(from.net, asked, {
    part: (part) => {
      if (part.kind === 'piece') queue.push(part.text);
      else if (part.kind === 'end') queue.end();
      else if (part.kind === 'broken') fail('a broken connection');
      else if (part.status < 200 || part.status > 299) {
        fail(`status ${part.status} instead of a stream`, part.status);
      }
    },
    failed: (error) => queue.fail(error),
    aborted: end,
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    yield* queue.items;
  } finally {
    signal.removeEventListener('abort', end);
    call.settle(() => {});
    call.leave();
  }
}

/** Creates the HTTP client on the simulated network, for one life of one program. */
export function createSimulatedHttp(net: Net, client: Owner): WorldHttp {
  const from = { net, client };
  return {
    send: (request, signal) => send(from, request, signal),
    stream: (request, signal) => stream(from, request, signal),
  };
}
