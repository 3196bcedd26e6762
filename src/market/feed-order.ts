import { type BarColumns, lowerBound } from '../core/columns.ts';
import { QuipuError } from '../core/errors.ts';
import { type EpochMs, epochMs, formatInstant } from '../core/time.ts';
import { type Bar, type BarSeries, type Timeframe, TIMEFRAME_MS } from './bar.ts';
import { newYorkDate, type Session, sessionsBetween } from './calendar.ts';
import type { CorporateAction } from './corporate-action.ts';
import type { MarketEvent } from './event.ts';

/** Span and options of a cursor. */
export interface CursorOptions {
  /** The first instant, included; bars count by their end. Without it, from the first bar. */
  readonly from?: EpochMs;
  /** The last instant, included. Without it, to the last bar. */
  readonly to?: EpochMs;
  /** Whether to emit opens and closes of the days that the bars span. */
  readonly sessions: boolean;
}

/** Several series as one stream of events; see {@link createSeriesCursor}. */
export interface SeriesCursor {
  /**
   * Returns the next event, or undefined at the end.
   *
   * Objects are reused: an event stays valid while the next one is drawn, so that a driver can look
   * one event ahead; a bar stays valid until its symbol's second next bar.
   *
   * @throws QuipuError `market.unordered_bars` when a series does not ascend
   */
  next(): MarketEvent | undefined;
  /** Index in the given list of the last bar's series; -1 before any. */
  readonly series: number;
  /** Row of that bar in its series' columns; -1 before any. */
  readonly row: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface BarEvent {
  readonly kind: 'bar';
  at: EpochMs;
  readonly bar: Mutable<Bar>;
  readonly timeframe: Timeframe;
}

interface SessionEvent {
  readonly kind: 'session';
  at: EpochMs;
  readonly phase: 'open' | 'close';
}

/** Progress of one series through the stream. */
interface Lane {
  readonly place: number;
  readonly source: BarSeries;
  /** Copies of the source's columns, which save a lookup at each step. */
  readonly columns: BarColumns;
  /** The last emitted event and the next one to fill, alternating. */
  event: BarEvent;
  spare: BarEvent;
  row: number;
  readonly end: number;
}

const NONE = Number.POSITIVE_INFINITY;

/**
 * Merges series into the order `(at, rank of kind, symbol)`, with sessions and corporate actions.
 *
 * A bar is emitted at its end, an action at the open of its ex-day. A bar allocates nothing: each
 * series has one event object, filled from its columns. Every instant costs one check of each
 * series.
 *
 * @param series columns ascending by end; the actions of a symbol are read from its first series
 */
export function createSeriesCursor(
  series: readonly BarSeries[],
  options: CursorOptions,
): SeriesCursor {
  const from = options.from ?? Number.NEGATIVE_INFINITY;
  const to = options.to ?? NONE;
  const lanes = series.map((source, place) => laneOf({ source, place, from, to }));
  lanes.sort(compareLanes);
  const controls = controlsOf(lanes, { from, to, sessions: options.sessions });
  const [first, second] = lanes;
  return first !== undefined && second === undefined
    ? soloCursor(first, controls)
    : mergedCursor(lanes, controls);
}

/** Draws from a single series without a search: the hot path of most backtests. */
function soloCursor(lane: Lane, controls: Controls): SeriesCursor {
  let stop = stopOf(lane, controls.limit());
  const cursor = {
    series: -1,
    row: -1,
    next(): MarketEvent | undefined {
      if (lane.row < stop) {
        cursor.series = lane.place;
        cursor.row = lane.row;
        fill(lane);
        return lane.event;
      }
      const event = controls.next();
      stop = stopOf(lane, controls.limit());
      if (event === undefined) assertDrained([lane]);
      return event;
    },
  };
  return cursor;
}

/**
 * Returns the first row from the lane's current one that ends after `limit`; gallops, as it is
 * mostly near.
 */
function stopOf(lane: Lane, limit: number): number {
  const { end } = lane.columns;
  let low = lane.row;
  let width = 1;
  while (low + width <= lane.end && end[low + width - 1]! <= limit) {
    low += width;
    width *= 2;
  }
  let high = Math.min(low + width - 1, lane.end);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (end[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mergedCursor(lanes: readonly Lane[], controls: Controls): SeriesCursor {
  const ends = Float64Array.from(lanes, nextEnd);
  const state = { now: least(ends), later: NONE, limit: controls.limit(), lane: 0 };
  const cursor = {
    series: -1,
    row: -1,
    next(): MarketEvent | undefined {
      for (;;) {
        if (state.now > state.limit) {
          const event = controls.next();
          state.limit = controls.limit();
          return event;
        }
        if (state.now === NONE) {
          assertDrained(lanes);
          return undefined;
        }
        // Lanes are in the order of symbols; the pass also finds the instant of the next pass.
        while (state.lane < lanes.length) {
          const index = state.lane;
          let end = ends[index]!;
          state.lane = index + 1;
          const due = end === state.now;
          if (due) end = ends[index] = advance(lanes[index]!, cursor);
          if (end < state.later) state.later = end;
          if (due) return lanes[index]!.event;
        }
        state.lane = 0;
        state.now = state.later;
        state.later = NONE;
      }
    },
  };
  return cursor;
}

function advance(lane: Lane, cursor: { series: number; row: number }): number {
  cursor.series = lane.place;
  cursor.row = lane.row;
  fill(lane);
  return nextEnd(lane);
}

function least(values: Float64Array): number {
  return values.reduce((low, value) => Math.min(low, value), NONE);
}

/** Fills the lane's event from its row and advances. */
function fill(lane: Lane): void {
  const { row, columns, spare: event } = lane;
  const at = columns.end[row]!;
  if (!(at > lane.event.at)) throw unordered(lane.source, row);
  lane.spare = lane.event;
  lane.event = event;
  const { bar } = event;
  event.at = at as EpochMs;
  bar.start = columns.start[row]! as EpochMs;
  bar.open = columns.open[row]!;
  bar.high = columns.high[row]!;
  bar.low = columns.low[row]!;
  bar.close = columns.close[row]!;
  bar.volume = columns.volume[row]!;
  lane.row = row + 1;
}

/** Checks for unread rows: a row whose end is NaN is never due. */
function assertDrained(lanes: readonly Lane[]): void {
  const left = lanes.find((lane) => lane.row < lane.end);
  if (left !== undefined) throw unordered(left.source, left.row);
}

function unordered(source: BarSeries, row: number): QuipuError {
  const at = epochMs(source.columns.end[row]!);
  return new QuipuError(
    'market.unordered_bars',
    `Expected the bars of ${source.symbol} to ascend in time, found row ${row} ` +
      `(${Number.isFinite(at) ? formatInstant(at) : 'no time'}) not after the row before it.`,
    { next: 'Sort the bars and remove duplicates.' },
  );
}

function laneOf(given: {
  readonly source: BarSeries;
  readonly place: number;
  readonly from: number;
  readonly to: number;
}): Lane {
  const { source, place } = given;
  const { end } = source.columns;
  return {
    place,
    source,
    columns: source.columns,
    event: blankEvent(source),
    spare: blankEvent(source),
    row: lowerBound(end, given.from),
    end: given.to === NONE ? source.columns.length : lowerBound(end, given.to + 1),
  };
}

function blankEvent({ symbol, timeframe }: BarSeries): BarEvent {
  // NaN is a double and no small integer, which keeps the fields from changing representation.
  const none = Number.NaN;
  const bar: Mutable<Bar> = {
    symbol,
    start: epochMs(none),
    open: none,
    high: none,
    low: none,
    close: none,
    volume: none,
  };
  return { kind: 'bar', at: epochMs(Number.NEGATIVE_INFINITY), bar, timeframe };
}

function nextEnd(lane: Lane): number {
  return lane.row < lane.end ? lane.columns.end[lane.row]! : NONE;
}

function compareLanes(a: Lane, b: Lane): number {
  if (a.source.symbol !== b.source.symbol) return a.source.symbol < b.source.symbol ? -1 : 1;
  const span = TIMEFRAME_MS[a.source.timeframe] - TIMEFRAME_MS[b.source.timeframe];
  return span === 0 ? a.place - b.place : span;
}

/** Sessions and actions in order, apart from the bars. */
interface Controls {
  next(): MarketEvent | undefined;
  /** The last instant whose bars come before the next control. */
  limit(): number;
}

function controlsOf(
  lanes: readonly Lane[],
  options: { readonly from: number; readonly to: number; readonly sessions: boolean },
): Controls {
  const within = (at: number): boolean => at >= options.from && at <= options.to;
  const actions = actionsOf(lanes).filter((action) => within(action.at));
  // Opens at even, closes at odd places.
  const turns = (options.sessions ? sessionsOf(lanes) : [])
    .flatMap(({ open, close }) => [
      { at: open, phase: 'open' as const },
      { at: close, phase: 'close' as const },
    ])
    .filter((turn) => within(turn.at));
  const open: SessionEvent = { kind: 'session', at: epochMs(Number.NaN), phase: 'open' };
  const close: SessionEvent = { kind: 'session', at: epochMs(Number.NaN), phase: 'close' };
  let turn = 0;
  let action = 0;
  const actionFirst = (): boolean => {
    const applied = actions[action];
    const turning = turns[turn];
    if (applied === undefined) return false;
    if (turning === undefined || applied.at < turning.at) return true;
    return applied.at === turning.at && turning.phase === 'close';
  };
  return {
    next() {
      if (actionFirst()) {
        const applied = actions[action]!;
        action += 1;
        return { kind: 'action', at: applied.at, action: applied };
      }
      const turning = turns[turn];
      if (turning === undefined) return undefined;
      turn += 1;
      const event = turning.phase === 'open' ? open : close;
      event.at = turning.at;
      return event;
    },
    limit() {
      // Instants are whole milliseconds: half of one less means strictly before.
      if (actionFirst()) return actions[action]!.at - 0.5;
      const turning = turns[turn];
      if (turning === undefined) return NONE;
      return turning.phase === 'close' ? turning.at : turning.at - 0.5;
    },
  };
}

function actionsOf(lanes: readonly Lane[]): readonly CorporateAction[] {
  const seen = new Set<string>();
  const actions: CorporateAction[] = [];
  for (const { source } of lanes) {
    if (seen.has(source.symbol)) continue;
    seen.add(source.symbol);
    actions.push(...source.actions);
  }
  // Sorting is stable: a symbol's actions of one day keep their order.
  return actions.sort(
    (a, b) => a.at - b.at || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0),
  );
}

function sessionsOf(lanes: readonly Lane[]): readonly Session[] {
  let first = NONE;
  let last = Number.NEGATIVE_INFINITY;
  for (const lane of lanes) {
    if (lane.row >= lane.end) continue;
    first = Math.min(first, lane.columns.end[lane.row]!);
    last = Math.max(last, lane.columns.end[lane.end - 1]!);
  }
  return first > last
    ? []
    : sessionsBetween(newYorkDate(epochMs(first)), newYorkDate(epochMs(last)));
}
