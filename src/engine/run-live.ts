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
  const inbox = new Inbox<Letter>();
  const abort = new AbortController();
  const flight = { count: 0 };
  const state = { busy: false };
  const push = (event: EngineEvent): void => {
    inbox.push({ event });
  };

  const perform = (command: Command): void => {
    flight.count += 1;
    void answerOf(parts, command)
      .then((answer) => push({ from: 'answer', answer }))
      .finally(() => {
        flight.count -= 1;
      });
  };
  const carryOut = async (outcome: Outcome): Promise<void> => {
    if (outcome.entries.length > 0) {
      await parts.journal.append(outcome.entries);
      parts.onEntries?.(outcome.entries);
    }
    for (const command of outcome.commands) perform(command);
  };
  const loop = async (): Promise<void> => {
    await carryOut(parts.engine.start(parts.marketClock.now()));
    void pump(parts.broker.events(abort.signal), (event) => push({ from: 'broker', event }));
    void pump(parts.feed.events(abort.signal), (event) => push({ from: 'market', event }));
    for await (const letter of inbox) {
      state.busy = true;
      const outcome = parts.engine.handle(letter.event);
      await carryOut(outcome);
      parts.onEvent?.(letter.event);
      letter.done?.(outcome);
      state.busy = false;
    }
  };
  const pump = async <T>(source: AsyncIterable<T>, take: (item: T) => void): Promise<void> => {
    try {
      for await (const item of source) take(item);
    } catch (error) {
      if (!abort.signal.aborted) inbox.fail(error);
    }
  };
  const stopTicking = tick(parts, push);
  const finished = loop().then(
    () => undefined,
    (error: unknown) => {
      parts.world.log.write('error', `the engine stopped: ${messageOf(error)}`);
      return error;
    },
  );
  void finished.then((reason) => {
    stopTicking();
    abort.abort();
    inbox.close();
    for (const letter of inbox.rest()) letter.failed?.(reason ?? new Error('stopped'));
  });
  return {
    operator: (event) =>
      new Promise((resolve, reject) => {
        const letter = {
          event: { from: 'operator' as const, event },
          done: resolve,
          failed: reject,
        };
        if (!inbox.push(letter)) reject(new Error('the engine has stopped'));
      }),
    idle: () => idle(parts.world, () => inbox.size === 0 && flight.count === 0 && !state.busy),
    stop: async () => {
      abort.abort();
      inbox.close();
      await finished;
    },
    finished,
  };
}

async function answerOf(parts: LiveParts, command: Command): Promise<Answer> {
  const { broker, marketClock } = parts;
  try {
    switch (command.kind) {
      case 'submit': {
        const { order, attempt } = command;
        const submission = await broker.submit(order);
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
        return { kind: 'snapshot', snapshot: await broker.snapshot(command.since) };
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
