import { WebSocket } from 'ws';

import { messageOf } from '../../core/errors.ts';
import type { Socket, SocketEvent, WorldSockets } from '../../core/world.ts';
import { networkError } from '../errors.ts';
import { createEventQueue } from '../../core/event-queue.ts';

/** Detection of a dead peer. */
export interface PingOptions {
  /** Interval of pings. */
  readonly everyMs: number;
  /** Consecutive unanswered pings after which the socket is abandoned. */
  readonly missedMax: number;
}

/** Ping every 5 s, dead after three without a reply (15 s). */
export const PING_DEFAULT: PingOptions = { everyMs: 5_000, missedMax: 3 };

const FRAME_BYTES_MAX = 16 * 1024 * 1024;
const EVENTS_WAITING_MAX = 10_000;
const UNSENT_BYTES_MAX = 32 * 1024 * 1024;
const ABNORMAL_CLOSURE = 1006;

function watchPeer(ws: WebSocket, ping: PingOptions, dead: () => void): () => void {
  let missed = 0;
  const alive = (): void => {
    missed = 0;
  };
  ws.on('pong', alive);
  ws.on('message', alive);
  ws.on('ping', alive);
  // Counting unanswered pings, not time, keeps a busy or paused process from blaming its peer.
  const timer = setInterval(() => {
    if (ws.isPaused) return;
    if (missed >= ping.missedMax) {
      dead();
      return;
    }
    missed += 1;
    if (ws.readyState === WebSocket.OPEN) ws.ping();
  }, ping.everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function messageData(
  data: Buffer | ArrayBuffer | Buffer[],
  isBinary: boolean,
): string | Uint8Array {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : data instanceof ArrayBuffer
      ? Buffer.from(data)
      : data;
  return isBinary
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : bytes.toString('utf8');
}

/**
 * Creates one end of an open WebSocket, with dead peers detected by ping.
 *
 * A slow reader pauses the connection; a peer that reads too slowly is disconnected.
 */
export function adoptWebSocket(ws: WebSocket, ping: PingOptions = PING_DEFAULT): Socket {
  let ended: string | undefined;
  const cut = (reason: string): void => {
    ended = reason;
    ws.terminate();
  };
  const queue = createEventQueue<SocketEvent>({
    taken: (left) => {
      if (left === 0 && ws.isPaused) ws.resume();
    },
    left: () => ws.terminate(),
  });
  const unwatch = watchPeer(ws, ping, () => cut('the peer stopped responding'));
  ws.on('message', (data, isBinary) => {
    queue.push({ kind: 'message', data: messageData(data, isBinary) });
    if (queue.size > EVENTS_WAITING_MAX) ws.pause();
  });
  ws.on('error', (error) => {
    ended ??= messageOf(error);
  });
  ws.on('close', (code, reason) => {
    unwatch();
    const given = reason.toString('utf8');
    const why = code === ABNORMAL_CLOSURE ? (ended ?? given) : given;
    queue.push({ kind: 'closed', code, reason: why });
    queue.end();
  });
  return {
    send: (data) => {
      if (ws.readyState !== WebSocket.OPEN) return;
      // A failed write ends the socket, which the reader learns; here it would only be reported
      // twice.
      ws.send(data, () => {});
      if (ws.bufferedAmount > UNSENT_BYTES_MAX) cut('the peer reads too slowly');
    },
    close: (code = 1000, reason = '') => ws.close(code, reason),
    events: queue.items,
  };
}

function connect(
  url: string,
  options: Parameters<WorldSockets['connect']>[1],
  ping: PingOptions,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (what: string, facts: { status?: number; cause?: unknown }): void =>
      reject(networkError(url, what, { sent: true, ...facts }));
    let ws: WebSocket;
    try {
      ws = new WebSocket(url, {
        headers: { ...options.headers },
        handshakeTimeout: options.timeoutMs,
        followRedirects: false,
        maxPayload: FRAME_BYTES_MAX,
      });
    } catch (error) {
      fail(messageOf(error), { cause: error });
      return;
    }
    // Set up at the handshake, not after it: the peer's first frame may arrive in the same packet.
    ws.once('upgrade', () => {
      const socket = adoptWebSocket(ws, ping);
      ws.once('open', () => resolve(socket));
    });
    ws.once('unexpected-response', (request, response) => {
      const status = response.statusCode ?? 0;
      fail(`status ${status} instead of a WebSocket`, { status });
      response.resume();
      request.destroy();
    });
    ws.on('error', (error) => fail(messageOf(error), { cause: error }));
  });
}

/** Creates WebSockets over the machine's network. */
export function createRealSockets(ping: PingOptions = PING_DEFAULT): WorldSockets {
  return { connect: (url, options) => connect(url, options, ping) };
}
