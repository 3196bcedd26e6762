import type { Socket } from '../../../core/world.ts';
import type { ExchangeEvent } from '../../../simulator/exchange.ts';
import {
  parseTradingRequest,
  toTradingFrame,
  type TradingMessage,
} from '../../wire/trading-stream.ts';
import { areOurs, type BrokerCredentials } from '../auth.ts';
import { quantityOf } from '../account/account-file.ts';
import type { Desk } from '../desk.ts';
import { orderBody } from '../routes/order-body.ts';
import { formatInstant } from '../../../core/time.ts';

/** Listeners of the account on `/stream`. */
export interface TradingStream {
  /** Serves one connection until it closes. */
  serve(socket: Socket): void;
  /** Sends a frame to every listener of trade updates. */
  publish(frame: Uint8Array): void;
  connections(): number;
  close(): void;
}

interface Listener {
  readonly socket: Socket;
  authorized: boolean;
  listening: boolean;
}

const encoder = new TextEncoder();

/** Creates the trading stream; without a greeting, the first frame is the authentication result. */
export function createTradingStream(credentials: BrokerCredentials): TradingStream {
  const listeners = new Set<Listener>();
  return {
    serve(socket) {
      const listener: Listener = { socket, authorized: false, listening: false };
      listeners.add(listener);
      void follow(listener, credentials).finally(() => listeners.delete(listener));
    },
    publish(frame) {
      for (const { listening, socket } of listeners) if (listening) socket.send(frame);
    },
    connections: () => listeners.size,
    close() {
      for (const { socket } of listeners) socket.close(1001, 'the broker is going away');
    },
  };
}

async function follow(listener: Listener, credentials: BrokerCredentials): Promise<void> {
  for await (const event of listener.socket.events) {
    if (event.kind === 'closed') return;
    const answer = answerTo(listener, event.data, credentials);
    listener.socket.send(tradingFrame(answer));
  }
}

function answerTo(
  listener: Listener,
  data: string | Uint8Array,
  credentials: BrokerCredentials,
): TradingMessage {
  const request = parseTradingRequest(data);
  switch (request.kind) {
    case 'authenticate': {
      const { keyId, secret } = request;
      listener.authorized = areOurs({ keyId, secret }, credentials);
      if (!listener.authorized) listener.listening = false;
      return authorization(listener.authorized, 'authenticate');
    }
    case 'listen': {
      if (!listener.authorized) return authorization(false, 'listen');
      // Replaces the whole set; the response omits unknown names.
      listener.listening = request.streams.includes('trade_updates');
      return { kind: 'listening', streams: listener.listening ? ['trade_updates'] : [] };
    }
    case 'unknown':
      return { kind: 'error', message: 'invalid message' };
  }
}

function authorization(authorized: boolean, action: string): TradingMessage {
  return { kind: 'authorization', status: authorized ? 'authorized' : 'unauthorized', action };
}

/** Encodes a message as Alpaca's paper environment does: JSON text in a binary frame. */
function tradingFrame(message: TradingMessage): Uint8Array {
  return encoder.encode(toTradingFrame(message));
}

/**
 * Returns the frame for an event, as of right after it was applied to the file.
 *
 * @returns undefined for events missing from Alpaca's stream: cash, splits, and an elected stop
 */
export function updateFrame(desk: Desk, event: ExchangeEvent): Uint8Array | undefined {
  if (event.kind === 'cash' || event.kind === 'split' || event.kind === 'triggered') {
    return undefined;
  }
  const file = desk.file.orders.get(event.order.id);
  if (file === undefined) return undefined;
  const { kind, at } = event;
  const execution =
    kind === 'fill' || kind === 'partial_fill'
      ? {
          execution_id: event.fill.id,
          price: event.fill.price.toString(),
          qty: event.fill.quantity.toString(),
          position_qty: quantityOf(desk.file, event.fill.symbol).toString(),
        }
      : {};
  const data = {
    event: kind,
    timestamp: formatInstant(at),
    ...execution,
    order: orderBody(desk, file, event.order),
  };
  return encoder.encode(JSON.stringify({ stream: 'trade_updates', data }));
}
