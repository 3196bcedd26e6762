import type { ListenerHandlers } from '../../core/world.ts';
import type { Kernel } from './kernel.ts';
import type { Owner } from './owner.ts';
import type { Weather } from './weather.ts';

/** Port that a simulated program listens on. */
export interface SimulatedListener {
  readonly owner: Owner;
  readonly port: number;
  readonly handlers: ListenerHandlers;
  readonly bodyBytesMax: number;
  open: boolean;
  /**
   * Breaks every pending exchange; runs when the listener's grace period or its owner's life ends.
   */
  readonly cuts: Set<() => void>;
  /** Closes every open socket; runs when the listener closes. */
  readonly farewells: Set<() => void>;
}

/** Machine and network shared by all simulated programs. */
export interface Net {
  readonly kernel: Kernel;
  readonly weather: Weather;
  readonly ports: Map<number, SimulatedListener>;
  /** Called with a handler's error. */
  readonly onFault: (owner: Owner, error: unknown) => void;
  /** Numbers exchanges and sockets, for the trace. */
  nextId(): number;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const PORT_OF_SCHEME: Readonly<Record<string, number>> = {
  'http:': 80,
  'ws:': 80,
  'https:': 443,
  'wss:': 443,
};

/** Cache of the latest few thousand parsed URLs: programs request the same ones repeatedly. */
const parsedUrls = new Map<string, URL>();
const PARSED_MAX = 4_096;

function parsedUrl(url: string): URL {
  let parsed = parsedUrls.get(url);
  if (parsed === undefined) {
    parsed = new URL(url);
    if (parsedUrls.size >= PARSED_MAX) parsedUrls.clear();
    parsedUrls.set(url, parsed);
  }
  return parsed;
}

/**
 * Returns the listener of a URL: on loopback the holder of the port, else the program of that name.
 *
 * @returns undefined when there is none
 */
export function listenerAt(net: Net, url: string): SimulatedListener | undefined {
  const { hostname, port, protocol } = parsedUrl(url);
  const number = port === '' ? (PORT_OF_SCHEME[protocol] ?? 0) : Number(port);
  const listener = net.ports.get(number);
  if (listener === undefined || !listener.open) return undefined;
  return LOOPBACK.has(hostname) || hostname === listener.owner.name ? listener : undefined;
}

/** Parses a URL as a server sees it, with the headers it gets. */
export function serverSide(
  url: string,
  given: Readonly<Record<string, string>>,
): {
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
} {
  const { host, pathname, search } = parsedUrl(url);
  const headers = Object.create(null) as Record<string, string>;
  headers['host'] = host;
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = value;
  return { path: pathname, query: search.slice(1), headers };
}
