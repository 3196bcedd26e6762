import { messageOf } from '../../core/errors.ts';
import { type EpochMs, HOUR, later, MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { DataMessage } from '../wire/data-stream.ts';
import type { AlpacaFeedOptions } from './feed.ts';
import { barEnd } from './market-data.ts';
import { createSessionMarks, type SessionMark, type SessionMarks } from './session-marks.ts';

/** What a feed works through, in the order of arrival. */
export type Arrival =
  /** A connection is logged in and subscribed. */
  | { readonly kind: 'opened' }
  /** That connection is over. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'prices'; readonly messages: readonly DataMessage[] }
  /** Time passed and nothing else waits. */
  | { readonly kind: 'tick' };

/** After this many ticks without prices a simulated broker is asked for its time. */
const QUIET_TICKS = 2;
/** The last bar of a session arrives a moment after its close. */
const CLOSE_LAG_MS = 5_000;

/** Turns what arrives into the events of the market, and remembers what has been told. */
export class FeedTeller {
  readonly #world: World;
  readonly #options: AlpacaFeedOptions;
  readonly #marks: SessionMarks;
  readonly #lastBar = new Map<Ticker, EpochMs>();
  #toldUntil: EpochMs | undefined;
  #quietTicks = 0;
  #connected = false;

  constructor(world: World, options: AlpacaFeedOptions) {
    this.#world = world;
    this.#options = options;
    this.#marks = createSessionMarks(options.reference);
    this.#toldUntil = options.since;
  }

  /** Whether a session trades at the latest instant that was told. */
  isOpen(): boolean {
    return this.#toldUntil !== undefined && this.#marks.isOpen(this.#toldUntil);
  }

  /** The events that an arrival amounts to, in order. */
  async *tell(arrival: Arrival): AsyncGenerator<MarketEvent, void> {
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
    // Of a fast market quiet ticks are rare, and the calendar that is known comes to its end.
    if (until !== undefined)
      await this.#attempt('read the calendar', () => this.#marks.load(until));
    const hole = this.#holeIn(events);
    if (hole === undefined || until === undefined) {
      for (const event of events) yield* this.#one(event);
      return;
    }
    // A minute without trades has no bar; one whose frame was lost has, and only the server knows.
    const missed = await this.#missedBars(hole, until);
    for (const event of inOrder([...missed, ...events])) yield* this.#one(event);
  }

  /** The end of the last bar before minutes that are missing, within a session; the earliest. */
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
    const now = (await this.#present()) ?? since;
    this.#connected = true;
    if (now === undefined) return;
    yield* this.#standing(now);
    if (since === undefined) return;
    yield { kind: 'gap', at: now, since };
    for (const event of await this.#missedBars(since, now)) yield* this.#one(event);
  }

  async *#ticked(): AsyncGenerator<MarketEvent, void> {
    // What was missed comes before the time that has passed meanwhile.
    if (!this.#connected) return;
    this.#quietTicks += 1;
    const simulated = this.#options.environment.mode === 'sim';
    // While prices come they tell the time themselves, and what is on its way is not overtaken.
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
      // Told already, by the refill or by an earlier connection.
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
    // A day's bar is stamped with New York's midnight, which is within 18 hours of any close.
    const query = { symbols, from: later(close, -18 * HOUR), to: close, timeframe };
    const bars = await this.#attempt('read the bars of the day', () => marketData.bars(query));
    for (const symbol of symbols) {
      const bar = bars?.get(symbol)?.at(-1);
      if (bar !== undefined && barEnd(bar, timeframe) === close) {
        yield { kind: 'bar', at: close, bar, timeframe };
      }
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
    // What ended before was told; what has not ended yet is not a bar yet.
    return inOrder(events.filter(({ at }) => at > since && at <= now));
  }

  async #present(): Promise<EpochMs | undefined> {
    const { environment, reference } = this.#options;
    if (environment.mode !== 'sim') return this.#world.clock.now();
    return (await this.#attempt('read the clock', () => reference.clock()))?.at;
  }

  /** What may fail without ending the feed: it is said in the log and tried again later. */
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
      // Corrections and the running day are not bars that end; they would be told twice.
      if (message.cadence !== 'minute') return [];
      const { bar } = message;
      return [{ kind: 'bar', at: barEnd(bar, '1Min'), bar, timeframe: '1Min' }];
    }
    default:
      return [];
  }
}

/** By instant, rank of kind and symbol; what is equal stays as it came. */
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
