import type { Socket, WorldClock } from '../../../core/world.ts';
import type { MarketEvent } from '../../../market/event.ts';
import {
  type DataMessage,
  type DataRequest,
  NO_SUBSCRIPTION,
  parseDataRequest,
  type Subscription,
  toDataMessage,
} from '../../wire/data-stream.ts';
import type { DataCoding } from './data-coding.ts';
import { areOurs, type BrokerCredentials } from '../auth.ts';

/** Subscribers of one data endpoint, such as `/v2/iex`. */
export interface DataStream {
  /** Serves one connection until it closes. */
  serve(socket: Socket, handshake: DataHandshake): void;
  /** Sends events to their subscribers, in one frame per connection. */
  publish(events: readonly MarketEvent[]): void;
  connections(): number;
  close(): void;
}

/** What a client sent when it connected. */
export interface DataHandshake {
  /** Whether the headers carried our keys, which replaces the auth message. */
  readonly authenticated: boolean;
  readonly coding: DataCoding;
}

/** Limits of a data endpoint. */
export interface DataStreamOptions {
  readonly clock: WorldClock;
  readonly credentials: BrokerCredentials;
  /** Connections at one time; one more is answered with error 406. */
  readonly connectionsMax: number;
  /** Symbols of one connection; more are answered with error 405. */
  readonly symbolsMax: number;
}

type Channel = keyof Subscription;

interface Listener {
  readonly socket: Socket;
  readonly coding: DataCoding;
  authenticated: boolean;
  subscription: Record<Channel, Set<string>>;
}

/** Time allowed for authentication. */
const AUTH_TIMEOUT_MS = 10_000;

/** Creates the stream of one endpoint. */
export function createDataStream(options: DataStreamOptions): DataStream {
  const listeners = new Set<Listener>();
  return {
    serve(socket, { authenticated, coding }) {
      const listener: Listener = {
        socket,
        coding,
        authenticated: false,
        subscription: emptySets(),
      };
      say(listener, { kind: 'success', message: 'connected' });
      if (listeners.size >= options.connectionsMax) {
        end(listener, 406, 'connection limit exceeded');
        return;
      }
      listeners.add(listener);
      if (authenticated) admit(listener);
      const cancel = options.clock.timer(AUTH_TIMEOUT_MS, () => {
        if (!listener.authenticated) end(listener, 404, 'auth timeout');
      });
      void follow(listener, options).finally(() => {
        cancel();
        listeners.delete(listener);
      });
    },
    publish(events) {
      // A message is written once, however many connections it goes to.
      const written = new Map<MarketEvent, string>();
      for (const listener of listeners) {
        if (!listener.authenticated) continue;
        const wanted = events.filter((event) => wants(listener, event));
        if (wanted.length === 0) continue;
        const messages = wanted.map((event) => writtenOnce(written, event));
        listener.socket.send(listener.coding.frame(messages));
      }
    },
    connections: () => listeners.size,
    close() {
      for (const { socket } of listeners) socket.close(1001, 'the broker is going away');
    },
  };
}

async function follow(listener: Listener, options: DataStreamOptions): Promise<void> {
  for await (const event of listener.socket.events) {
    if (event.kind === 'closed') return;
    answer(listener, parseDataRequest(listener.coding.read(event.data)), options);
  }
}

function answer(listener: Listener, request: DataRequest, options: DataStreamOptions): void {
  switch (request.kind) {
    case 'auth':
      if (listener.authenticated) {
        fail(listener, 403, 'already authenticated');
      } else if (areOurs({ keyId: request.key, secret: request.secret }, options.credentials)) {
        admit(listener);
      } else {
        end(listener, 402, 'auth failed');
      }
      return;
    case 'subscribe':
    case 'unsubscribe':
      if (listener.authenticated) change(listener, request, options);
      else fail(listener, 401, 'not authenticated');
      return;
    case 'unknown':
      fail(listener, 400, 'invalid syntax');
  }
}

function admit(listener: Listener): void {
  listener.authenticated = true;
  say(listener, { kind: 'success', message: 'authenticated' });
}

function change(
  listener: Listener,
  request: Extract<DataRequest, { kind: 'subscribe' | 'unsubscribe' }>,
  options: DataStreamOptions,
): void {
  const next = copySets(listener.subscription);
  for (const channel of CHANNELS) {
    for (const symbol of request.subscription[channel]) {
      if (request.kind === 'subscribe') next[channel].add(symbol);
      else next[channel].delete(symbol);
    }
  }
  const symbols = new Set(CHANNELS.flatMap((channel) => [...next[channel]]));
  if (symbols.size > options.symbolsMax) {
    fail(listener, 405, 'symbol limit exceeded');
    return;
  }
  listener.subscription = next;
  say(listener, { kind: 'subscription', subscription: listed(next) });
}

const CHANNELS = Object.keys(NO_SUBSCRIPTION) as readonly Channel[];

function emptySets(): Record<Channel, Set<string>> {
  return copySets(undefined);
}

function copySets(from: Record<Channel, Set<string>> | undefined): Record<Channel, Set<string>> {
  const sets = CHANNELS.map((channel) => [channel, new Set(from?.[channel])] as const);
  return Object.fromEntries(sets) as Record<Channel, Set<string>>;
}

function listed(sets: Record<Channel, Set<string>>): Subscription {
  const lists = CHANNELS.map((channel) => [channel, [...sets[channel]]] as const);
  return Object.fromEntries(lists) as unknown as Subscription; // every channel is in CHANNELS
}

function wants(listener: Listener, event: MarketEvent): boolean {
  const { subscription } = listener;
  switch (event.kind) {
    case 'quote':
      return has(subscription.quotes, event.quote.symbol);
    case 'trade':
      return has(subscription.trades, event.trade.symbol);
    case 'bar':
      if (event.timeframe === '1Min') return has(subscription.bars, event.bar.symbol);
      return event.timeframe === '1Day' && has(subscription.dailyBars, event.bar.symbol);
    case 'session':
    case 'action':
    case 'gap':
      return false;
  }
}

function has(symbols: ReadonlySet<string>, symbol: string): boolean {
  return symbols.has(symbol) || symbols.has('*');
}

function writtenOnce(written: Map<MarketEvent, string>, event: MarketEvent): string {
  const known = written.get(event);
  if (known !== undefined) return known;
  const text = toDataMessage(messageOf(event));
  written.set(event, text);
  return text;
}

function messageOf(event: MarketEvent): DataMessage {
  switch (event.kind) {
    case 'quote':
      return { kind: 'quote', quote: event.quote };
    case 'trade':
      return { kind: 'trade', trade: event.trade };
    case 'bar': {
      const daily = event.timeframe === '1Day';
      return { kind: 'bar', cadence: daily ? 'daily' : 'minute', bar: event.bar };
    }
    case 'session':
    case 'action':
    case 'gap':
      return { kind: 'unknown', text: '' };
  }
}

function say(listener: Listener, message: DataMessage): void {
  listener.socket.send(listener.coding.frame([toDataMessage(message)]));
}

function fail(listener: Listener, code: number, message: string): void {
  say(listener, { kind: 'error', code, message });
}

/** Whether an error is fatal, so that the connection is closed. */
function end(listener: Listener, code: number, message: string): void {
  fail(listener, code, message);
  listener.socket.close(1000, message);
}
