import { type EpochMs, later } from '../../core/time.ts';
import type { WorldClock } from '../../core/world.ts';
import { isOpen, type Session, sessionAt } from '../../market/calendar.ts';

/** How market time runs: so many times as fast as the world, or only by steps. */
export interface Pace {
  /** Market milliseconds per world millisecond; 0 stands still, and time moves by steps only. */
  readonly speed: number;
}

/**
 * The market's own time: it moves only when {@link MarketClock.set} says so, and never back.
 *
 * Between two moves every reader sees one instant, so that an answer, its stamps and the state it
 * speaks of always belong together.
 */
export interface MarketClock {
  /** The instant up to which the market has been played. */
  now(): EpochMs;
  /** Where the pace says the market should be by now. */
  due(): EpochMs;
  speed(): number;
  setSpeed(speed: number): void;
  /** Moves the market's time on; the pace counts from here when `rebase` is set. */
  set(at: EpochMs, rebase?: boolean): void;
}

/** A market clock that stands at `start`. */
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

/** The session that trades at an instant, its close excluded; undefined while closed. */
export function tradingSession(at: EpochMs): Session | undefined {
  return isOpen(at) ? sessionAt(at) : undefined;
}

/**
 * Where a closed market goes on: the open of the session that holds the source's next event.
 *
 * @param next the instant of that event
 * @returns an instant later than `now`
 */
export function nextPlayableOpen(now: EpochMs, next: EpochMs): EpochMs {
  const session = sessionAt(next);
  return session !== undefined && session.open > now ? session.open : next;
}
