import { messageOf } from '../../core/errors.ts';
import type { BarColumns } from '../../core/columns.ts';
import type { Clock } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import { type Engine, WALL_JUMP_MS } from '../engine.ts';
import type { Answer, Command, ControlEvent, EngineEvent, Outcome } from '../events.ts';
import { createEventQueue } from '../../core/event-queue.ts';
import type { Broker, Journal, MarketFeed } from '../ports.ts';

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
  /** Interval at which the engine receives the time; 250 ms by default, 0 for never. */
  readonly tickMs?: number;
  /** Receives every entry once it is durable. */
  readonly onEntries?: (entries: readonly JournalEntry[]) => void;
  /** Called after every event, once the resulting entries are durable. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/** A running engine. */
export interface Live {
  /** Submits a user's request; resolves once its entries are durable. */
  operator(event: ControlEvent): Promise<Outcome>;
  /** Resolves when nothing is queued and nothing is pending. */
  idle(): Promise<void>;
  /** Stops accepting events; submitted requests are finished first. */
  stop(): Promise<void>;
  /** Resolves when the driver has ended: undefined after `stop`, otherwise the cause. */
  readonly finished: Promise<unknown>;
}

/** Maximum number of queued events. */
const WAITING_MAX = 10_000;
/** How old the gate's verdict on an order may be when its first byte leaves (INV-03). */
const VERDICT_MS = 2_000;

interface QueuedEvent {
  readonly event: EngineEvent;
  readonly done?: (outcome: Outcome) => void;
  readonly failed?: (reason: unknown) => void;
}

/**
 * The driver of paper and live trading: one inbox, one loop, no policy.
 *
 * Entries are durable before a command is carried out. A journal that fails ends the loop
 * immediately: nothing is sent after it.
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
  readonly #inbox = createEventQueue<QueuedEvent>();
  readonly #abort = new AbortController();
  #inFlight = 0;
  #busy = false;
  #ticking = false;
  /** Events still in the inbox that make the account state untrusted. */
  #distrusted = 0;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Runs until `end`, or until the journal or a source fails; returns the cause then. */
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
    for (const queued of this.#inbox.rest()) queued.failed?.(reason ?? new Error('stopped'));
    return reason;
  }

  end(): void {
    this.#abort.abort();
    this.#inbox.end();
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
    for await (const { event, done, failed } of this.#inbox.items) {
      this.#busy = true;
      try {
        // An event may have waited; the present has not.
        engine.observe(marketClock.now());
        const decidedAt = clock.monotonic();
        const outcome = engine.handle(this.#current(event));
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

  /** Makes entries durable, and only then carries out commands. */
  async #carryOut({ entries, commands }: Outcome, decidedAt: number): Promise<void> {
    if (entries.length > 0) {
      await this.#parts.journal.append(entries);
      this.#parts.onEntries?.(entries);
    }
    for (const command of commands) void this.#perform(command, decidedAt);
  }

  async #perform(command: Command, decidedAt: number): Promise<void> {
    this.#inFlight += 1;
    const trusted = (): boolean => this.#distrusted === 0;
    const answer = await answerOf(this.#parts, command, { decidedAt, trusted });
    this.#push({ from: 'answer', answer });
    this.#inFlight -= 1;
  }

  async #pump<T>(source: AsyncIterable<T>, take: (item: T) => void): Promise<void> {
    try {
      for await (const item of source) {
        take(item);
        // Events that arrive too fast wait at their source, which knows how to handle a backlog.
        if (this.#inbox.size >= WAITING_MAX) await this.#inbox.room(WAITING_MAX / 2);
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#inbox.abort(error);
    }
  }

  /** A tick carries the time at which it is handled, however long it waited. */
  #current(event: EngineEvent): EngineEvent {
    if (endsTrust(event)) this.#distrusted -= 1;
    if (event.from !== 'clock') return event;
    this.#ticking = false;
    const { marketClock, world } = this.#parts;
    return { ...event, at: marketClock.now(), monotonic: world.clock.monotonic() };
  }

  /** Puts an event in the inbox; false for a tick while another one waits. */
  #push(event: EngineEvent): boolean {
    if (event.from === 'clock') {
      // One queued tick carries as much information as many.
      if (this.#ticking) return false;
      this.#ticking = true;
    }
    const taken = this.#inbox.push({ event });
    if (taken && endsTrust(event)) this.#distrusted += 1;
    return taken;
  }
}

/** Whether an event, once handled, lets the engine add nothing until it has read the account. */
function endsTrust(event: EngineEvent): boolean {
  if (event.from === 'clock') return Math.abs(event.wallJumpMs) >= WALL_JUMP_MS;
  return event.from === 'broker' && event.event.kind === 'disconnected';
}

async function answerOf(
  parts: LiveParts,
  command: Command,
  { decidedAt, trusted }: { readonly decidedAt: number; readonly trusted: () => boolean },
): Promise<Answer> {
  const { broker, marketClock, engine, world } = parts;
  try {
    switch (command.kind) {
      case 'submit': {
        const { order, attempt } = command;
        const submission = await broker.submit(order, () => {
          const waited = world.clock.monotonic() - decidedAt;
          return waited <= VERDICT_MS && engine.canStillSend(order.id, trusted());
        });
        return { kind: 'submission', order: order.id, attempt, submission };
      }
      case 'cancel': {
        const answer = await broker.cancel(command.brokerId);
        return { kind: 'cancel', at: marketClock.now(), order: command.order, answer };
      }
      case 'find': {
        const askedAt = world.clock.monotonic();
        const found = await broker.find(command.order);
        return { kind: 'found', at: marketClock.now(), askedAt, order: command.order, found };
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
    // A submission that throws proves nothing about its outcome.
    if (command.kind === 'submit') {
      const evidence = { source: 'response', message } as const;
      const submission = { kind: 'unknown', at, evidence } as const;
      return { kind: 'submission', order: command.order.id, attempt: command.attempt, submission };
    }
    return { kind: 'failed', at, command, message };
  }
}

function tick(parts: LiveParts, push: (event: EngineEvent) => boolean): () => void {
  const every = parts.tickMs ?? 250;
  if (every === 0) return () => {};
  const { clock, log } = parts.world;
  const lead = (): number => clock.now() - clock.monotonic();
  let last = lead();
  let cancel = (): void => {};
  const next = (): void => {
    cancel = clock.timer(every, () => {
      const wallJumpMs = lead() - last;
      const at = parts.marketClock.now();
      const taken = push({ from: 'clock', at, monotonic: clock.monotonic(), wallJumpMs });
      // A tick that was not taken leaves its jump to the next one.
      if (taken) last += wallJumpMs;
      if (taken && Math.abs(wallJumpMs) >= WALL_JUMP_MS) {
        const text = `the wall clock jumped by ${Math.round(wallJumpMs / 1_000)} s`;
        log.write('warn', `${text}; nothing is added until the account has been read again`);
      }
      next();
    });
  };
  next();
  return () => cancel();
}

/** Waits until `quiet` holds over several turns, so that a value in transit is not missed. */
async function idle({ clock }: LiveParts['world'], quiet: () => boolean): Promise<void> {
  for (let turns = 0, waits = 0; turns < IDLE_TURNS;) {
    // Network traffic needs turns of the event loop, not only resolved promises.
    if (waits === IDLE_TURNS * 4) await clock.sleep(1);
    else await Promise.resolve();
    turns = quiet() ? turns + 1 : 0;
    waits = turns > 0 ? 0 : Math.min(waits + 1, IDLE_TURNS * 4);
  }
}

const IDLE_TURNS = 16;
