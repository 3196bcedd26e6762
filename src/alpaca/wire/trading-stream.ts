import type { Price, Quantity } from '../../core/decimal.ts';
import { anything, list, looseObject, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import { wireOptional, maybeExact, wireOptionalInstant } from './fields.ts';
import { decodeJson, excerpt, frameText, readWire } from './json.ts';
import { type OrderReport, parseOrder, toWireOrder } from './order.ts';

/** Order event as the trading stream reports it. */
export interface TradeUpdate {
  readonly kind: 'trade_update';
  /** Alpaca's event name (`new`, `fill`, `canceled`, …); an unknown one is kept. */
  readonly event: string;
  readonly at: EpochMs;
  readonly order: OrderReport;
  /** On fills: the id, quantity and price of this execution, and the position after it. */
  readonly executionId: string | null;
  readonly quantity: Quantity | null;
  readonly price: Price | null;
  readonly positionQuantity: Quantity | null;
  /** Alpaca's free text, such as `TOO_LATE_TO_CANCEL`; empty without one. */
  readonly reason: string;
}

/** Server message on the trading stream. */
export type TradingMessage =
  | { readonly kind: 'authorization'; readonly status: string; readonly action: string }
  | { readonly kind: 'listening'; readonly streams: readonly string[] }
  | TradeUpdate
  | { readonly kind: 'error'; readonly message: string }
  /** Unreadable frame; never a reason to fail. */
  | { readonly kind: 'unknown'; readonly text: string };

const envelope = looseObject({
  stream: wireOptional(text()),
  action: wireOptional(text()),
  data: wireOptional(anything()),
});
const authorization = looseObject({ status: text(), action: wireOptional(text()) });
const listening = looseObject({ streams: wireOptional(list(text())) });
const failure = looseObject({
  error_message: wireOptional(text()),
  error: wireOptional(anything()),
});
const update = looseObject({
  event: text(),
  timestamp: wireOptionalInstant(),
  at: wireOptionalInstant(),
  execution_id: wireOptional(text()),
  qty: maybeExact<'unit'>(),
  price: maybeExact<'USD/unit'>(),
  position_qty: maybeExact<'unit'>(),
  reason: wireOptional(text()),
  order: anything(),
});

/**
 * Reads one frame of the trading stream; never throws: an unreadable one is `unknown` with its
 * text.
 */
export function parseTradingFrame(data: string | Uint8Array): TradingMessage {
  const content = frameText(data);
  try {
    return readFrame(decodeJson(content)) ?? { kind: 'unknown', text: content };
  } catch {
    return { kind: 'unknown', text: content };
  }
}

function readFrame(value: unknown): TradingMessage | undefined {
  const { stream, action, data } = readWire(envelope, value, 'a frame');
  if (stream === 'authorization') {
    const wire = readWire(authorization, data, 'an authorization');
    return { kind: 'authorization', status: wire.status, action: wire.action ?? 'authenticate' };
  }
  if (stream === 'listening') {
    return { kind: 'listening', streams: readWire(listening, data, 'an ack').streams ?? [] };
  }
  if (stream === 'trade_updates') return readUpdate(data);
  if (action !== 'error') return undefined;
  const wire = readWire(failure, data, 'an error');
  return { kind: 'error', message: wire.error_message ?? excerpt(JSON.stringify(data)) };
}

function readUpdate(data: unknown): TradeUpdate {
  const wire = readWire(update, data, 'a trade update');
  const order = parseOrder(wire.order);
  return {
    kind: 'trade_update',
    event: wire.event,
    at: wire.timestamp ?? wire.at ?? order.updatedAt,
    order,
    executionId: wire.execution_id ?? null,
    quantity: wire.qty ?? null,
    price: wire.price ?? null,
    positionQuantity: wire.position_qty ?? null,
    reason: wire.reason ?? '',
  };
}

/** Returns a message of the trading stream as JSON text. */
export function toTradingFrame(message: TradingMessage): string {
  switch (message.kind) {
    case 'authorization':
      return JSON.stringify({
        stream: 'authorization',
        data: { status: message.status, action: message.action },
      });
    case 'listening':
      return JSON.stringify({ stream: 'listening', data: { streams: message.streams } });
    case 'trade_update':
      return JSON.stringify({ stream: 'trade_updates', data: toWireUpdate(message) });
    case 'error':
      return JSON.stringify({ action: 'error', data: { error_message: message.message } });
    case 'unknown':
      return message.text;
  }
}

function toWireUpdate(message: TradeUpdate): Readonly<Record<string, unknown>> {
  return {
    event: message.event,
    timestamp: formatInstant(message.at),
    ...(message.executionId === null ? {} : { execution_id: message.executionId }),
    ...(message.quantity === null ? {} : { qty: message.quantity.toString() }),
    ...(message.price === null ? {} : { price: message.price.toString() }),
    ...(message.positionQuantity === null
      ? {}
      : { position_qty: message.positionQuantity.toString() }),
    ...(message.reason === '' ? {} : { reason: message.reason }),
    order: toWireOrder(message.order),
  };
}

/** Client message on the trading stream. */
export type TradingRequest =
  | { readonly kind: 'authenticate'; readonly keyId: string; readonly secret: string }
  /** Replaces the whole set of streams. */
  | { readonly kind: 'listen'; readonly streams: readonly string[] }
  | { readonly kind: 'unknown'; readonly text: string };

const request = looseObject({
  action: wireOptional(text()),
  key: wireOptional(text()),
  secret: wireOptional(text()),
  data: wireOptional(
    looseObject({
      key_id: wireOptional(text()),
      secret_key: wireOptional(text()),
      streams: wireOptional(list(text())),
    }),
  ),
});

/** Reads a client message, with either form of authentication; never throws. */
export function parseTradingRequest(data: string | Uint8Array): TradingRequest {
  const content = frameText(data);
  try {
    const { action, key, secret, data: body } = readWire(request, decodeJson(content), 'a request');
    if (action === 'authenticate' || action === 'auth') {
      const keyId = body?.key_id ?? key ?? '';
      return { kind: 'authenticate', keyId, secret: body?.secret_key ?? secret ?? '' };
    }
    if (action === 'listen') return { kind: 'listen', streams: body?.streams ?? [] };
    return { kind: 'unknown', text: content };
  } catch {
    return { kind: 'unknown', text: content };
  }
}

/**
 * Returns a client request as JSON text; an OAuth token is sent as the secret of key id `oauth`.
 */
export function toTradingRequest(message: TradingRequest): string {
  if (message.kind === 'unknown') return message.text;
  return JSON.stringify(
    message.kind === 'authenticate'
      ? { action: 'authenticate', data: { key_id: message.keyId, secret_key: message.secret } }
      : { action: 'listen', data: { streams: message.streams } },
  );
}
