import type { ServerRequest, ServerResponse } from '../../core/http.ts';
import { handlerFailed, problem } from '../problem.ts';
import type { Call } from './http-call.ts';
import { sendPieces, sendWhole } from './http-answer.ts';
import { type Net, serverSide, type SimulatedListener } from './net.ts';

/** A request that has reached its listener. */
export interface Arrival {
  readonly call: Call;
  readonly listener: SimulatedListener;
  /** Delivered after the asker gave up; its going is old news by then. */
  readonly late: boolean;
}

/** The server's side of one exchange. */
export interface Serving extends Arrival {
  /** Aborts when the asker has gone. */
  readonly gone: AbortController;
  /** The server is done with the exchange; nothing can break it any more. */
  readonly finish: () => void;
}

function serve(net: Net, arrival: Arrival): Serving {
  const { call, listener } = arrival;
  const gone = new AbortController();
  const leaving = (): void => {
    net.kernel.after(net.weather.delayMs(), {
      kind: 'http.gone',
      owner: listener.owner,
      payload: String(call.id),
      run: () => {
        gone.abort(new Error('the asker has gone'));
        finish();
      },
    });
  };
  const cut = (): void => {
    finish();
    // Code of a life that has ended must not run, not even to hear of it.
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
  // No character takes more than three bytes per UTF-16 unit, so most bodies need no counting.
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

/** Hands a request to its listener's handler, and its answer to the network. */
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
