import type { ServerResponse } from '../../core/http.ts';
import { type Channel, createChannel } from './channel.ts';
import type { Serving, AnswerPart } from './http-exchange.ts';
import type { Net } from './net.ts';
import { brief } from './trace.ts';

/** Maximum pending pieces before the server waits for its reader. */
const WINDOW = 16;

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) plain[name.toLowerCase()] = value;
  return plain;
}

async function wholeBody(body: ServerResponse['body']): Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  let text = '';
  for await (const piece of body) text += piece;
  return text;
}

/** Sends a response as one message, once its body is complete. */
export function sendWhole(net: Net, serving: Serving, response: ServerResponse): void {
  const { call, listener } = serving;
  const send = (text: string): void => {
    if (!listener.owner.alive) return;
    serving.finish();
    const fault = net.weather.response();
    if (fault === 'lost') return;
    if (fault === 'reset') {
      call.breakOff('a connection reset');
      return;
    }
    net.kernel.after(net.weather.delayMs(), {
      kind: 'http.answer',
      owner: call.asked.client,
      payload: `${call.id} ${response.status} ${brief(text)}`,
      run: () => {
        call.settle(() => {
          const { status, headers } = response;
          call.hearing.part({ kind: 'head', status, headers: lowered(headers) });
          call.hearing.part({ kind: 'piece', text });
          call.hearing.part({ kind: 'end' });
        });
        call.leave();
      },
    });
  };
  wholeBody(response.body).then(send, () => {
    if (!listener.owner.alive) return;
    serving.finish();
    call.breakOff('a response that broke off');
  });
}

function piecesOf(body: ServerResponse['body']): AsyncIterator<string> {
  if (typeof body === 'object' && Symbol.asyncIterator in body) return body[Symbol.asyncIterator]();
  const one = async function* (): AsyncGenerator<string> {
    yield await wholeBody(body);
  };
  return one();
}

function showPart(id: number, part: AnswerPart): string {
  if (part.kind === 'piece') return `${id} piece ${brief(part.text)}`;
  return part.kind === 'head' ? `${id} head ${part.status}` : `${id} ${part.kind}`;
}

/** Streamed response in progress. */
interface Flow {
  readonly net: Net;
  readonly serving: Serving;
  readonly iterator: AsyncIterator<string>;
  readonly channel: Channel<AnswerPart>;
  over: boolean;
  /** Waits for its reader before it requests the next piece. */
  parked: boolean;
  underWay: number;
}

function stop(flow: Flow): void {
  if (flow.over) return;
  flow.over = true;
  flow.serving.finish();
  flow.iterator.return?.()?.catch(() => {});
}

function put(flow: Flow, part: AnswerPart): void {
  flow.underWay += 1;
  flow.channel.put(part, flow.net.weather.delayMs());
}

function putLast(flow: Flow, part: AnswerPart): void {
  if (flow.over || !flow.serving.listener.owner.alive) return;
  put(flow, part);
  stop(flow);
}

function putPiece(flow: Flow, text: string): void {
  const { weather } = flow.net;
  const fault = weather.frame();
  if (fault.dead) {
    // A stream has no keep-alive: a dead one is silent until the faults stop.
    flow.channel.mute();
    weather.whenHealed(() => {
      if (flow.serving.listener.owner.alive) stop(flow);
      flow.serving.call.breakOff('a broken connection');
    });
  } else if (fault.stallMs > 0) {
    flow.channel.hold(fault.stallMs);
    weather.whenHealed(() => flow.channel.release());
  }
  put(flow, { kind: 'piece', text });
  if (fault.cut) putLast(flow, { kind: 'broken' });
}

function pull(flow: Flow): void {
  if (flow.over) return;
  flow.iterator.next().then(
    (step) => {
      if (step.done === true) putLast(flow, { kind: 'end' });
      if (step.done === true || flow.over || !flow.serving.listener.owner.alive) return;
      putPiece(flow, step.value);
      if (flow.underWay < WINDOW) pull(flow);
      else flow.parked = true;
    },
    () => putLast(flow, { kind: 'broken' }),
  );
}

function deliver(flow: Flow, part: AnswerPart): void {
  const { call, listener } = flow.serving;
  flow.underWay -= 1;
  if (part.kind === 'head') call.settle(() => call.hearing.part(part));
  else if (!call.waiting) call.hearing.part(part);
  if (!flow.parked || flow.over) return;
  flow.parked = false;
  flow.net.kernel.after(flow.net.weather.delayMs(), {
    kind: 'http.window',
    owner: listener.owner,
    payload: String(call.id),
    run: () => pull(flow),
  });
}

/** Sends a response piece by piece, no faster than its reader consumes it. */
export function sendPieces(net: Net, serving: Serving, response: ServerResponse): void {
  const { call } = serving;
  const flow: Flow = {
    net,
    serving,
    iterator: piecesOf(response.body),
    channel: createChannel<AnswerPart>(net.kernel, {
      kind: 'http.part',
      receiver: () => call.asked.client,
      show: (part) => showPart(call.id, part),
      deliver: (part) => deliver(flow, part),
    }),
    over: false,
    parked: false,
    underWay: 0,
  };
  serving.gone.signal.addEventListener('abort', () => stop(flow), { once: true });
  const fault = net.weather.response();
  if (fault === 'lost') return;
  if (fault === 'reset') {
    stop(flow);
    call.breakOff('a connection reset');
    return;
  }
  put(flow, { kind: 'head', status: response.status, headers: lowered(response.headers) });
  pull(flow);
}
