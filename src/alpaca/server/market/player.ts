import { type EpochMs, epochMs, later } from '../../../core/time.ts';
import type { WorldClock } from '../../../core/world.ts';
import type { MarketEvent } from '../../../market/event.ts';
import type { Session } from '../../../market/calendar.ts';
import type { Committer } from '../account/committer.ts';
import type { Desk } from '../desk.ts';
import { nextPlayableOpen, tradingSession } from './market-clock.ts';
import { see } from './market-view.ts';
import { valuate } from '../account/valuation.ts';

/** Plays the market: reads due events, applies them to the exchange, and publishes them. */
export interface Player {
  /** Starts to follow the world's clock. */
  start(): void;
  /** Advances the market by that much time of market hours; closed hours take none. */
  step(ms: number): void;
  setSpeed(speed: number): void;
  /** Sends everything played but not yet sent; called before account updates. */
  flush(): void;
  /** Whether the source has nothing more to play. */
  ended(): boolean;
  stop(): void;
}

/** Settings of a player, in addition to the desk. */
export interface PlayerOptions {
  readonly world: WorldClock;
  readonly committer: Committer;
  readonly publish: (events: readonly MarketEvent[]) => void;
  /** Called with an error from playing; the player has stopped by then. */
  readonly onFault: (error: unknown) => void;
  /** World milliseconds between two moves of the market. */
  readonly tickMs: number;
}

/** Maximum interval between saved clock records, in world milliseconds. */
const KEEP_EVERY_MS = 2_000;
/** Maximum world time that one tick covers: after a stall the market has stalled, too. */
const CATCH_UP_MS = 1_000;

/** Creates a player, paused until started. */
export function createPlayer(desk: Desk, options: PlayerOptions): Player {
  const { clock } = desk;
  const stage = createStage(desk, options);
  let cancel: (() => void) | undefined;
  let stopped = false;

  const arm = (): void => {
    cancel?.();
    cancel = undefined;
    if (stopped || clock.speed() === 0) return;
    cancel = options.world.timer(options.tickMs, () => {
      try {
        stage.follow();
      } catch (error) {
        stopped = true;
        options.onFault(error);
        return;
      }
      arm();
    });
  };
  return {
    start: arm,
    step: (ms) => stage.step(ms),
    setSpeed(speed) {
      clock.setSpeed(speed);
      arm();
    },
    flush: () => stage.flush(),
    ended: () => desk.market.source.peekAt() === undefined,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** Stage that plays the market: every way of advancing it, without timers. */
interface Stage {
  /** Advances the market as far as its pace requires, at most to the close. */
  follow(): void;
  step(ms: number): void;
  flush(): void;
}

function createStage(desk: Desk, { world, committer, publish }: PlayerOptions): Stage {
  const { clock } = desk;
  const { source } = desk.market;
  let played: MarketEvent[] = [];
  let keptAt = world.monotonic();

  const flush = (): void => {
    if (played.length === 0) return;
    const events = played;
    played = [];
    committer.after(() => publish(events));
  };
  const playTo = (at: EpochMs): void => {
    let due = false;
    for (let next = source.peekAt(); next !== undefined && next <= at; next = source.peekAt()) {
      const event = source.next();
      if (event === undefined) break;
      clock.set(event.at);
      playOne(desk, event);
      played.push(event, ...runningDay(desk, event));
      // A bar, open or close that was sent must not be sent again after a restart.
      due ||= event.kind === 'bar' || event.kind === 'session' || event.kind === 'action';
      desk.collect();
    }
    clock.set(at);
    if (due || world.monotonic() - keptAt >= KEEP_EVERY_MS) {
      desk.keep([{ kind: 'clock', at: clock.now() }]);
      keptAt = world.monotonic();
    }
    flush();
  };
  /** Advances a closed market to its next open; returns the session, or none at the end. */
  const openSession = (): Session | undefined => {
    const next = source.peekAt();
    if (tradingSession(clock.now()) === undefined && next !== undefined) {
      playTo(nextPlayableOpen(clock.now(), next));
    }
    return tradingSession(clock.now());
  };
  return {
    flush,
    follow() {
      const session = tradingSession(clock.now());
      const farthest = later(clock.now(), clock.speed() * CATCH_UP_MS);
      const due = clock.due();
      if (session === undefined) {
        openSession();
        clock.set(clock.now(), true);
        return;
      }
      const target = due > farthest ? farthest : due;
      // A move ends at the close, so that readers see the market closed before it opens again.
      const at = target < session.close ? target : session.close;
      playTo(at);
      if (due > farthest || at === session.close) clock.set(at, true);
    },
    step(ms) {
      for (let left = ms; left > 0;) {
        const session = openSession();
        if (session === undefined) break;
        const now = clock.now();
        const most = Math.min(left, session.close - now);
        playTo(epochMs(now + most));
        left -= most;
      }
      clock.set(clock.now(), true);
    },
  };
}

/** Returns the daily bar so far, which Alpaca sends with every minute bar. */
function runningDay(desk: Desk, event: MarketEvent): readonly MarketEvent[] {
  if (event.kind !== 'bar' || event.timeframe !== '1Min') return [];
  const bar = desk.market.bySymbol.get(event.bar.symbol)?.day;
  return bar === undefined ? [] : [{ kind: 'bar', at: event.at, timeframe: '1Day', bar }];
}

function playOne(desk: Desk, event: MarketEvent): void {
  see(desk.market, event);
  desk.exchange.observe(event);
  if (event.kind !== 'session' || event.phase !== 'close') return;
  desk.collect();
  const { equity, maintenanceMargin } = valuate(desk.exchange.account(), desk.market);
  desk.keep([{ kind: 'day_closed', at: event.at, equity, maintenance: maintenanceMargin }]);
}
