import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse as Outgoing,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { type WebSocket, WebSocketServer } from 'ws';

import type { ServerResponse } from '../../core/http.ts';
import type { Listening, ListenerHandlers, WorldListeners } from '../../core/world.ts';
import { errnoOf, portBusyError, portDeniedError } from '../errors.ts';
import { handlerFailed, problem } from '../problem.ts';
import { readHead, readRequest } from './server-request.ts';
import { writeRefusal, writeResponse, writeUnread } from './server-response.ts';
import { adoptWebSocket, PING_DEFAULT, type PingOptions } from './sockets.ts';

/** Limits of every listener. */
const LIMITS = {
  bodyBytesMax: 64 * 1024,
  headerBytesMax: 16 * 1024,
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 30_000,
  checkEveryMs: 2_000,
  connectionsMax: 1_024,
  frameBytesMax: 1024 * 1024,
  /** Time allowed for pending responses after `close`. */
  graceMs: 1_000,
} as const;

const LOOPBACK = '127.0.0.1';
const GOING_AWAY = 1001;

/** Dependencies of a listener, in addition to its handlers. */
export interface RealListenerOptions {
  /** Called with a handler's error; the client gets a plain 500. */
  readonly onFault: (error: unknown) => void;
  readonly ping?: PingOptions;
}

function isWebSocket(incoming: IncomingMessage): boolean {
  return incoming.headers.upgrade?.toLowerCase() === 'websocket';
}

interface Context {
  readonly handlers: ListenerHandlers;
  readonly bodyBytesMax: number;
  readonly onFault: (error: unknown) => void;
  readonly ping: PingOptions;
  /** Connections detached from the HTTP server, closed together with the listener. */
  readonly upgraded: Set<Duplex>;
}

async function answer(
  context: Context,
  incoming: IncomingMessage,
  outgoing: Outgoing,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new Error('the client has disconnected'));
  });
  outgoing.on('error', () => {});
  const reading = await readRequest(incoming, context.bodyBytesMax);
  if (reading === undefined) return;
  if (reading.kind === 'refused') {
    writeUnread(outgoing, reading.response, LIMITS.graceMs);
    return;
  }
  const request = { ...reading.request, signal: gone.signal };
  try {
    writeResponse(outgoing, await context.handlers.handle(request));
  } catch (error) {
    context.onFault(error);
    if (outgoing.headersSent) outgoing.destroy();
    else writeResponse(outgoing, handlerFailed());
  }
}

interface Handshake {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function upgrade(
  context: Context,
  sockets: WebSocketServer,
  shake: Handshake,
): Promise<void> {
  const { incoming, socket, head } = shake;
  socket.on('error', () => {});
  context.upgraded.add(socket);
  socket.once('close', () => context.upgraded.delete(socket));
  const reading = readHead(incoming);
  if (reading?.kind !== 'read') {
    writeRefusal(socket, reading?.response ?? handlerFailed());
    return;
  }
  if (context.handlers.upgrade === undefined) {
    writeRefusal(socket, problem(404, 'world.no_websocket', 'No WebSocket is served here.'));
    return;
  }
  try {
    const verdict = await context.handlers.upgrade(reading.request);
    if (verdict.kind === 'refuse') {
      writeRefusal(socket, verdict.response);
      return;
    }
    sockets.handleUpgrade(incoming, socket, head, (ws: WebSocket) => {
      verdict.serve(adoptWebSocket(ws, context.ping));
    });
  } catch (error) {
    context.onFault(error);
    writeRefusal(socket, handlerFailed());
  }
}

function refuseGarbage(error: Error, socket: Duplex): void {
  const code = errnoOf(error);
  if (!socket.writable || code === 'ECONNRESET') socket.destroy();
  else writeRefusal(socket, garbage(code));
}

function garbage(code: string): ServerResponse {
  const { headerBytesMax, requestMs } = LIMITS;
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `Expected at most ${headerBytesMax} bytes of headers, found more.`;
    return problem(431, 'world.headers_too_large', detail);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = `Expected a whole request within ${requestMs / 1000} s, found a part of one.`;
    return problem(408, 'world.request_timeout', detail);
  }
  return problem(400, 'world.bad_request', 'Expected an HTTP request, found something else.');
}

function serve(context: Context): { server: Server; sockets: WebSocketServer } {
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytesMax,
      headersTimeout: LIMITS.headersMs,
      requestTimeout: LIMITS.requestMs,
      keepAliveTimeout: LIMITS.keepAliveMs,
      connectionsCheckingInterval: LIMITS.checkEveryMs,
      shouldUpgradeCallback: isWebSocket,
      // Checked with the rest of the head, so that a request without one gets an error code.
      requireHostHeader: false,
    },
    (incoming, outgoing) => void answer(context, incoming, outgoing),
  );
  server.maxConnections = LIMITS.connectionsMax;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytesMax,
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    void upgrade(context, sockets, { incoming, socket, head });
  });
  server.on('clientError', refuseGarbage);
  return { server, sockets };
}

function shut(server: Server, sockets: WebSocketServer, upgraded: Set<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      for (const socket of upgraded) socket.destroy();
      server.closeAllConnections();
    }, LIMITS.graceMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    for (const ws of sockets.clients) ws.close(GOING_AWAY, 'the listener has closed');
    server.closeIdleConnections();
  });
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const busy = errnoOf(error) === 'EADDRINUSE';
      reject(busy ? portBusyError(port, error) : portDeniedError(port, error));
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Creates listeners on the loopback address, for HTTP and WebSocket on one port.
 *
 * Requests are bounded in size and time before a handler sees them; exactly one Host header passes,
 * which the handler must check (`guardOrigin`).
 */
export function createRealListeners(options: RealListenerOptions): WorldListeners {
  return {
    listen: async (port, handlers, bounds): Promise<Listening> => {
      const upgraded = new Set<Duplex>();
      const { server, sockets } = serve({
        upgraded,
        handlers,
        bodyBytesMax: bounds?.bodyBytesMax ?? LIMITS.bodyBytesMax,
        onFault: options.onFault,
        ping: options.ping ?? PING_DEFAULT,
      });
      const held = await bind(server, port);
      let closing: Promise<void> | undefined;
      return { port: held, close: () => (closing ??= shut(server, sockets, upgraded)) };
    },
  };
}
