import { type IncomingMessage, type ServerResponse as Outgoing, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import type { ServerResponse } from '../../core/http.ts';

function loweredHeaders(response: ServerResponse): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

function hasBody(incoming: IncomingMessage, status: number): boolean {
  return incoming.method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
}

function writeWhole(outgoing: Outgoing, response: ServerResponse, bytes: Uint8Array): void {
  const headers = loweredHeaders(response);
  const bare = response.status === 204 || response.status === 304 || response.status < 200;
  if (!bare) headers['content-length'] = String(bytes.length);
  outgoing.writeHead(response.status, headers);
  outgoing.end(hasBody(outgoing.req, response.status) ? bytes : undefined);
}

// Uses callbacks instead of an async loop: a producer that waits for its next piece must be
// notified immediately that the reader has disconnected, and a long stream must not pile up
// promises.
function writePieces(
  outgoing: Outgoing,
  response: ServerResponse,
  body: AsyncIterable<string>,
): void {
  const iterator = body[Symbol.asyncIterator]();
  let done = false;
  const leave = (): void => {
    if (done) return;
    done = true;
    iterator.return?.()?.catch(() => {});
  };
  outgoing.once('close', leave);
  outgoing.writeHead(response.status, loweredHeaders(response));
  outgoing.flushHeaders();
  if (!hasBody(outgoing.req, response.status)) {
    outgoing.end();
    return;
  }
  const pull = (): void => {
    iterator.next().then(
      (step) => {
        if (done) return;
        if (step.done === true) {
          done = true;
          outgoing.end();
        } else if (outgoing.write(step.value)) {
          pull();
        } else {
          outgoing.once('drain', pull);
        }
      },
      () => {
        // A broken stream must look broken: ending it normally would look like success.
        done = true;
        outgoing.destroy();
      },
    );
  };
  pull();
}

/** Sends one response; a body in pieces is written as the reader consumes it. */
export function writeResponse(outgoing: Outgoing, response: ServerResponse): void {
  const { body } = response;
  if (typeof body === 'string') writeWhole(outgoing, response, Buffer.from(body, 'utf8'));
  else if (body instanceof Uint8Array) writeWhole(outgoing, response, body);
  else writePieces(outgoing, response, body);
}

/**
 * Responds to a request without reading it completely, and ends the connection.
 *
 * The response is sent immediately, and further input is discarded for up to `graceMs`: closing
 * with unread bytes resets the connection, and the client may never see the reason for the refusal.
 */
export function writeUnread(outgoing: Outgoing, response: ServerResponse, graceMs: number): void {
  const { req: incoming } = outgoing;
  const bytes = Buffer.from(typeof response.body === 'string' ? response.body : '', 'utf8');
  const headers = { ...loweredHeaders(response), connection: 'close' };
  outgoing.writeHead(response.status, { ...headers, 'content-length': String(bytes.length) });
  if (hasBody(incoming, response.status)) outgoing.write(bytes);
  const finish = (): void => {
    clearTimeout(patience);
    outgoing.end(() => incoming.destroy());
  };
  const patience = setTimeout(finish, graceMs);
  if (incoming.readableEnded) finish();
  else {
    incoming.once('end', finish);
    incoming.once('close', finish);
    incoming.resume();
  }
}

/** Refuses a WebSocket handshake on its raw connection, and ends the connection. */
export function writeRefusal(socket: Duplex, response: ServerResponse): void {
  const body = typeof response.body === 'string' ? response.body : '';
  const headers = loweredHeaders(response);
  headers['content-length'] = String(Buffer.byteLength(body));
  headers['connection'] = 'close';
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}`,
  );
  const status = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`;
  socket.end(`${[status, ...lines].join('\r\n')}\r\n\r\n${body}`);
}
