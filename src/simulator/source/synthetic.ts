import { lowerBound, type BarColumns, barColumns, sliceBars } from '../../core/columns.ts';
import { addDays, type EpochMs, epochMs, isoDate, MINUTE } from '../../core/time.ts';
import { aggregateBars } from '../../market/aggregate.ts';
import { type Timeframe, TIMEFRAME_MS } from '../../market/bar.ts';
import {
  CALENDAR_YEARS,
  nextSession,
  type Session,
  sessionAt,
  sessionsBetween,
} from '../../market/calendar.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';
import { createFloor, type Floor, minuteEnd, minutesOf, type Pit } from './floor.ts';
import type { MarketSource, Span } from './source.ts';
import { COMPANIES, syntheticAssets } from './universe.ts';

/** Options of a simulated market; equal options give an equal market, bit for bit. */
export interface SyntheticOptions {
  /** Any whole number; taken modulo 2^32. */
  readonly seed: number;
  /** First instant that is played; outside of sessions, playing begins at the next open. */
  readonly start: EpochMs;
  /** Sessions of minute bars before the first one played; 60 by default. */
  readonly minuteSessions?: number;
  /** Sessions of daily bars before it, those included; 504 by default. */
  readonly dailySessions?: number;
  /** Symbols that are traded, at the same prices as among all; every company by default. */
  readonly symbols?: readonly Ticker[];
}

/**
 * Creates a simulated market of twelve companies and a benchmark, with a past and an endless
 * present.
 *
 * It is a function of its options: no prices are read, and all readers see the same ones. Quotes
 * and trades occur every few seconds of a session, minute bars are built from exactly those trades,
 * and the past comes from the same process. The model is in `docs/concepts/market-model.md`; it has
 * trends on purpose, so a profit on it says nothing about a real market.
 */
export function createSyntheticMarket(options: SyntheticOptions): MarketSource {
  const { seed, start } = options;
  const minuteSessions = options.minuteSessions ?? 60;
  const current = sessionAt(start);
  const first = current !== undefined && start < current.close ? current : nextSession(start);
  const past = sessionsBefore(first, options.dailySessions ?? 504);
  const floor = createFloor(seed >>> 0, {
    minutes: (minuteSessions + 5) * 390,
    ...(options.symbols === undefined ? {} : { symbols: options.symbols }),
  });
  for (const [place, session] of past.entries()) {
    floor.open(session);
    if (place < past.length - minuteSessions) floor.coarse(session);
    else
      for (let index = 0; index < minutesOf(session); index += 1)
        floor.minute(session, index, false);
  }
  const stream = createStream(floor, first);
  stream.skipTo(start);
  const places = new Map(COMPANIES.map(({ symbol }, place) => [symbol, place]));
  const assets = syntheticAssets(seed >>> 0);
  const pitOf = (symbol: Ticker): Pit | undefined => floor.pits[places.get(symbol) ?? -1];
  return {
    assets: assets.filter(({ symbol }) => options.symbols?.includes(symbol) ?? true),
    startsAt: start,
    history: (symbol, timeframe, span) => historyOf(pitOf(symbol), timeframe, known(stream, span)),
    actions(symbol, span): readonly CorporateAction[] {
      const { from, to } = known(stream, span);
      return (pitOf(symbol)?.actions ?? []).filter(({ at }) => at >= from && at <= to);
    },
    next: stream.next,
    peekAt: stream.peekAt,
    skipTo: stream.skipTo,
  };
}

function sessionsBefore(session: Session, count: number): readonly Session[] {
  // Three calendar days contain two sessions or more, except around the new year.
  const from = addDays(session.date, -(Math.ceil(count * 1.5) + 20));
  return sessionsBetween(from, addDays(session.date, -1)).slice(-count);
}

function known(stream: Stream, span: Span): Span {
  return { from: span.from, to: epochMs(Math.min(span.to, stream.passed())) };
}

function historyOf(pit: Pit | undefined, timeframe: Timeframe, span: Span): BarColumns {
  if (pit === undefined) return barColumns(0);
  if (timeframe === '1Min') return pit.minutes.within(span);
  if (timeframe === '1Day') return pit.days.within(span);
  const wide = { from: epochMs(span.from - TIMEFRAME_MS[timeframe] + 1), to: span.to };
  const bars = aggregateBars(pit.minutes.within(wide), timeframe);
  const low = lowerBound(bars.end, span.from);
  return sliceBars(bars, low, Math.max(low, lowerBound(bars.end, span.to + 1)));
}

