import type { JournalEntry } from '../ledger/journal.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Engine } from './engine.ts';
import type { Answer, Command, Outcome } from './events.ts';
import { QUIET } from './events.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import type { EpochMs } from '../core/time.ts';

/** What the simulated driver connects. */
export interface SimulatedRun {
  readonly engine: Engine;
  readonly broker: SimulatedBroker;
  /** Market events in order, undefined at the end; objects may be reused between instants. */
  readonly feed: { next(): MarketEvent | undefined };
  readonly startsAt: EpochMs;
  /** Bars to warm indicators with after a split. */
  readonly history?: (command: Command & { kind: 'history' }) => Answer | undefined;
  /** Given the entries of every outcome, in order; absent when nobody keeps them. */
  readonly journal?: (entries: readonly JournalEntry[]) => void;
  /** Whether an order reaches the broker only after the next bar of its symbol. Default false. */
  readonly delays?: boolean;
  /** Called after a session's open or close was handled. */
  readonly onSession?: (event: MarketEvent & { kind: 'session' }) => void;
}

/**
 * The driver of a backtest: a plain loop, no policy.
 *
 * At each instant the exchange sees every event first, so that what rests is filled at the open of
 * a bar before anyone decides at its close; then the engine is told, fills first.
 */
export function runSimulated(run: SimulatedRun): void {
  const { engine, broker, feed } = run;
  // One envelope for all: the engine keeps neither it nor what is in it.
  const market = { from: 'market' as const, event: undefined as unknown as MarketEvent };
  const slice: MarketEvent[] = [];
  const late = run.delays === true ? new LateOrders() : undefined;

  const settle = (outcome: Outcome): void => {
    if (outcome === QUIET) return;
    run.journal?.(outcome.entries);
    for (const command of outcome.commands) {
      if (late?.holds(command) === true) continue;
      const answer = command.kind === 'history' ? run.history?.(command) : broker.perform(command);
      if (answer !== undefined) settle(engine.handle({ from: 'answer', answer }));
    }
    if (outcome.commands.length > 0) tell();
  };
  const tell = (): void => {
    for (const event of broker.take()) settle(engine.handle({ from: 'broker', event }));
  };

  const release = (): void => {
    for (const command of late?.released() ?? []) {
      const answer = broker.perform(command);
      if (answer !== undefined) settle(engine.handle({ from: 'answer', answer }));
      tell();
    }
  };

  const hand = (event: MarketEvent): void => {
    market.event = event;
    settle(engine.handle(market));
    if (event.kind === 'session') run.onSession?.(event);
  };

  settle(engine.start(run.startsAt));
  tell();
  let event = feed.next();
  while (event !== undefined) {
    const { at } = event;
    broker.observe(event);
    let later = feed.next();
    if (later === undefined || later.at !== at) {
      if (broker.hasNews) tell();
      late?.see(event);
      hand(event);
      release();
      event = later;
      continue;
    }
    slice.length = 0;
    slice.push(event);
    while (later !== undefined && later.at === at) {
      slice.push(later);
      broker.observe(later);
      later = feed.next();
    }
    if (broker.hasNews) tell();
    if (late !== undefined) for (const one of slice) late.see(one);
    for (let index = 0; index < slice.length; index += 1) hand(slice[index]!);
    release();
    event = later;
  }
}

/** Orders that wait for a bar of their symbol after the one that they were decided at. */
class LateOrders {
  readonly #waiting: { readonly command: Command & { kind: 'submit' }; due: boolean }[] = [];

  /** Whether a command is an order, which is kept. */
  holds(command: Command): boolean {
    if (command.kind !== 'submit') return false;
    this.#waiting.push({ command, due: false });
    return true;
  }

  /** Sees an event before anyone decides at it: what waits already for its symbol is due. */
  see(event: MarketEvent): void {
    if (event.kind !== 'bar') return;
    for (const one of this.#waiting) {
      if (one.command.order.symbol === event.bar.symbol) one.due = true;
    }
  }

  /** Takes the orders that are due, in the order in which they were decided. */
  released(): readonly (Command & { kind: 'submit' })[] {
    const due = this.#waiting.filter((one) => one.due);
    if (due.length === 0) return [];
    const rest = this.#waiting.filter((one) => !one.due);
    this.#waiting.splice(0, this.#waiting.length, ...rest);
    return due.map(({ command }) => command);
  }
}
