import type { HttpRequest } from '../../core/http.ts';
import { networkError, timeoutError } from '../errors.ts';
import { arrive } from './http-arrival.ts';
import { listenerAt, type Net, type SimulatedListener } from './net.ts';
import type { Owner } from './owner.ts';
import { brief } from './trace.ts';

/** Who asks what. */
export interface Asked {
  readonly client: Owner;
  readonly request: HttpRequest;
  readonly signal: AbortSignal | undefined;
  /** Whether the answer is wanted whole or piece by piece. */
  readonly wanted: 'whole' | 'pieces';
}

/** A piece of an answer as it reaches the asker. */
export type AnswerPart =
  | { readonly kind: 'head'; readonly status: number; readonly headers: Record<string, string> }
  | { readonly kind: 'piece'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken' };

/** What the asker hears. */
export interface Hearing {
  readonly part: (part: AnswerPart) => void;
  readonly failed: (error: unknown) => void;
  readonly aborted: (reason: unknown) => void;
}

/** An exchange, from the asker's side. */
export interface Call {
  readonly id: number;
  readonly label: string;
  readonly asked: Asked;
  readonly hearing: Hearing;
  /** Whether the asker still waits for the answer to begin. */
  waiting: boolean;
  sent: boolean;
  /** When the asker gives up. */
  readonly deadline: number;
  /** Told when the asker has gone: the sides of it that run at the server. */
  readonly leavings: Set<() => void>;
  /** The asker stops waiting: it has an answer, or an error. */
  settle(run: () => void): void;
  /** The asker is no longer there for what is still to come. */
  leave(): void;
  /** The connection breaks, and the asker finds out after a delay. */
  breakOff(what: string): void;
}

function createCall(net: Net, asked: Asked, hearing: Hearing): Call {
  const { kernel } = net;
  const { client, request, signal } = asked;
  const id = net.nextId();
  const died = (): void => call.leave();
  const abort = (): void => {
    call.settle(() => hearing.aborted(signal?.reason));
    call.leave();
  };
  const stopTimer = kernel.after(request.timeoutMs, {
    kind: 'http.timeout',
    owner: client,
    payload: String(id),
    run: () => {
      call.settle(() => hearing.failed(timeoutError(request.url, request.timeoutMs, call.sent)));
      call.leave();
    },
  });
  const call: Call = {
    id,
    label: `${id} ${client.name} ${request.method} ${request.url} ${brief(request.body ?? '')}`,
    asked,
    hearing,
    waiting: true,
    sent: false,
    deadline: kernel.now() + request.timeoutMs,
    leavings: new Set(),
    settle: (run) => {
      if (!call.waiting) return;
      call.waiting = false;
      stopTimer();
      signal?.removeEventListener('abort', abort);
      run();
    },
    leave: () => {
      client.endings.delete(died);
      const leavings = [...call.leavings];
      call.leavings.clear();
      for (const leaving of leavings) leaving();
    },
    breakOff: (what) => {
      kernel.after(net.weather.delayMs(), {
        kind: 'http.broken',
        owner: client,
        payload: `${id} ${what}`,
        run: () => {
          const error = networkError(request.url, what, { sent: call.sent });
          if (call.waiting) call.settle(() => hearing.failed(error));
          else hearing.part({ kind: 'broken' });
          call.leave();
        },
      });
    },
  };
  client.endings.add(died);
  if (signal?.aborted === true) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return call;
}

function deliver(net: Net, call: Call, listener: SimulatedListener): void {
  const fate = net.weather.request();
  if (fate.kind === 'reset') {
    call.sent = fate.sent;
    call.breakOff('a connection reset');
    return;
  }
  call.sent = true;
  if (fate.kind === 'lost') return;
  const late = fate.kind === 'late';
  // A stream is a connection of its own: it neither outlives its asker nor comes twice.
  const single = call.asked.wanted === 'pieces';
  if (late && single) return;
  const delays = late
    ? [call.deadline - net.kernel.now() + fate.afterDeadlineMs]
    : fate.delaysMs.slice(0, single ? 1 : 2);
  for (const delayMs of delays) {
    net.kernel.after(delayMs, {
      kind: late ? 'http.arrive_late' : 'http.arrive',
      owner: listener.owner,
      payload: call.label,
      run: () => arrive(net, { call, listener, late }),
    });
  }
}

/**
 * Starts an exchange over the simulated network.
 *
 * The request leaves in an event of its own, so that a program can die between deciding to send
 * and having sent.
 */
export function startCall(net: Net, asked: Asked, hearing: Hearing): Call {
  const call = createCall(net, asked, hearing);
  net.kernel.after(net.weather.pauseMs(), {
    kind: 'http.leave',
    owner: asked.client,
    payload: call.label,
    run: () => {
      if (!call.waiting) return;
      const listener = listenerAt(net, asked.request.url);
      if (listener === undefined) call.breakOff('nobody listening');
      else deliver(net, call, listener);
    },
  });
  return call;
}
