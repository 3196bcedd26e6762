import { type BarColumns, barColumns, lowerBound, sliceBars } from '../../core/columns.ts';
import { QuipuError } from '../../core/errors.ts';
import { type EpochMs, epochMs, type IsoDate } from '../../core/time.ts';
import { aggregateBars } from '../../market/aggregate.ts';
import type { Asset } from '../../market/asset.ts';
import type { Bar, BarSeries, Timeframe } from '../../market/bar.ts';
import { type Session, sessionOn } from '../../market/calendar.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import type { QuoteBar, QuoteSide } from '../../market/files/quotes-csv.ts';
import type { Ticker } from '../../market/symbol.ts';
import { keepBars, type KeptBars } from './kept-bars.ts';
import type { MarketSource, Span } from './source.ts';
import { syntheticUuid } from './universe.ts';

/** Recorded day of one symbol. */
export interface RecordedDay {
  readonly symbol: Ticker;
  readonly date: IsoDate;
  /** Minute bars; extended hours may be included and are not played. */
  readonly minutes: BarColumns;
  readonly quotes: readonly QuoteBar[];
}

/** Recording to play, its start, and earlier history. */
export interface ReplayOptions {
  readonly days: readonly RecordedDay[];
  /** First instant that is played; earlier minutes are history. Default: play everything. */
  readonly start?: EpochMs;
  /** Daily bars from before the recording, with splits and dividends, for indicators to warm up. */
  readonly daily?: readonly BarSeries[];
}

/**
 * Creates a playable market from recorded minutes: the real prices of regular hours.
 *
 * A minute's best bid and offer are emitted as of its end, and as of its start when no earlier
 * minute emitted them; its bar is emitted at its end. Single trades were not recorded and are not
 * invented.
 *
 * @throws QuipuError `simulator.empty_recording` when there is nothing to play
 */
export function createReplayMarket(options: ReplayOptions): MarketSource {
  const events = eventsOf(options.days);
  const first = events[0];
  if (first === undefined) {
    throw new QuipuError(
      'simulator.empty_recording',
      'Expected recorded minutes of regular trading hours to play, found none.',
      { next: 'Choose a folder with files such as SPY-2013-10-07-trade.csv and -quote.csv.' },
    );
  }
  const startsAt = options.start ?? epochMs(first.at - 1);
  const symbols = [...new Set(options.days.map((day) => day.symbol))].sort();
  const minutes = new Map(symbols.map((symbol) => [symbol, minutesOf(options.days, symbol)]));
  const daily = new Map((options.daily ?? []).map((series) => [series.symbol, series]));
  let place = 0;
  let passed = epochMs(first.at - 1);
  const skipTo = (at: EpochMs): void => {
    if (at <= passed) return;
    passed = at;
    while (place < events.length && events[place]!.at <= at) place += 1;
  };
  skipTo(startsAt);
  const known = (span: Span): Span => ({
    from: span.from,
    to: epochMs(Math.min(span.to, passed)),
  });
  return {
    assets: symbols.map(assetOf),
    startsAt,
    skipTo,
    peekAt: () => events[place]?.at,
    next() {
      const event = events[place];
      if (event === undefined) return undefined;
      place += 1;
      passed = event.at;
      return event;
    },
    history(symbol, timeframe, span) {
      const kept = minutes.get(symbol);
      if (kept === undefined) return barColumns(0);
      const { from, to } = known(span);
      if (timeframe === '1Min') return kept.within({ from, to });
      const bars = largerBars(kept, timeframe, daily.get(symbol)?.columns);
      const low = lowerBound(bars.end, from);
      return sliceBars(bars, low, Math.max(low, lowerBound(bars.end, to + 1)));
    },
    actions(symbol, span) {
      const { from, to } = known(span);
      const actions = daily.get(symbol)?.actions ?? [];
      return actions.filter(({ at }) => at >= from && at <= to);
    },
  };
}

function assetOf(symbol: Ticker): Asset {
  return {
    id: syntheticUuid(`recorded ${symbol}`),
    symbol,
    name: symbol,
    class: 'us_equity',
    exchange: '',
    status: 'active',
    tradable: true,
    marginable: true,
    shortable: true,
    fractionable: true,
    sector: '',
  };
}

