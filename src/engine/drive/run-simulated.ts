import type { JournalEntry } from '../../ledger/journal.ts';
import type { BarEvent, FeedEvent, MarketEvent } from '../../market/event.ts';
import type { Engine } from '../engine.ts';
import type { Answer, Command, Outcome } from '../events.ts';
import { QUIET } from '../events.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import type { EpochMs } from '../../core/time.ts';

/** What the simulated driver connects. */
export interface SimulatedRun {
  readonly engine: Engine;
  readonly broker: SimulatedBroker;
  /** Market events in order, undefined at the end; objects may be reused between instants. */
  readonly feed: { next(): MarketEvent | undefined };
  readonly startsAt: EpochMs;
  /** Bars to warm indicators with after a split. */
  readonly history?: (command: Command & { kind: 'history' }) => Answer | undefined;
  /** Receives the entries of every outcome, in order; absent when they are not saved. */
  readonly journal?: (entries: readonly JournalEntry[]) => void;
  /** Whether an order reaches the broker only after the next bar of its symbol. Default false. */
  readonly delays?: boolean;
  /** Called after a session's open or close was handled. */
  readonly onSession?: (event: MarketEvent & { kind: 'session' }) => void;
}

/**
 * The driver of a backtest: a plain loop, no policy.
 *
 * At each instant the exchange sees every event first, so that resting orders fill at the open of a
 * bar before any strategy decides at its close. The engine receives the events next, fills first.
 */
export function runSimulated(run: SimulatedRun): void {
  const { engine, broker, feed } = run;
  // One envelope for all, and one for the bars of an instant: the engine keeps neither them nor
  // what is in them.
  const market = { from: 'market' as const, event: undefined as unknown as FeedEvent };
  const together: JoinedBars = { kind: 'bars', at: run.startsAt, bars: [] };
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
    if (late === undefined) return;
    for (const command of late.released()) {
      const answer = broker.perform(command);
      if (answer !== undefined) settle(engine.handle({ from: 'answer', answer }));
      tell();
    }
  };

  const hand = (event: FeedEvent): void => {
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
    for (let index = 0; index < slice.length;) {
      const event = joinFrom(slice, index, together);
      hand(event);
      index += event.kind === 'bars' ? event.bars.length : 1;
    }
    release();
    event = later;
  }
}

interface JoinedBars {
  readonly kind: 'bars';
  at: EpochMs;
  readonly bars: BarEvent[];
}

/** The event at a place of an instant; bars that follow each other are joined in the envelope. */
function joinFrom(slice: readonly MarketEvent[], place: number, together: JoinedBars): FeedEvent {
  const event = slice[place]!;
  if (event.kind !== 'bar' || slice[place + 1]?.kind !== 'bar') return event;
  const { bars } = together;
  bars.length = 0;
  let next: MarketEvent | undefined = event;
  for (; next?.kind === 'bar'; next = slice[place + bars.length]) bars.push(next);
  together.at = event.at;
  return together;
}

/** Orders that wait for a bar of their symbol after the one that they were decided at. */
class LateOrders {
  readonly #waiting: { readonly command: Command & { kind: 'submit' }; due: boolean }[] = [];

  /** Whether a command is an order, which is held back. */
  holds(command: Command): boolean {
    // An order that follows an execution fills with it.
    if (command.kind !== 'submit' || command.order.waits?.for === 'fill') return false;
    this.#waiting.push({ command, due: false });
    return true;
  }

  /** Sees an event before any decision on it: orders that wait for its symbol are now due. */
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
