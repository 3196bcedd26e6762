import { addDays, type EpochMs, epochMs } from '../../../core/time.ts';
import { newYorkDate, type Session, sessionsBetween } from '../../../market/calendar.ts';

const AHEAD_DAYS = 90;

/**
 * An axis on which only regular sessions have length, so that nights and weekends draw no line.
 *
 * Instants outside a session lie at the boundary next to them.
 */
export class TradingTime {
  readonly sessions: readonly Session[];
  /** Where each session begins on the axis, milliseconds. */
  readonly starts: readonly number[];
  readonly #until: EpochMs;

  /** An axis that covers two instants and some weeks more. */
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

  /** Whether an instant lies within what the axis covers. */
  covers(at: EpochMs): boolean {
    return at <= this.#until;
  }

  /** Where an instant lies on the axis. */
  toAxis(at: EpochMs): number {
    const index = this.#sessionBefore((session) => session.open <= at);
    if (index < 0) return 0;
    const { open, close } = this.sessions[index]!;
    return this.starts[index]! + Math.min(at, close) - open;
  }

  /** The instant at a place of the axis; a boundary is the opening that it starts. */
  toInstant(place: number): EpochMs {
    const index = this.#placeBefore(place);
    const session = this.sessions[Math.max(0, index)];
    if (session === undefined) return epochMs(0);
    const within = Math.max(0, place - this.starts[Math.max(0, index)]!);
    return epochMs(Math.min(session.open + Math.round(within), session.close));
  }

  /** Indices of the sessions that begin between two places of the axis. */
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

/** The last index for which a condition holds that holds up to some index and not after it. */
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
