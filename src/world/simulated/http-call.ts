import { networkError, timeoutError } from '../errors.ts';
import { arrive } from './http-arrival.ts';
import type { Asked, HttpCall, Hearing } from './http-exchange.ts';
import { listenerAt, type Net, type SimulatedListener } from './net.ts';
import { brief } from './trace.ts';

function createCall(net: Net, asked: Asked, hearing: Hearing): HttpCall {
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
  const call: HttpCall = {
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

function deliver(net: Net, call: HttpCall, listener: SimulatedListener): void {
  const fault = net.weather.request();
  if (fault.kind === 'reset') {
    call.sent = fault.sent;
    call.breakOff('a connection reset');
    return;
  }
  call.sent = true;
  if (fault.kind === 'lost') return;
  const late = fault.kind === 'late';
  // A stream is its own connection: it neither outlives its client nor is delivered twice.
  const single = call.asked.wanted === 'pieces';
  if (late && single) return;
  const delays = late
    ? [call.deadline - net.kernel.now() + fault.afterDeadlineMs]
    : fault.delaysMs.slice(0, single ? 1 : 2);
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
 * Sending is a separate event, so that a program can die between deciding to send and having sent.
 */
export function startCall(net: Net, asked: Asked, hearing: Hearing): HttpCall {
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
