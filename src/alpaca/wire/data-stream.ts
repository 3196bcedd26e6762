import { anything, integer, list, looseObject, type Schema, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import type { Bar } from '../../market/bar.ts';
import type { Quote, Trade } from '../../market/quote.ts';
import { ticker } from '../../market/symbol.ts';
import { estimateField, wireInstantField, wireOptional } from './fields.ts';
import { decodeJson, frameText, readWire } from './json.ts';
import { parseBar, parseQuote, parseTrade, toWireBar, toWireQuote, toWireTrade } from './prices.ts';

/** Channels of a data stream, by their names on the wire. */
export interface Subscription {
  readonly trades: readonly string[];
  readonly quotes: readonly string[];
  readonly bars: readonly string[];
  readonly updatedBars: readonly string[];
  readonly dailyBars: readonly string[];
  readonly statuses: readonly string[];
  readonly lulds: readonly string[];
}

/** A subscription to nothing. */
export const NO_SUBSCRIPTION: Subscription = {
  trades: [],
  quotes: [],
  bars: [],
  updatedBars: [],
  dailyBars: [],
  statuses: [],
  lulds: [],
};

/** Whether a bar is a minute's first version, its correction, or the current day. */
export type BarCadence = 'minute' | 'updated' | 'daily';

/** Server message on a data stream. */
export type DataMessage =
  | { readonly kind: 'success'; readonly message: string }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  | { readonly kind: 'subscription'; readonly subscription: Subscription }
  | { readonly kind: 'trade'; readonly trade: Trade }
  | { readonly kind: 'quote'; readonly quote: Quote }
  | { readonly kind: 'bar'; readonly cadence: BarCadence; readonly bar: Bar }
  /** A trading halt or resumption; the codes are the tape's. */
  | {
      readonly kind: 'status';
      readonly symbol: string;
      readonly at: EpochMs;
      readonly status: string;
      readonly reason: string;
    }
  /** The price band of a symbol (limit up, limit down). */
  | {
      readonly kind: 'luld';
      readonly symbol: string;
      readonly at: EpochMs;
      readonly up: number;
      readonly down: number;
    }
  | { readonly kind: 'unknown'; readonly text: string };

const stream = { S: text({ min: 1 }) };
const schemas = {
  success: looseObject({ msg: wireOptional(text()) }),
  error: looseObject({ code: integer(), msg: wireOptional(text()) }),
  subscription: looseObject({
    trades: wireOptional(list(text())),
    quotes: wireOptional(list(text())),
    bars: wireOptional(list(text())),
    updatedBars: wireOptional(list(text())),
    dailyBars: wireOptional(list(text())),
    statuses: wireOptional(list(text())),
    lulds: wireOptional(list(text())),
  }),
  status: looseObject({ ...stream, t: wireInstantField(), sc: text(), rc: wireOptional(text()) }),
  luld: looseObject({ ...stream, t: wireInstantField(), u: estimateField(), d: estimateField() }),
};

/**
 * Reads one frame, an array of messages; never throws: an unreadable one is `unknown` with its
 * text.
 */
export function parseDataFrame(data: string | Uint8Array): readonly DataMessage[] {
  const content = frameText(data);
  let value: unknown;
  try {
    value = decodeJson(content);
  } catch {
    return [{ kind: 'unknown', text: content }];
  }
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(readMessage);
}

function readMessage(value: unknown): DataMessage {
  try {
    const found = typeof value === 'object' && value !== null ? known(value) : undefined;
    return found ?? { kind: 'unknown', text: JSON.stringify(value) };
  } catch {
    return { kind: 'unknown', text: JSON.stringify(value) };
  }
}

const CADENCES: Readonly<Record<string, BarCadence>> = { b: 'minute', u: 'updated', d: 'daily' };

function known(value: object): DataMessage | undefined {
  const { T: type, S: symbol } = value as { readonly T?: unknown; readonly S?: unknown };
  const name = typeof symbol === 'string' ? symbol : '';
  const read = <T>(schema: Schema<T>): T =>
    readWire(schema, value, `a message of type ${String(type)}`);
  switch (type) {
    case 't':
      return { kind: 'trade', trade: parseTrade(ticker(name), value) };
    case 'q':
      return { kind: 'quote', quote: parseQuote(ticker(name), value) };
    case 'b':
    case 'u':
    case 'd': {
      const bar = parseBar(ticker(name), value);
      return { kind: 'bar', cadence: CADENCES[type] ?? 'minute', bar };
    }
    case 's': {
      const { S, t, sc, rc } = read(schemas.status);
      return { kind: 'status', symbol: S, at: t, status: sc, reason: rc ?? '' };
    }
    case 'l': {
      const { S, t, u, d } = read(schemas.luld);
      return { kind: 'luld', symbol: S, at: t, up: u, down: d };
    }
    case 'success':
      return { kind: 'success', message: read(schemas.success).msg ?? '' };
    case 'error': {
      const { code, msg } = read(schemas.error);
      return { kind: 'error', code, message: msg ?? '' };
    }
    case 'subscription':
      return { kind: 'subscription', subscription: channels(read(schemas.subscription)) };
    default:
      return undefined;
  }
}

type ChannelsOnWire = { readonly [K in keyof Subscription]?: readonly string[] | null | undefined };

function channels(wire: ChannelsOnWire): Subscription {
  return {
    trades: wire.trades ?? [],
    quotes: wire.quotes ?? [],
    bars: wire.bars ?? [],
    updatedBars: wire.updatedBars ?? [],
    dailyBars: wire.dailyBars ?? [],
    statuses: wire.statuses ?? [],
    lulds: wire.lulds ?? [],
  };
}

/** Returns messages as one frame of JSON text; Alpaca sends control messages alone. */
export function toDataFrame(messages: readonly DataMessage[]): string {
  return `[${messages.map(toDataMessage).join(',')}]`;
}

const CADENCE_TYPES: Readonly<Record<BarCadence, string>> = {
  minute: 'b',
  updated: 'u',
  daily: 'd',
};

/** Returns one message as JSON text, for joining into a frame. */
export function toDataMessage(message: DataMessage): string {
  switch (message.kind) {
    case 'success':
      return JSON.stringify({ T: 'success', msg: message.message });
    case 'error':
      return JSON.stringify({ T: 'error', code: message.code, msg: message.message });
    case 'subscription': {
      // Subscribing to trades includes their corrections, as the acknowledgment shows.
      const { trades } = message.subscription;
      return JSON.stringify({
        T: 'subscription',
        ...message.subscription,
        corrections: trades,
        cancelErrors: trades,
      });
    }
    case 'trade':
      return JSON.stringify({ T: 't', S: message.trade.symbol, ...toWireTrade(message.trade) });
    case 'quote':
      return JSON.stringify({ T: 'q', S: message.quote.symbol, ...toWireQuote(message.quote) });
    case 'bar': {
      const T = CADENCE_TYPES[message.cadence];
      return JSON.stringify({ T, S: message.bar.symbol, ...toWireBar(message.bar) });
    }
    case 'status': {
      const { symbol, at, status, reason } = message;
      const t = formatInstant(at);
      return JSON.stringify({
        T: 's',
        S: symbol,
        sc: status,
        sm: '',
        rc: reason,
        rm: '',
        t,
        z: 'C',
      });
    }
    case 'luld': {
      const { symbol, at, up, down } = message;
      return JSON.stringify({
        T: 'l',
        S: symbol,
        u: up,
        d: down,
        i: 'B',
        t: formatInstant(at),
        z: 'C',
      });
    }
    case 'unknown':
      return message.text;
  }
}

/** Client message on a data stream. */
export type DataRequest =
  | { readonly kind: 'auth'; readonly key: string; readonly secret: string }
  /** Adds to, or removes from, the subscription. */
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly subscription: Subscription }
  | { readonly kind: 'unknown'; readonly text: string };

