import { addDays, type EpochMs, epochMs } from '../../../core/time.ts';
import { newYorkDate, type Session, sessionsBetween } from '../../../market/calendar.ts';

const AHEAD_DAYS = 90;

/**
 * An axis on which only regular trading hours have length, so that nights and weekends take none.
 *
 * Instants outside trading hours map to the nearest boundary.
 */
export class TradingTime {
  readonly sessions: readonly Session[];
  /** Start of each trading day on the axis, milliseconds. */
  readonly starts: readonly number[];
  readonly #until: EpochMs;

  /** Builds an axis that covers two instants and a few more weeks. */
  constructor(from: EpochMs, to: EpochMs) {
    const last = addDays(newYorkDate(to), AHEAD_DAYS);
    this.sessions = sessionsBetween(newYorkDate(from), last);
    const starts: number[] = [];
    let length = 0;
    for (const { open, close } of this.sessions) {
      starts.push(length);
      length += close - open;
    }
    this.starts = starts;
    this.#until = this.sessions.at(-1)?.close ?? to;
  }

  /** Whether the axis covers an instant. */
  covers(at: EpochMs): boolean {
    return at <= this.#until;
  }

  /** Returns the position of an instant on the axis. */
  toAxis(at: EpochMs): number {
    const index = this.#sessionBefore((session) => session.open <= at);
    if (index < 0) return 0;
    const { open, close } = this.sessions[index]!;
    return this.starts[index]! + Math.min(at, close) - open;
  }

  /** Returns the instant at an axis position; a boundary yields the open that it starts. */
  toInstant(place: number): EpochMs {
    const index = this.#placeBefore(place);
    const session = this.sessions[Math.max(0, index)];
    if (session === undefined) return epochMs(0);
    const within = Math.max(0, place - this.starts[Math.max(0, index)]!);
    return epochMs(Math.min(session.open + Math.round(within), session.close));
  }

  /** Returns the indices of the trading days that start between two axis positions. */
  opensBetween(from: number, to: number): readonly number[] {
    const found: number[] = [];
    for (let index = Math.max(0, this.#placeBefore(from)); index < this.starts.length; index += 1) {
      const start = this.starts[index]!;
      if (start > to) break;
      if (start >= from) found.push(index);
    }
    return found;
  }

  #placeBefore(place: number): number {
    return lastIndex(this.starts.length, (index) => this.starts[index]! <= place);
  }

  #sessionBefore(holds: (session: Session) => boolean): number {
    return lastIndex(this.sessions.length, (index) => holds(this.sessions[index]!));
  }
}

/** Returns the last index where a condition holds that is true up to an index and false after. */
function lastIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