/** Returns every event of the recording, which is small enough to sort in one pass. */
function eventsOf(days: readonly RecordedDay[]): readonly MarketEvent[] {
  const events: MarketEvent[] = [];
  const sessions = new Map<IsoDate, Session>();
  for (const day of days) {
    const session = sessionOn(day.date);
    if (session === undefined) continue;
    const before = events.length;
    pushQuotes(events, day, session);
    pushBars(events, day, session);
    if (events.length > before) sessions.set(day.date, session);
  }
  for (const { open, close } of sessions.values()) {
    events.push({ kind: 'session', at: open, phase: 'open' });
    events.push({ kind: 'session', at: close, phase: 'close' });
  }
  return events.sort(
    (a, b) => a.at - b.at || eventRank(a) - eventRank(b) || compare(symbolOf(a), symbolOf(b)),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function symbolOf(event: MarketEvent): string {
  if (event.kind === 'bar') return event.bar.symbol;
  return event.kind === 'quote' ? event.quote.symbol : '';
}

function pushQuotes(events: MarketEvent[], day: RecordedDay, session: Session): void {
  let toldAt = -1;
  for (const { start, end, bid, ask } of day.quotes) {
    if (start < session.open || end > session.close) continue;
    if (start !== toldAt) push(events, day.symbol, { at: start, bid, ask, side: 'open' });
    push(events, day.symbol, { at: end, bid, ask, side: 'close' });
    toldAt = end;
  }
}

function push(
  events: MarketEvent[],
  symbol: Ticker,
  quoted: {
    readonly at: number;
    readonly bid: QuoteSide;
    readonly ask: QuoteSide;
    readonly side: 'open' | 'close';
  },
): void {
  const at = epochMs(quoted.at);
  const { bid, ask, side } = quoted;
  // A crossed close is a glitch between venues; nobody could have traded at it.
  if (bid[side] > ask[side]) return;
  events.push({
    kind: 'quote',
    at,
    quote: {
      symbol,
      at,
      bid: bid[side],
      bidSize: bid.size,
      ask: ask[side],
      askSize: ask.size,
    },
  });
}

function pushBars(events: MarketEvent[], day: RecordedDay, session: Session): void {
  const { minutes } = day;
  for (let row = 0; row < minutes.length; row += 1) {
    const end = epochMs(minutes.end[row]!);
    if (minutes.start[row]! < session.open || end > session.close) continue;
    const bar: Bar = {
      symbol: day.symbol,
      start: epochMs(minutes.start[row]!),
      open: minutes.open[row]!,
      high: minutes.high[row]!,
      low: minutes.low[row]!,
      close: minutes.close[row]!,
      volume: minutes.volume[row]!,
    };
    events.push({ kind: 'bar', at: end, bar, timeframe: '1Min' });
  }
}

function minutesOf(days: readonly RecordedDay[], symbol: Ticker): KeptBars {
  const own = days
    .filter((day) => day.symbol === symbol)
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  const kept = keepBars(own.length * 390);
  for (const day of own) {
    const session = sessionOn(day.date);
    if (session === undefined) continue;
    const { minutes } = day;
    const first = lowerBound(minutes.start, session.open);
    kept.pushAll(sliceBars(minutes, first, lowerBound(minutes.end, session.close + 1)));
  }
  return kept;
}

const EVER: Span = { from: epochMs(0), to: epochMs(Number.MAX_SAFE_INTEGER) };

/** Returns bars of the recording, after the given daily bars for the daily timeframe. */
function largerBars(
  minutes: KeptBars,
  timeframe: Timeframe,
  daily: BarColumns | undefined,
): BarColumns {
  const recorded = aggregateBars(minutes.within(EVER), timeframe);
  if (timeframe !== '1Day' || daily === undefined) return recorded;
  const earlier = recorded.length === 0 ? daily.length : lowerBound(daily.end, recorded.end[0]!);
  const kept = keepBars(earlier + recorded.length);
  kept.pushAll(sliceBars(daily, 0, earlier));
  kept.pushAll(recorded);
  return kept.within(EVER);
}
