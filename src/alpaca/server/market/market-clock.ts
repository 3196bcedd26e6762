import { type EpochMs, later } from '../../../core/time.ts';
import type { WorldClock } from '../../../core/world.ts';
import { isOpen, type Session, sessionAt } from '../../../market/calendar.ts';

/** Pace of market time: a multiple of world time, or steps only. */
export interface Pace {
  /** Market milliseconds per world millisecond; 0 pauses it, and time moves by steps only. */
  readonly speed: number;
}

/**
 * Market time; only {@link MarketClock.set} moves it, and never back.
 *
 * Between two moves every reader sees one instant, so that a response, its timestamps and the state
 * it describes always agree.
 */
export interface MarketClock {
  /** The instant up to which the market has been played. */
  now(): EpochMs;
  /** Instant at which the pace puts the market now. */
  due(): EpochMs;
  speed(): number;
  setSpeed(speed: number): void;
  /** Moves the market's time on; the pace counts from here when `rebase` is set. */
  set(at: EpochMs, rebase?: boolean): void;
}

/** Creates a market clock at `start`. */
export function createMarketClock(clock: WorldClock, start: EpochMs, pace: Pace): MarketClock {
  let now = start;
  let speed = pace.speed;
  let base = { market: start, world: clock.monotonic() };
  const due = (): EpochMs =>
    later(base.market, Math.floor((clock.monotonic() - base.world) * speed));
  const rebase = (): void => {
    base = { market: now, world: clock.monotonic() };
  };
  return {
    now: () => now,
    due: () => (due() > now ? due() : now),
    speed: () => speed,
    setSpeed(next) {
      speed = next;
      rebase();
    },
    set(at, rebased = false) {
      if (at > now) now = at;
      if (rebased) rebase();
    },
  };
}

/** Returns the session open at an instant, its close excluded; undefined while closed. */
export function tradingSession(at: EpochMs): Session | undefined {
  return isOpen(at) ? sessionAt(at) : undefined;
}

/**
 * Returns where a closed market resumes: the open of the session with the source's next event.
 *
 * @param next the instant of that event
 * @returns an instant later than `now`
 */
export function nextPlayableOpen(now: EpochMs, next: EpochMs): EpochMs {
  const session = sessionAt(next);
  return session !== undefined && session.open > now ? session.open : next;
}
