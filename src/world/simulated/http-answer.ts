import type { ServerResponse } from '../../core/http.ts';
import { createChannel } from './channel.ts';
import type { Serving } from './http-arrival.ts';
import type { AnswerPart } from './http-call.ts';
import type { Net } from './net.ts';
import { brief } from './trace.ts';

/** How many pieces may be under way before the server waits for its reader. */
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

/** Sends an answer as one message, once its body is complete. */
export function sendWhole(net: Net, serving: Serving, response: ServerResponse): void {
  const { call, listener } = serving;
  const send = (text: string): void => {
    if (!listener.owner.alive) return;
    serving.finish();
    const fate = net.weather.response();
    if (fate === 'lost') return;
    if (fate === 'reset') {
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
    call.breakOff('an answer that broke off');
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

/** Sends an answer piece by piece, no faster than its reader takes it. */
export function sendPieces(net: Net, serving: Serving, response: ServerResponse): void {
  const { call, listener } = serving;
  const { client } = call.asked;
  const iterator = piecesOf(response.body);
  let over = false;
  let parked = false;
  let underWay = 0;
  const stop = (): void => {
    if (over) return;
    over = true;
    serving.finish();
    iterator.return?.()?.catch(() => {});
  };
  const channel = createChannel<AnswerPart>(net.kernel, {
    kind: 'http.part',
    receiver: () => client,
    show: (part) => showPart(call.id, part),
    deliver: (part) => {
      underWay -= 1;
      if (part.kind === 'head') call.settle(() => call.hearing.part(part));
      else if (!call.waiting) call.hearing.part(part);
      if (!parked || over) return;
      parked = false;
      net.kernel.after(net.weather.delayMs(), {
        kind: 'http.window',
        owner: listener.owner,
        payload: String(call.id),
        run: pull,
      });
    },
  });
  const put = (part: AnswerPart): void => {
    underWay += 1;
    channel.put(part, net.weather.delayMs());
  };
  const putPiece = (text: string): void => {
    const fate = net.weather.frame();
    if (fate.stallMs > 0) channel.hold(fate.stallMs);
    // A stream has no sign of life of its own: a dead one is only silent.
    if (fate.dead) channel.mute();
    put({ kind: 'piece', text });
    if (!fate.cut) return;
    put({ kind: 'broken' });
    stop();
  };
  const pull = (): void => {
    if (over) return;
    iterator.next().then(
      (step) => {
        if (over || !listener.owner.alive) return;
        if (step.done === true) {
          put({ kind: 'end' });
          stop();
          return;
        }
        putPiece(step.value);
        if (underWay < WINDOW) pull();
        else parked = true;
      },
      () => {
        if (over || !listener.owner.alive) return;
        put({ kind: 'broken' });
        stop();
      },
    );
  };
  serving.gone.signal.addEventListener('abort', stop, { once: true });
  const fate = net.weather.response();
  if (fate === 'lost') return;
  if (fate === 'reset') {
    stop();
    call.breakOff('a connection reset');
    return;
  }
  put({ kind: 'head', status: response.status, headers: lowered(response.headers) });
  pull();
}