const request = looseObject({
  action: text(),
  key: wireOptional(anything()),
  secret: wireOptional(anything()),
});

/** Reads a client message on a data stream; never throws. */
export function parseDataRequest(data: string | Uint8Array): DataRequest {
  const content = frameText(data);
  try {
    const value = decodeJson(content);
    const { action, key, secret } = readWire(request, value, 'a request');
    if (action === 'auth') return { kind: 'auth', key: said(key), secret: said(secret) };
    if (action === 'subscribe' || action === 'unsubscribe') {
      const wire = readWire(schemas.subscription, value, 'a subscription');
      return { kind: action, subscription: channels(wire) };
    }
    return { kind: 'unknown', text: content };
  } catch {
    return { kind: 'unknown', text: content };
  }
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Returns a client request as JSON text; empty channels are omitted. */
export function toDataRequest(message: DataRequest): string {
  if (message.kind === 'unknown') return message.text;
  if (message.kind === 'auth') {
    return JSON.stringify({ action: 'auth', key: message.key, secret: message.secret });
  }
  const wanted = Object.entries<readonly string[]>({ ...message.subscription }).filter(
    ([, symbols]) => symbols.length > 0,
  );
  return JSON.stringify({ action: message.kind, ...Object.fromEntries(wanted) });
}
