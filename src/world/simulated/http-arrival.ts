import type { ServerRequest, ServerResponse } from '../../core/http.ts';
import { handlerFailed, problem } from '../problem.ts';
import type { Arrival, Serving } from './http-exchange.ts';
import { sendPieces, sendWhole } from './http-answer.ts';
import { type Net, serverSide } from './net.ts';

function serve(net: Net, arrival: Arrival): Serving {
  const { call, listener } = arrival;
  const gone = new AbortController();
  const leaving = (): void => {
    net.kernel.after(net.weather.delayMs(), {
      kind: 'http.gone',
      owner: listener.owner,
      payload: String(call.id),
      run: () => {
        gone.abort(new Error('the client has disconnected'));
        finish();
      },
    });
  };
  const cut = (): void => {
    finish();
    // Code of an ended life must not run, not even for a notification.
    if (listener.owner.alive) gone.abort(new Error('the connection has broken'));
    call.breakOff('a broken connection');
  };
  const finish = (): void => {
    listener.cuts.delete(cut);
    call.leavings.delete(leaving);
  };
  listener.cuts.add(cut);
  if (!arrival.late) call.leavings.add(leaving);
  return { ...arrival, gone, finish };
}

const BYTES = new TextEncoder();

function isLarger(text: string, bytesMax: number): boolean {
  // A UTF-16 unit takes at most three bytes, so most bodies need no counting.
  return text.length * 3 > bytesMax && BYTES.encode(text).length > bytesMax;
}

async function handle(net: Net, serving: Serving): Promise<ServerResponse> {
  const { call, listener } = serving;
  const { method, url, headers, body = '' } = call.asked.request;
  if (isLarger(body, listener.bodyBytesMax)) {
    const detail = `Expected a body of at most ${listener.bodyBytesMax} bytes, found a larger one.`;
    return problem(413, 'world.body_too_large', detail);
  }
  const side = serverSide(url, headers);
  const request: ServerRequest = { method, ...side, body, signal: serving.gone.signal };
  try {
    return await listener.handlers.handle(request);
  } catch (error) {
    if (listener.owner.alive) net.onFault(listener.owner, error);
    return handlerFailed();
  }
}

/** Passes a request to its listener's handler, and the response to the network. */
export function arrive(net: Net, arrival: Arrival): void {
  if (!arrival.listener.open) {
    arrival.call.breakOff('a broken connection');
    return;
  }
  const serving = serve(net, arrival);
  void handle(net, serving).then((response) => {
    if (!serving.listener.owner.alive) return;
    if (serving.call.asked.wanted === 'whole') sendWhole(net, serving, response);
    else sendPieces(net, serving, response);
  });
}
