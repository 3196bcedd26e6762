/** Outgoing HTTP request, as a value. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Time limit of the whole exchange on the world's clock. */
  readonly timeoutMs: number;
}

/** Received HTTP response; the body is read to its end. */
export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** HTTP request received by a listener. */
export interface ServerRequest {
  readonly method: string;
  /** The path, still percent-encoded, without the query. */
  readonly path: string;
  /** Raw query string without `?`, empty when there is none. */
  readonly query: string;
  /** Header names in lower case; repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborts when the client disconnects, so that an endless response can stop. */
  readonly signal?: AbortSignal;
}

/** Response of a listener; a body may be produced piece by piece (server-sent events). */
export interface ServerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** Refusal of a request before it is routed. */
export interface GuardRefusal {
  readonly status: 403 | 421;
  readonly reason: string;
}

/**
 * Checks the Host and Origin headers of a request to a loopback listener.
 *
 * Only `127.0.0.1`, `localhost` and `[::1]` with our port are accepted, and only pages that we
 * serve may call from a browser; this stops DNS rebinding and cross-site requests.
 *
 * @param port the port that we listen on
 * @returns the refusal, or undefined when the request may proceed
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
