import type { IncomingMessage } from 'node:http';

import type { ServerRequest, ServerResponse } from '../../core/http.ts';
import { problem } from '../problem.ts';

/** Request as read, or the response without reading it; undefined when the client disconnected. */
export type RequestReading =
  | { readonly kind: 'read'; readonly request: ServerRequest }
  | { readonly kind: 'refused'; readonly response: ServerResponse }
  | undefined;

function badRequest(detail: string): RequestReading {
  return { kind: 'refused', response: problem(400, 'world.bad_request', detail) };
}

function joinedHeaders(incoming: IncomingMessage): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(name === 'cookie' ? '; ' : ', ');
  }
  return headers;
}

interface Target {
  readonly path: string;
  readonly query: string;
}

function splitTarget(target: string): Target {
  const bare = target.replace(/#.*$/s, '');
  const mark = bare.indexOf('?');
  if (mark < 0) return { path: bare, query: '' };
  return { path: bare.slice(0, mark), query: bare.slice(mark + 1) };
}

/**
 * Reads the request of a message without its body: one Host header, and a valid target.
 *
 * A target in absolute form must name the same host as the header, so that checking the header is
 * enough (RFC 9112 section 3.2.2 lets the target win silently).
 */
export function readHead(incoming: IncomingMessage): RequestReading {
  const headers = joinedHeaders(incoming);
  const hosts = incoming.headersDistinct['host'] ?? [];
  if (hosts.length !== 1) {
    const found = hosts.length === 0 ? 'none' : 'several';
    return badRequest(`Expected one Host header, found ${found}.`);
  }
  let target = incoming.url ?? '';
  const absolute = /^http:\/\/([^/?#]*)(.*)$/is.exec(target);
  if (absolute !== null) {
    if (absolute[1]!.toLowerCase() !== headers['host']?.toLowerCase()) {
      return badRequest('Expected the target and the Host header to name one host.');
    }
    target = absolute[2]!.startsWith('/') ? absolute[2]! : `/${absolute[2]!}`;
  }
  if (!target.startsWith('/')) {
    return badRequest('Expected a path as the target of the request.');
  }
  const method = incoming.method ?? 'GET';
  return { kind: 'read', request: { method, ...splitTarget(target), headers, body: '' } };
}

const TEXT = new TextDecoder('utf-8', { fatal: true });

type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  | undefined;

// Closing with unread bytes resets the connection, and the client may never see the reason for the
// refusal; so an oversized body is read and discarded for a while.
const DISCARD_BYTES_MAX = 1024 * 1024;

function collect(incoming: IncomingMessage, bytesMax: number): Promise<Body> {
  const announced = Number(incoming.headers['content-length'] ?? 0);
  if (announced > bytesMax + DISCARD_BYTES_MAX) return Promise.resolve({ kind: 'too_large' });
  return new Promise((resolve) => {
    let pieces: Uint8Array[] = [];
    let bytes = 0;
    incoming.on('data', (piece: Uint8Array) => {
      bytes += piece.length;
      if (bytes <= bytesMax) pieces.push(piece);
      else pieces = [];
      if (bytes > bytesMax + DISCARD_BYTES_MAX) {
        incoming.pause();
        resolve({ kind: 'too_large' });
      }
    });
    incoming.once('end', () => {
      if (bytes > bytesMax) resolve({ kind: 'too_large' });
      else resolve({ kind: 'whole', bytes: Buffer.concat(pieces) });
    });
    incoming.once('error', () => resolve(undefined));
    incoming.once('close', () => resolve(undefined));
  });
}

/** Reads the full request of a message: its head, and its body up to `bytesMax` bytes of UTF-8. */
export async function readRequest(
  incoming: IncomingMessage,
  bytesMax: number,
): Promise<RequestReading> {
  const head = readHead(incoming);
  if (head?.kind !== 'read') return head;
  const body = await collect(incoming, bytesMax);
  if (body === undefined) return undefined;
  if (body.kind === 'too_large') {
    const detail = `Expected a body of at most ${bytesMax} bytes, found a larger one.`;
    return { kind: 'refused', response: problem(413, 'world.body_too_large', detail) };
  }
  try {
    return { kind: 'read', request: { ...head.request, body: TEXT.decode(body.bytes) } };
  } catch {
    return badRequest('Expected a body in UTF-8, found other bytes.');
  }
}
