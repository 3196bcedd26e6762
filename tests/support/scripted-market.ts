import { quantity, price } from '../../src/core/decimal.ts';
import { DAY, epochMs, type EpochMs, isoDate, MINUTE } from '../../src/core/time.ts';
import type { Asset } from '../../src/market/asset.ts';
import { type Session, sessionsBetween } from '../../src/market/calendar.ts';
import type { CorporateAction } from '../../src/market/corporate-action.ts';
import { eventRank, type MarketEvent } from '../../src/market/event.ts';
import { ticker, type Ticker } from '../../src/market/symbol.ts';
import { keepBars, type KeptBars } from '../../src/simulator/source/kept-bars.ts';
import type { MarketSource } from '../../src/simulator/source/source.ts';

/** Market of a few symbols whose prices are easy to compute manually. */
export interface ScriptedMarket {
  readonly from: string;
  readonly to: string;
  readonly symbols: Readonly<Record<string, { readonly open: number; readonly perMinute: number }>>;
  readonly actions?: readonly CorporateAction[];
}

/** SPY at 500.00 and one cent more each minute, QUX at 20.00 and flat; two sessions of March 2024. */
export const TWO_DAYS: ScriptedMarket = {
  from: '2024-03-04',
  to: '2024-03-05',
  symbols: {
    SPY: { open: 500, perMinute: 0.01 },
    QUX: { open: 20, perMinute: 0 },
  },
};

const COIN = {
  class: 'crypto',
  exchange: 'CRYPTO',
  priceIncrement: price('0.01'),
  quantityIncrement: quantity('0.0001'),
} as const;

/** Returns the assets of a scripted market: all tradable, QUX in whole shares only, pairs crypto. */
function scriptedAssets(market: ScriptedMarket): readonly Asset[] {
  return Object.keys(market.symbols).map((symbol, index) => ({
    id: `00000000-0000-4000-8000-00000000000${index + 1}`,
    symbol: ticker(symbol),
    name: `${symbol} Incorporated`,
    ...(symbol.includes('/') ? COIN : { class: 'us_equity', exchange: 'NASDAQ' }),
    status: 'active',
    tradable: symbol !== 'HALT',
    marginable: true,
    shortable: true,
    fractionable: symbol !== 'QUX',
    sector: '',
  }));
}

/**
 * Creates a market whose every minute opens with a quote (bid at the script, ask two cents more)
 * and ends with a bar; the five sessions before `from` exist as daily bars.
 */
export function scriptedMarket(market: ScriptedMarket): MarketSource {
  const assets = scriptedAssets(market);
  const sessions = sessionsBetween(isoDate(market.from), isoDate(market.to));
  const first = sessions[0]!;
  const past = sessionsBetween(isoDate('2024-02-01'), isoDate(market.from)).slice(-6, -1);
  const minutes = new Map<Ticker, KeptBars>();
  const days = new Map<Ticker, KeptBars>();
  for (const { symbol } of assets) {
    minutes.set(symbol, keepBars(16));
    const kept = keepBars(16);
    const { open } = market.symbols[symbol]!;
    for (const session of past) kept.push(flat(session, open - 1));
    days.set(symbol, kept);
  }
  const events = sessions.flatMap((session) => eventsOf(market, session));
  events.push(...(market.actions ?? []).map(actionEvent));
  events.sort((a, b) => a.at - b.at || eventRank(a) - eventRank(b));
  const known: CorporateAction[] = [];
  let at = 0;
  const next = (): MarketEvent | undefined => {
    const event = events[at];
    at += 1;
    if (event?.kind === 'action') known.push(event.action);
    if (event?.kind === 'bar') {
      const bars = (event.timeframe === '1Min' ? minutes : days).get(event.bar.symbol)!;
      bars.push({ ...event.bar, end: event.at });
    }
    return event;
  };
  return {
    assets,
    startsAt: epochMs(first.open - DAY / 2),
    history(symbol, timeframe, span) {
      const bars = (timeframe === '1Day' ? days : minutes).get(symbol);
      return (
        (timeframe === '1Day' || timeframe === '1Min' ? bars : undefined)?.within(span) ?? NONE
      );
    },
    actions: (symbol, span) =>
      known.filter((each) => each.symbol === symbol && each.at >= span.from && each.at <= span.to),
    next,
    peekAt: () => events[at]?.at,
    skipTo(until) {
      while (events[at] !== undefined && events[at]!.at <= until) next();
    },
  };
}

const NONE = keepBars(1).within({ from: epochMs(0), to: epochMs(0) });

function flat(session: Session, close: number) {
  const { open: start, close: end } = session;
  return { start, end, open: close, high: close, low: close, close, volume: 1000 };
}

function actionEvent(action: CorporateAction): MarketEvent {
  return { kind: 'action', at: action.at, action };
}

function eventsOf(market: ScriptedMarket, session: Session): MarketEvent[] {
  const { open, close } = session;
  const events: MarketEvent[] = [
    { kind: 'session', at: open, phase: 'open' },
    { kind: 'session', at: close, phase: 'close' },
  ];
  for (const [name, script] of Object.entries(market.symbols)) {
    const symbol = ticker(name);
    const count = (close - open) / MINUTE;
    const cents = (minute: number): number =>
      Math.round((script.open + script.perMinute * minute) * 100) / 100;
    for (let minute = 0; minute < count; minute += 1) {
      const start = epochMs(open + minute * MINUTE);
      const bid = cents(minute);
      const ask = Math.round(bid * 100 + 2) / 100;
      const quote = { symbol, at: start, bid, bidSize: 100, ask, askSize: 200 };
      events.push({ kind: 'quote', at: start, quote });
      const bar = { symbol, start, open: bid, high: ask, low: bid, close: bid, volume: 100 };
      events.push({ kind: 'bar', at: epochMs(start + MINUTE), timeframe: '1Min', bar });
    }
    const bar = {
      symbol,
      start: open,
      open: cents(0),
      high: cents(count),
      low: cents(0),
      close: cents(count - 1),
      volume: 100 * count,
    };
    events.push({ kind: 'bar', at: close, timeframe: '1Day', bar });
  }
  return events;
}

/** Returns a four-for-one split of SPY before an open. */
export function splitOf(at: EpochMs, date: string): CorporateAction {
  return {
    kind: 'split',
    symbol: ticker('SPY'),
    exDate: isoDate(date),
    at,
    from: quantity(1),
    to: quantity(4),
  };
}

/** Returns a dividend of 1.25 dollars per share of SPY. */
export function dividendOf(at: EpochMs, date: string): CorporateAction {
  return {
    kind: 'dividend',
    symbol: ticker('SPY'),
    exDate: isoDate(date),
    at,
    perShare: price('1.25'),
  };
}