interface Stream extends Pick<MarketSource, 'next' | 'peekAt' | 'skipTo'> {
  /** Last instant whose events have all been drawn or skipped, or are being drawn. */
  passed(): EpochMs;
}

/** Draws the events of minute after minute, session after session, from `first` on. */
function createStream(floor: Floor, first: Session): Stream {
  let session: Session | undefined = first;
  let minute = 0;
  let batch: readonly MarketEvent[] = [];
  let place = 0;
  let passed = epochMs(first.open - 1);

  /** Plays one more minute; creates its events only when `wanted`. */
  const play = (playing: Session, wanted: boolean): void => {
    const opening = minute === 0 ? openingEvents(floor, playing) : [];
    floor.minute(playing, minute, wanted);
    place = 0;
    batch = wanted ? [...opening, ...minuteEvents(floor, playing, minute)] : [];
    minute += 1;
    if (minute < minutesOf(playing)) return;
    session = sessionAfter(playing);
    minute = 0;
  };
  const peek = (): MarketEvent | undefined => {
    while (place >= batch.length && session !== undefined) play(session, true);
    return batch[place];
  };
  return {
    passed: () => passed,
    peekAt: () => peek()?.at,
    next() {
      const event = peek();
      if (event === undefined) return undefined;
      place += 1;
      passed = event.at;
      return event;
    },
    skipTo(at) {
      if (at <= passed) return;
      passed = at;
      while (place < batch.length && batch[place]!.at <= at) place += 1;
      if (place < batch.length) return;
      while (session !== undefined && minuteEnd(session, minute) <= at) play(session, false);
      while (session !== undefined && session.open <= at && (peek()?.at ?? Infinity) <= at)
        place += 1;
    },
  };
}

function sessionAfter(session: Session): Session | undefined {
  const end = `${CALENDAR_YEARS.last}-12-31`;
  const soon = addDays(session.date, 14);
  return sessionsBetween(session.date, soon < end ? soon : isoDate(end))[1];
}

function openingEvents(floor: Floor, session: Session): readonly MarketEvent[] {
  const actions = floor.open(session);
  return [
    { kind: 'session', at: session.open, phase: 'open' },
    ...actions.map((action) => ({ kind: 'action' as const, at: action.at, action })),
  ];
}

function minuteEvents(floor: Floor, session: Session, index: number): readonly MarketEvent[] {
  const end = minuteEnd(session, index);
  const start = end - MINUTE;
  const events: MarketEvent[] = [];
  for (const place of floor.places) {
    const { symbol } = COMPANIES[place]!;
    const { tape } = floor.pits[place]!;
    // Ids count possible entries since 1970, so that no two trades share one.
    const id = (start / MINUTE) * 1024 + place * 64;
    for (let k = 0; k < tape.length; k += 1) {
      const at = epochMs(start + tape.quoteAt[k]!);
      const [bid, ask] = [tape.bid[k]! / 100, tape.ask[k]! / 100];
      const [bidSize, askSize] = [tape.bidSize[k]!, tape.askSize[k]!];
      events.push({ kind: 'quote', at, quote: { symbol, at, bid, bidSize, ask, askSize } });
      const size = tape.tradeSize[k]!;
      if (size === 0) continue;
      const tradeAt = epochMs(start + tape.tradeAt[k]!);
      const price = tape.tradePrice[k]! / 100;
      const trade = { symbol, at: tradeAt, price, size, id: String(id + k) };
      events.push({ kind: 'trade', at: tradeAt, trade });
    }
  }
  // Pits are sorted by symbol and sorting is stable, so only instant and kind are left.
  events.sort((a, b) => a.at - b.at || eventRank(a) - eventRank(b));
  for (const place of floor.places) {
    const { bar } = floor.pits[place]!;
    const { symbol } = COMPANIES[place]!;
    const { open, high, low, close, volume, vwap, trades } = bar;
    const made = {
      symbol,
      start: epochMs(bar.start),
      open,
      high,
      low,
      close,
      volume,
      vwap,
      trades,
    };
    events.push({ kind: 'bar', at: end, bar: made, timeframe: '1Min' });
  }
  if (end === session.close) events.push({ kind: 'session', at: end, phase: 'close' });
  return events;
}
