/** An HTTP request that we send, as a value. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the whole exchange may take on the world's clock. */
  readonly timeoutMs: number;
}

/** An HTTP answer that we received; the body is read to its end. */
export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP request that a listener of ours received. */
export interface ServerRequest {
  readonly method: string;
  /** The path, still percent-encoded, without the query. */
  readonly path: string;
  /** The raw query text without `?`, empty when there is none. */
  readonly query: string;
  /** Header names in lower case; repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborts when the one who asked has gone, so that an endless answer can stop. */
  readonly signal?: AbortSignal;
}

/** What a listener answers; a body may be produced piece by piece (server-sent events). */
export interface ServerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** Why a request is turned away before it is routed. */
export interface GuardRefusal {
  readonly status: 403 | 421;
  readonly reason: string;
}

/**
 * Judges the Host and Origin headers of a request to a loopback listener of ours.
 *
 * Only `127.0.0.1`, `localhost` and `[::1]` with our own port are answered, and only pages that we
 * serve may call from a browser; this is what stops DNS rebinding and cross-site requests.
 *
 * @param port the port that we listen on
 * @returns the refusal, or undefined when the request may go on
 */
export function guardOrigin(
  headers: Readonly<Record<string, string>>,
  port: number,
): GuardRefusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const host = headers['host'];
  if (host === undefined || !hosts.includes(host)) {
    return { status: 421, reason: `this listener answers to ${hosts.join(', ')} only` };
  }
  const origin = headers['origin'];
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) {
    return { status: 403, reason: 'requests from other web pages are not answered' };
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, reason: 'cross-site requests are not answered' };
  }
  return undefined;
}
