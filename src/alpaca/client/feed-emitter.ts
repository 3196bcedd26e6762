import { messageOf } from '../../core/errors.ts';
import { type EpochMs, epochMs, HOUR, later, MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { DataMessage } from '../wire/data-stream.ts';
import { type BrokerClock, createBrokerClock } from './broker-clock.ts';
import type { AlpacaFeedOptions } from './feed-options.ts';
import { barEnd } from './market-data.ts';
import { createSessionMarks, type SessionMark, type SessionMarks } from './session-marks.ts';

/** Input of a feed, in order of arrival. */
export type FeedArrival =
  /** The connection is logged in and subscribed. */
  | { readonly kind: 'opened' }
  /** The connection has ended. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'prices'; readonly messages: readonly DataMessage[] }
  /** Time passed and nothing else is queued. */
  | { readonly kind: 'tick' };

/** Ticks without prices after which a simulated broker's clock is read. */
const QUIET_TICKS = 2;
/** Grace period: the last bar of a trading day arrives shortly after the close. */
const CLOSE_LAG_MS = 5_000;

/** Turns stream input into market events, and remembers what it has emitted. */
export class FeedEmitter {
  readonly #world: World;
  readonly #options: AlpacaFeedOptions;
  readonly #marks: SessionMarks;
  readonly #clock: BrokerClock;
  readonly #lastBar = new Map<Ticker, EpochMs>();
  #toldUntil: EpochMs | undefined;
  /** The latest instant that the feed knows to have come. */
  #presentAt: EpochMs = epochMs(0);
  #quietTicks = 0;
  #connected = false;

  constructor(world: World, options: AlpacaFeedOptions) {
    this.#world = world;
    this.#options = options;
    this.#clock = options.clock ?? createBrokerClock(world);
    this.#marks = createSessionMarks(options.reference);
    this.#toldUntil = options.since;
  }

  /** Whether the market is open at the latest emitted instant. */
  isOpen(): boolean {
    return this.#toldUntil !== undefined && this.#marks.isOpen(this.#toldUntil);
  }

  /** Returns the events that one input produces, in order. */
  async *tell(arrival: FeedArrival): AsyncGenerator<MarketEvent, void> {
    switch (arrival.kind) {
      case 'opened':
        yield* this.#opened();
        return;
      case 'tick':
        yield* this.#ticked();
        return;
      case 'lost':
        this.#connected = false;
        return;
      case 'prices':
        this.#quietTicks = 0;
        yield* this.#prices(inOrder(arrival.messages.flatMap(marketEvent)));
    }
  }

  async *#prices(events: readonly MarketEvent[]): AsyncGenerator<MarketEvent, void> {
    const until = events.at(-1)?.at;
    // In a fast market idle ticks are rare, and the loaded calendar runs out.
    if (until !== undefined)
      await this.#attempt('read the calendar', () => this.#marks.load(until));
    const hole = this.#holeIn(events);
    if (hole === undefined || until === undefined) {
      for (const event of events) yield* this.#one(event);
      return;
    }
    // A minute without trades has no bar, but one whose frame was lost does. Only the server knows
    // which.
    yield* this.#refilled(await this.#missedBars(hole, until), events);
  }

  /**
   * Emits refilled bars with what arrived since. Of the refilled bars of a symbol, all but its
   * newest bar are marked as superseded, which is logged.
   */
  async *#refilled(
    missed: readonly MarketEvent[],
    since: readonly MarketEvent[],
  ): AsyncGenerator<MarketEvent, void> {
    const all = inOrder([...missed, ...since]);
    const newest = new Map<Ticker, EpochMs>();
    for (const event of all) if (event.kind === 'bar') newest.set(event.bar.symbol, event.at);
    const refilled = new Set(missed);
    let old = 0;
    for (const event of all) {
      const isOld =
        event.kind === 'bar' && refilled.has(event) && event.at < newest.get(event.bar.symbol)!;
      for await (const emitted of this.#one(isOld ? { ...event, superseded: true } : event)) {
        if (emitted.kind === 'bar' && emitted.superseded === true) old += 1;
        yield emitted;
      }
    }
    if (old === 0) return;
    const bars = old === 1 ? '1 old bar was' : `${old} old bars were`;
    this.#world.log.write(
      'warn',
      `${bars} read again after a gap in the data stream; strategies decide on the newest bar only`,
    );
  }

  /** Returns the end of the last bar before the earliest missing minutes of a trading day. */
  #holeIn(events: readonly MarketEvent[]): EpochMs | undefined {
    let hole: EpochMs | undefined;
    for (const event of events) {
      if (event.kind !== 'bar') continue;
      const last = this.#lastBar.get(event.bar.symbol);
      if (last === undefined || event.bar.start <= last + MINUTE) continue;
      const end = later(last, MINUTE);
      if (this.#marks.isOpen(end) && (hole === undefined || end < hole)) hole = end;
    }
    return hole;
  }

  async *#opened(): AsyncGenerator<MarketEvent, void> {
    const since = this.#toldUntil;
    const now = (await this.#present(true)) ?? since;
    this.#connected = true;
    if (now === undefined) return;
    yield* this.#standing(now);
    if (since === undefined) return;
    yield { kind: 'gap', at: now, since };
    yield* this.#refilled(await this.#missedBars(since, now), []);
  }

  async *#ticked(): AsyncGenerator<MarketEvent, void> {
    // Missed bars come before the time that has passed since.
    if (!this.#connected) return;
    this.#quietTicks += 1;
    const simulated = this.#simulated;
    // While prices arrive they carry the time, and time must not overtake pending ones.
    if (simulated && this.#quietTicks < QUIET_TICKS) return;
    const now = await this.#present();
    if (now === undefined) return;
    yield* this.#standing(now);
    yield* this.#mark(this.#marks.until(simulated ? now : later(now, -CLOSE_LAG_MS)));
  }

  async *#standing(now: EpochMs): AsyncGenerator<MarketEvent, void> {
    await this.#attempt('read the calendar', () => this.#marks.load(now));
    const standing = this.#marks.standing(now);
    if (standing !== undefined) yield standing;
  }

  async *#one(event: MarketEvent): AsyncGenerator<MarketEvent, void> {
    if (event.kind === 'bar') {
      const { symbol, start } = event.bar;
      const last = this.#lastBar.get(symbol);
      // Already emitted, by the backfill or by an earlier connection.
      if (last !== undefined && start <= last) return;
      this.#lastBar.set(symbol, start);
    }
    const due = this.#marks.before(event);
    if (due.length > 0) yield* this.#mark(due);
    if (this.#toldUntil === undefined || event.at > this.#toldUntil) this.#toldUntil = event.at;
    yield event;
  }

  async *#mark(due: readonly SessionMark[]): AsyncGenerator<MarketEvent, void> {
    for (const mark of due) {
      if (mark.phase === 'close' && this.#options.daily === true) yield* this.#dailyBars(mark.at);
      yield mark;
    }
  }

  async *#dailyBars(close: EpochMs): AsyncGenerator<MarketEvent, void> {
    const { symbols, marketData } = this.#options;
    const timeframe = '1Day' as const;
    // A daily bar is stamped at midnight in New York, which is within 18 hours of any close.
    const query = { symbols, from: later(close, -18 * HOUR), to: close, timeframe };
    const bars = await this.#attempt('read the bars of the day', () => marketData.bars(query));
    const isOld = this.#marks.hasCloseBetween(close, this.#presentAt);
    for (const symbol of symbols) {
      const bar = bars?.get(symbol)?.at(-1);
      if (bar === undefined || barEnd(bar, timeframe) !== close) continue;
      yield { kind: 'bar', at: close, bar, timeframe, ...(isOld ? { superseded: true } : {}) };
    }
  }

  async #missedBars(since: EpochMs, now: EpochMs): Promise<readonly MarketEvent[]> {
    const { symbols, marketData } = this.#options;
    const timeframe = '1Min' as const;
    const query = { symbols, from: later(since, -2 * MINUTE), to: now, timeframe };
    const missed = await this.#attempt('read the missing bars', () => marketData.bars(query));
    const bars = [...(missed?.values() ?? [])].flat();
    const events = bars.map((bar): MarketEvent => {
      return { kind: 'bar', at: barEnd(bar, timeframe), bar, timeframe };
    });
    // Bars that ended earlier were emitted; a bar that has not ended is not one yet.
    return inOrder(events.filter(({ at }) => at > since && at <= now));
  }

  /**
   * The present of the market. In `sim` only the broker knows it; elsewhere its clock continues.
   *
   * @param asks whether the broker's clock is read now
   */
  async #present(asks = this.#simulated): Promise<EpochMs | undefined> {
    const { reference } = this.#options;
    const read = () => this.#clock.follow(() => reference.clock());
    const reported = asks ? (await this.#attempt('read the clock', read))?.at : undefined;
    const now = reported ?? (this.#simulated ? undefined : this.#clock.now());
    if (now !== undefined) this.#presentAt = now;
    return now;
  }

  get #simulated(): boolean {
    return this.#options.environment.mode === 'sim';
  }

  /** Runs a step that may fail without ending the feed; logs the failure and retries later. */
  async #attempt<T>(what: string, run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.#world.log.write('warn', `the feed could not ${what}`, { cause: messageOf(error) });
      return undefined;
    }
  }
}

function marketEvent(message: DataMessage): readonly MarketEvent[] {
  switch (message.kind) {
    case 'quote':
      return [{ kind: 'quote', at: message.quote.at, quote: message.quote }];
    case 'trade':
      return [{ kind: 'trade', at: message.trade.at, trade: message.trade }];
    case 'bar': {
      // Corrections and updates of the current day are not final bars; they would be emitted twice.
      if (message.cadence !== 'minute') return [];
      const { bar } = message;
      return [{ kind: 'bar', at: barEnd(bar, '1Min'), bar, timeframe: '1Min' }];
    }
    default:
      return [];
  }
}

/** Compares by instant, kind and symbol; equal events keep their order of arrival. */
function inOrder(events: readonly MarketEvent[]): readonly MarketEvent[] {
  return events.toSorted(
    (a, b) => a.at - b.at || eventRank(a) - eventRank(b) || compareText(symbolOf(a), symbolOf(b)),
  );
}

function symbolOf(event: MarketEvent): string {
  if (event.kind === 'quote') return event.quote.symbol;
  if (event.kind === 'trade') return event.trade.symbol;
  return event.kind === 'bar' ? event.bar.symbol : '';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
