import { messageOf } from '../core/errors.ts';
import type { BarColumns } from '../core/columns.ts';
import type { Clock } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { Engine } from './engine.ts';
import type { Answer, Command, ControlEvent, EngineEvent, Outcome } from './events.ts';
import { Inbox } from './inbox.ts';
import type { Broker, Journal, MarketFeed } from './ports.ts';

/** What the live driver connects. */
export interface LiveParts {
  /** Restored from the journal, not yet started. */
  readonly engine: Engine;
  readonly feed: MarketFeed;
  readonly broker: Broker;
  readonly journal: Journal;
  readonly world: Pick<World, 'clock' | 'log'>;
  /** The market's time: the world's own, or the paper broker's where that runs faster. */
  readonly marketClock: Clock;
  /** Bars to warm indicators with, in today's shares. */
  readonly history: (command: Command & { kind: 'history' }) => Promise<BarColumns>;
  /** How often the engine is told that time passes; 250 ms unless said otherwise, 0 never. */
  readonly tickMs?: number;
  /** Given every entry once it is durable. */
  readonly onEntries?: (entries: readonly JournalEntry[]) => void;
  /** Called after every event, once what it led to is durable. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/** A running engine. */
export interface Live {
  /** Hands in what a person asks; resolves once its entries are durable. */
  operator(event: ControlEvent): Promise<Outcome>;
  /** Resolves when nothing waits and nothing is on its way. */
  idle(): Promise<void>;
  /** Stops taking events; what was handed in is finished first. */
  stop(): Promise<void>;
  /** Resolves when the driver has ended: undefined after `stop`, else why it could not go on. */
  readonly finished: Promise<unknown>;
}

/** More events than this do not wait here. */
const WAITING_MAX = 10_000;
/** How old the gate's verdict on an order may be when its first byte leaves (INV-03). */
const VERDICT_MS = 2_000;

interface Letter {
  readonly event: EngineEvent;
  readonly done?: (outcome: Outcome) => void;
  readonly failed?: (reason: unknown) => void;
}

/**
 * The driver of paper and live trading: one inbox, one loop, no policy.
 *
 * Entries are durable before a command is carried out. A journal that fails ends the loop at once:
 * nothing is sent after it.
 */
export function startLive(parts: LiveParts): Live {
  const driver = new Driver(parts);
  const finished = driver.run();
  return {
    operator: (event) => driver.operator(event),
    idle: () => driver.idle(),
    stop: async () => {
      driver.end();
      await finished;
    },
    finished,
  };
}

class Driver {
  readonly #parts: LiveParts;
  readonly #inbox = new Inbox<Letter>();
  readonly #abort = new AbortController();
  #inFlight = 0;
  #busy = false;
  #ticking = false;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Runs until `end`, or until the journal or a source fails; gives the reason then. */
  async run(): Promise<unknown> {
    const stopTicking = tick(this.#parts, (event) => this.#push(event));
    let reason: unknown;
    try {
      await this.#loop();
    } catch (error) {
      this.#parts.world.log.write('error', `the engine stopped: ${messageOf(error)}`);
      reason = error;
    }
    stopTicking();
    this.end();
    for (const letter of this.#inbox.rest()) letter.failed?.(reason ?? new Error('stopped'));
    return reason;
  }

  end(): void {
    this.#abort.abort();
    this.#inbox.close();
  }

  operator(event: ControlEvent): Promise<Outcome> {
    return new Promise((done, failed) => {
      const taken = this.#inbox.push({ event: { from: 'operator', event }, done, failed });
      if (!taken) failed(new Error('the engine has stopped'));
    });
  }

  idle(): Promise<void> {
    const quiet = (): boolean => this.#inbox.size === 0 && this.#inFlight === 0 && !this.#busy;
    return idle(this.#parts.world, quiet);
  }

  async #loop(): Promise<void> {
    const { engine, broker, feed, marketClock, onEvent } = this.#parts;
    const { signal } = this.#abort;
    const { clock } = this.#parts.world;
    await this.#carryOut(engine.start(marketClock.now()), clock.monotonic());
    void this.#pump(broker.events(signal), (event) => this.#push({ from: 'broker', event }));
    void this.#pump(feed.events(signal), (event) => this.#push({ from: 'market', event }));
    for await (const { event, done, failed } of this.#inbox) {
      this.#busy = true;
      if (event.from === 'clock') this.#ticking = false;
      try {
        // An event may have waited; the present has not.
        engine.observe(marketClock.now());
        const decidedAt = clock.monotonic();
        const outcome = engine.handle(event);
        await this.#carryOut(outcome, decidedAt);
        onEvent?.(event);
        done?.(outcome);
      } catch (error) {
        failed?.(error);
        throw error;
      }
      this.#busy = false;
    }
  }

  /** Makes entries durable, and only then does anything. */
  async #carryOut({ entries, commands }: Outcome, decidedAt: number): Promise<void> {
    if (entries.length > 0) {
      await this.#parts.journal.append(entries);
      this.#parts.onEntries?.(entries);
    }
    for (const command of commands) void this.#perform(command, decidedAt);
  }

  async #perform(command: Command, decidedAt: number): Promise<void> {
    this.#inFlight += 1;
    const answer = await answerOf(this.#parts, command, decidedAt);
    this.#push({ from: 'answer', answer });
    this.#inFlight -= 1;
  }

  async #pump<T>(source: AsyncIterable<T>, take: (item: T) => void): Promise<void> {
    try {
      for await (const item of source) {
        take(item);
        // Whoever tells more than is handled waits at the source, which knows what to do about it.
        if (this.#inbox.size >= WAITING_MAX) await this.#inbox.room(WAITING_MAX / 2);
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#inbox.fail(error);
    }
  }

  #push(event: EngineEvent): void {
    if (event.from === 'clock') {
      // One tick that waits tells as much as many.
      if (this.#ticking) return;
      this.#ticking = true;
    }
    this.#inbox.push({ event });
  }
}

async function answerOf(parts: LiveParts, command: Command, decidedAt: number): Promise<Answer> {
  const { broker, marketClock, engine, world } = parts;
  try {
    switch (command.kind) {
      case 'submit': {
        const { order, attempt } = command;
        const submission = await broker.submit(order, () => {
          const waited = world.clock.monotonic() - decidedAt;
          return waited <= VERDICT_MS && engine.mayLeave(order.id);
        });
        return { kind: 'submission', order: order.id, attempt, submission };
      }
      case 'cancel': {
        const answer = await broker.cancel(command.brokerId);
        return { kind: 'cancel', at: marketClock.now(), order: command.order, answer };
      }
      case 'find': {
        const found = await broker.find(command.order);
        return { kind: 'found', at: marketClock.now(), order: command.order, found };
      }
      case 'snapshot':
        return {
          kind: 'snapshot',
          statement: command.statement,
          snapshot: await broker.snapshot(command.since),
        };
      case 'history': {
        const bars = await parts.history(command);
        const { symbol, timeframe, until: at } = command;
        return { kind: 'history', at, symbol, timeframe, bars };
      }
    }
  } catch (error) {
    const message = messageOf(error);
    parts.world.log.write('warn', `${command.kind} failed: ${message}`);
    const at = marketClock.now();
    // A submission that throws proves nothing about its fate.
    if (command.kind === 'submit') {
      const evidence = { source: 'response', message } as const;
      const submission = { kind: 'unknown', at, evidence } as const;
      return { kind: 'submission', order: command.order.id, attempt: command.attempt, submission };
    }
    return { kind: 'failed', at, command, message };
  }
}

function tick(parts: LiveParts, push: (event: EngineEvent) => void): () => void {
  const every = parts.tickMs ?? 250;
  if (every === 0) return () => {};
  let cancel = (): void => {};
  const next = (): void => {
    cancel = parts.world.clock.timer(every, () => {
      push({ from: 'clock', at: parts.marketClock.now(), wall: parts.world.clock.now() });
      next();
    });
  };
  next();
  return () => cancel();
}

/** Waits until `quiet` held over several turns, so that a value between two hands is not missed. */
async function idle({ clock }: LiveParts['world'], quiet: () => boolean): Promise<void> {
  for (let turns = 0, waits = 0; turns < IDLE_TURNS;) {
    // What goes over a wire needs the world to turn, not only promises to be kept.
    if (waits === IDLE_TURNS * 4) await clock.sleep(1);
    else await Promise.resolve();
    turns = quiet() ? turns + 1 : 0;
    waits = turns > 0 ? 0 : Math.min(waits + 1, IDLE_TURNS * 4);
  }
}

const IDLE_TURNS = 16;
