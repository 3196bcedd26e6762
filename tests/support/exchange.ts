import { money, price, quantity } from '../../src/core/decimal.ts';
import { parseInstant, type EpochMs } from '../../src/core/time.ts';
import type { Bar } from '../../src/market/bar.ts';
import type { MarketEvent } from '../../src/market/event.ts';
import { ticker, type Ticker } from '../../src/market/symbol.ts';
import type { OrderSize, OrderTerms, TimeInForce } from '../../src/orders/request.ts';
import type { Exchange, ExchangeEvent, ExchangeOrder } from '../../src/simulator/exchange.ts';

/** Default symbol of the tables. */
export const SPY: Ticker = ticker('SPY');

/** `12:30` on 2024-03-04, UTC; the core session of that day is 14:30 to 21:00. */
export function clock(time: string): EpochMs {
  return parseInstant(`2024-03-04T${time.length === 5 ? `${time}:00` : time}Z`);
}

const PRICED = / ?(?:stop ([\d.]+))? ?(?:limit ([\d.]+))?/.source;
const ORDER = new RegExp(`^(buy|sell) (\\$?)([\\d.]+)${PRICED} ?(day|gtc|ioc|fok|opg|cls)?$`);

let ordinal = 0;

/**
 * Parses an order: `buy 100`, `sell $500`, `buy 10 limit 49.50 gtc`, `sell 5 stop 40 limit 39`.
 */
export function orderOf(words: string, more: Partial<ExchangeOrder> = {}): ExchangeOrder {
  const match = ORDER.exec(words);
  if (match === null) throw new Error(`not an order: ${words}`);
  const [, side, dollar, amount, stop, limit, tif] = match;
  const size: OrderSize =
    dollar === '$'
      ? { kind: 'notional', notional: money(amount!) }
      : { kind: 'quantity', quantity: quantity(amount!) };
  ordinal += 1;
  return {
    clientId: `test-${ordinal}`,
    symbol: SPY,
    side: side === 'buy' ? 'buy' : 'sell',
    size,
    terms: termsOf(stop, limit),
    timeInForce: (tif ?? 'day') as TimeInForce,
    extendedHours: false,
    ...more,
  };
}

/** Terms from an optional stop and an optional limit price. */
export function termsOf(stop: string | undefined, limit: string | undefined): OrderTerms {
  if (stop !== undefined && limit !== undefined) {
    return { type: 'stop_limit', stopPrice: price(stop), limitPrice: price(limit) };
  }
  if (stop !== undefined) return { type: 'stop', stopPrice: price(stop) };
  if (limit !== undefined) return { type: 'limit', limitPrice: price(limit) };
  return { type: 'market' };
}

/** Returns a minute bar from `open high low close`, starting at `start`. */
export function barEvent(start: EpochMs, prices: string, symbol: Ticker = SPY): MarketEvent {
  const [open = 0, high = 0, low = 0, close = 0] = prices.trim().split(/\s+/).map(Number);
  const bar: Bar = { symbol, start, open, high, low, close, volume: 1000 };
  return { kind: 'bar', at: (start + 60_000) as EpochMs, bar, timeframe: '1Min' };
}

/** Returns a quote from `bid ask`. */
export function quoteEvent(at: EpochMs, prices: string, symbol: Ticker = SPY): MarketEvent {
  const [bid = 0, ask = 0] = prices.trim().split(/\s+/).map(Number);
  return { kind: 'quote', at, quote: { symbol, at, bid, bidSize: 100, ask, askSize: 100 } };
}

/** A market print. */
export function tradeEvent(at: EpochMs, printed: number, symbol: Ticker = SPY): MarketEvent {
  return { kind: 'trade', at, trade: { symbol, at, price: printed, size: 100, id: '1' } };
}

/** Returns the open or the close of the core session. */
export function sessionEvent(at: EpochMs, phase: 'open' | 'close'): MarketEvent {
  return { kind: 'session', at, phase };
}

/** Places an order that must be accepted, and returns its id. */
export function placed(exchange: Exchange, order: ExchangeOrder, at: EpochMs) {
  const answer = exchange.place(order, at);
  if (answer.kind === 'refused') throw new Error(answer.refusal.message);
  return answer.order.id;
}

/** Returns one event as short text. */
function describeEvent(event: ExchangeEvent): string {
  switch (event.kind) {
    case 'fill':
    case 'partial_fill': {
      const { side, quantity: shares, price: paid } = event.fill;
      return `${event.kind} ${side} ${shares.toString()} @ ${paid.toString()}`;
    }
    case 'cash':
      return `${event.flow} ${event.amount.toString()}`;
    case 'split':
      return `split ${event.from.toString()} to ${event.to.toString()}`;
    default:
      return event.kind;
  }
}

/** Returns the events since the last call, as text. */
export function happened(exchange: Exchange): string[] {
  return exchange.drain().map(describeEvent);
}
