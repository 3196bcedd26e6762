import { MINUTE, type EpochMs, later, SECOND } from '../../../core/time.ts';
import type { WorldClock } from '../../../core/world.ts';
import type { MarketEvent } from '../../../market/event.ts';
import { ticker } from '../../../market/symbol.ts';
import type { DataStream } from './data-stream.ts';

/**
 * Stream at `/v2/test`: one fictional symbol that trades around the clock, for testing connections.
 */
export interface TestStream {
  readonly stream: DataStream;
  stop(): void;
}

const SYMBOL = ticker('FAKEPACA');
const EVERY_MS = 5 * SECOND;

/** Publishes a quote of FAKEPACA every five seconds of world time and a bar every minute. */
export function createTestStream(clock: WorldClock, stream: DataStream): TestStream {
  let cancel = clock.timer(EVERY_MS, tick);
  function tick(): void {
    const at = clock.now();
    if (stream.connections() > 0) {
      const minute = Math.floor(at / MINUTE) !== Math.floor((at - EVERY_MS) / MINUTE);
      stream.publish(minute ? [quoteAt(at), barAt(at)] : [quoteAt(at)]);
    }
    cancel = clock.timer(EVERY_MS, tick);
  }
  return { stream, stop: () => cancel() };
}

/** Returns a price that moves around 130 and repeats every hour. */
function priceAt(at: number): number {
  return (
    Math.round(13_000 + 200 * Math.sin((2 * Math.PI * (at % (60 * MINUTE))) / (60 * MINUTE))) / 100
  );
}

function quoteAt(at: EpochMs): MarketEvent {
  const bid = priceAt(at);
  const ask = Math.round(bid * 100 + 2) / 100;
  return { kind: 'quote', at, quote: { symbol: SYMBOL, at, bid, bidSize: 100, ask, askSize: 100 } };
}

function barAt(at: EpochMs): MarketEvent {
  const start = later(at, -(at % MINUTE) - MINUTE);
  const open = priceAt(start);
  const close = priceAt(start + MINUTE);
  const bar = {
    symbol: SYMBOL,
    start,
    open,
    high: Math.max(open, close),
    low: Math.min(open, close),
    close,
    volume: 1_000,
    vwap: (open + close) / 2,
    trades: 10,
  };
  return { kind: 'bar', at, timeframe: '1Min', bar };
}
