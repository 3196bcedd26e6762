import type { ServerRequest } from '../../core/http.ts';
import type { Socket, UpgradeAnswer, WorldSockets } from '../../core/world.ts';
import { networkError } from '../errors.ts';
import { handlerFailed, problem } from '../problem.ts';
import { listenerAt, type Net, serverSide, type SimulatedListener } from './net.ts';
import type { Owner } from './owner.ts';
import { createSocketPair, type SocketPair } from './socket-pair.ts';

type Options = Parameters<WorldSockets['connect']>[1];

/** Pending handshake, from the client's side. */
interface Handshake {
  readonly id: number;
  readonly client: Owner;
  readonly url: string;
  readonly options: Options;
  /** Created when the server accepts; the client may be gone by then. */
  pair: SocketPair | undefined;
  /** Ends the wait with a socket or an error; false when it has ended already. */
  settle(outcome: Socket | Error): boolean;
  /** Reports to the client, after a delay, why there is no socket. */
  fail(what: string, status?: number): void;
}

async function decide(
  net: Net,
  listener: SimulatedListener,
  shake: Handshake,
): Promise<UpgradeAnswer> {
  const { upgrade } = listener.handlers;
  if (upgrade === undefined) {
    const response = problem(404, 'world.no_websocket', 'No WebSocket is served here.');
    return { kind: 'refuse', response };
  }
  const side = serverSide(shake.url, shake.options.headers ?? {});
  const request: ServerRequest = { method: 'GET', ...side, body: '' };
  try {
    return await upgrade(request);
  } catch (error) {
    if (listener.owner.alive) net.onFault(listener.owner, error);
    return { kind: 'refuse', response: handlerFailed() };
  }
}

function open(net: Net, shake: Handshake, pair: SocketPair): void {
  shake.pair = pair;
  const fault = net.weather.response();
  if (fault === 'lost') return;
  if (fault === 'reset') {
    pair.abandon();
    shake.fail('a connection reset');
    return;
  }
  net.kernel.after(net.weather.delayMs(), {
    kind: 'socket.open',
    owner: shake.client,
    payload: String(shake.id),
    run: () => {
      if (!shake.settle(pair.client)) pair.abandon();
    },
  });
}

function arrive(net: Net, shake: Handshake, listener: SimulatedListener): void {
  const cut = (): void => shake.fail('a broken connection');
  if (!listener.open) {
    cut();
    return;
  }
  listener.cuts.add(cut);
  void decide(net, listener, shake).then((verdict) => {
    listener.cuts.delete(cut);
    if (!listener.owner.alive) return;
    if (verdict.kind === 'refuse') {
      const { status } = verdict.response;
      shake.fail(`status ${status} instead of a WebSocket`, status);
      return;
    }
    const pair = createSocketPair(net, shake.client, listener);
    open(net, shake, pair);
    verdict.serve(pair.server);
  });
}

function leave(net: Net, shake: Handshake): void {
  const listener = listenerAt(net, shake.url);
  if (listener === undefined) {
    shake.fail('nobody listening');
    return;
  }
  const fault = net.weather.request();
  if (fault.kind === 'reset') shake.fail('a connection reset');
  // A late handshake is lost: the client has closed its connection at the deadline.
  if (fault.kind !== 'delivered') return;
  net.kernel.after(fault.delaysMs[0]!, {
    kind: 'socket.arrive',
    owner: listener.owner,
    payload: `${shake.id} ${shake.client.name} ${shake.url}`,
    run: () => arrive(net, shake, listener),
  });
}

function createHandshake(
  net: Net,
  request: { readonly client: Owner; readonly url: string; readonly options: Options },
  settled: (outcome: Socket | Error) => void,
): Handshake {
  const { client, url, options } = request;
  const id = net.nextId();
  let open = true;
  const stopTimer = net.kernel.after(options.timeoutMs, {
    kind: 'socket.timeout',
    owner: client,
    payload: String(id),
    run: () => {
      const what = `no handshake within ${options.timeoutMs} ms`;
      shake.settle(networkError(url, what, { sent: true }));
      shake.pair?.abandon();
    },
  });
  const shake: Handshake = {
    ...request,
    id,
    pair: undefined,
    settle: (outcome) => {
      if (!open) return false;
      open = false;
      stopTimer();
      settled(outcome);
      return true;
    },
    fail: (what, status) => {
      const facts = status === undefined ? { sent: true } : { sent: true, status };
      net.kernel.after(net.weather.delayMs(), {
        kind: 'socket.refused',
        owner: client,
        payload: `${id} ${what}`,
        run: () => void shake.settle(networkError(url, what, facts)),
      });
    },
  };
  return shake;
}

function connect(
  net: Net,
  request: { readonly client: Owner; readonly url: string; readonly options: Options },
): Promise<Socket> {
  if (!URL.canParse(request.url)) {
    return Promise.reject(networkError(request.url, 'no URL', { sent: false }));
  }
  return new Promise((resolve, reject) => {
    const shake = createHandshake(net, request, (outcome) => {
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    });
    net.kernel.after(net.weather.pauseMs(), {
      kind: 'socket.leave',
      owner: request.client,
      payload: `${shake.id} ${request.url}`,
      run: () => leave(net, shake),
    });
  });
}

/** Creates WebSockets on the simulated network, for one life of one program. */
export function createSimulatedSockets(net: Net, client: Owner): WorldSockets {
  return { connect: (url, options) => connect(net, { client, url, options }) };
}
