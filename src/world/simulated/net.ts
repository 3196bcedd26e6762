import type { ListenerHandlers } from '../../core/world.ts';
import type { Kernel } from './kernel.ts';
import type { Owner } from './owner.ts';
import type { Weather } from './weather.ts';

/** A port that a simulated program listens on. */
export interface SimulatedListener {
  readonly owner: Owner;
  readonly port: number;
  readonly handlers: ListenerHandlers;
  readonly bodyBytesMax: number;
  open: boolean;
  /** Breaks every exchange under way; run when the listener's grace or its owner's life ends. */
  readonly cuts: Set<() => void>;
  /** Takes leave of every open socket; run when the listener closes. */
  readonly farewells: Set<() => void>;
}

/** The one machine and network that all simulated programs share. */
export interface Net {
  readonly kernel: Kernel;
  readonly weather: Weather;
  readonly ports: Map<number, SimulatedListener>;
  /** Hears of what a handler threw. */
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

/**
 * Who listens at a URL: on loopback whoever holds the port, else the program of that name.
 *
 * @returns undefined when nobody does
 */
export function listenerAt(net: Net, url: string): SimulatedListener | undefined {
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? (PORT_OF_SCHEME[protocol] ?? 0) : Number(port);
  const listener = net.ports.get(number);
  if (listener === undefined || !listener.open) return undefined;
  return LOOPBACK.has(hostname) || hostname === listener.owner.name ? listener : undefined;
}

/** A URL taken apart as a server sees it, with the headers it gets. */
export function serverSide(
  url: string,
  given: Readonly<Record<string, string>>,
): {
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
} {
  const { host, pathname, search } = new URL(url);
  const headers = Object.create(null) as Record<string, string>;
  headers['host'] = host;
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = value;
  return { path: pathname, query: search.slice(1), headers };
}
