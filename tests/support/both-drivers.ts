import { epochMs, type EpochMs } from '../../src/core/time.ts';
import { lockstep } from '../../src/engine/drive/lockstep.ts';
import { type Live, startLive } from '../../src/engine/drive/run-live.ts';
import { runSimulated } from '../../src/engine/drive/run-simulated.ts';
import type { SimulatedBroker } from '../../src/engine/drive/simulated-broker.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Journal } from '../../src/engine/ports.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { encodeEntry } from '../../src/ledger/journal-codec.ts';
import type { BarSeries } from '../../src/market/bar.ts';
import type { SeriesCursor } from '../../src/market/feed-order.ts';
import { adjustedHistory } from '../../src/research/history.ts';

/** An engine and a broker over series of bars, new and not yet started. */
export interface InProcessHouse {
  readonly bars: readonly BarSeries[];
  readonly cursor: SeriesCursor;
  readonly startsAt: EpochMs;
  readonly engine: Engine;
  readonly simulated: SimulatedBroker;
}

/** Plays a house with the driver of backtests; its journal, entry by entry. */
export function journalSimulated(house: InProcessHouse): readonly JournalEntry[] {
  const { bars, cursor, startsAt, engine, simulated } = house;
  const entries: JournalEntry[] = [];
  runSimulated({
    engine,
    broker: simulated,
    feed: cursor,
    startsAt,
    history: (command) => adjustedHistory(bars, startsAt, command),
    journal: (told) => void entries.push(...told),
  });
  return entries;
}

/** Plays a house with the driver of live trading, one event at a time; its journal. */
export async function journalLive(house: InProcessHouse): Promise<readonly JournalEntry[]> {
  const { bars, cursor, startsAt, engine, simulated } = house;
  const entries: JournalEntry[] = [];
  const append = async (told: readonly JournalEntry[]): Promise<void> => {
    entries.push(...told);
  };
  const running: { live?: Live } = {};
  const ended = Promise.withResolvers<void>();
  const { feed, broker } = lockstep({
    simulated,
    next: () => cursor.next(),
    idle: () => running.live!.idle(),
  });
  const live = startLive({
    engine,
    feed: {
      async *events(signal) {
        yield* feed.events(signal);
        ended.resolve();
      },
    },
    broker,
    journal: { append } as Pick<Journal, 'append'> as Journal,
    world: {
      clock: {
        now: () => epochMs(0),
        monotonic: () => 0,
        sleep: () => Promise.resolve(),
        timer: () => () => {},
      },
      log: { write: () => {} },
    },
    marketClock: { now: () => startsAt },
    tickMs: 0,
    history: async (command) => {
      const answer = adjustedHistory(bars, startsAt, command);
      if (answer?.kind !== 'history') throw new Error('history is there');
      return answer.bars;
    },
  });
  running.live = live;
  await ended.promise;
  await live.idle();
  await live.stop();
  return entries;
}

/** A journal as the lines that a store would keep. */
export function linesOf(entries: readonly JournalEntry[]): readonly string[] {
  return entries.map((entry) => encodeEntry(entry));
}
