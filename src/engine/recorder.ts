import { type EpochMs, epochMs } from '../core/time.ts';
import { apply, applyJudged } from '../ledger/apply.ts';
import type { JournalBody, JournalEntry, Sequence } from '../ledger/journal.ts';
import { emptyPortfolio, type FoldObserver, type Portfolio } from '../ledger/portfolio.ts';
import type { OrderEvent } from '../orders/event.ts';
import type { OrderState } from '../orders/lifecycle.ts';
import type { ClientOrderId, OrderRequest } from '../orders/request.ts';
import { type Command, type Outcome, QUIET } from './events.ts';

/**
 * Ties the next entry: numbers it, stamps it, folds it, and keeps it for the outcome.
 *
 * Time never runs backward in a journal: an entry is stamped with the latest instant seen.
 */
export class Recorder {
  readonly portfolio: Portfolio;
  /** The latest instant of the market that the engine has seen. */
  now: EpochMs = epochMs(0);
  /** The order of the last execution. */
  #lastFilled: OrderRequest | undefined;
  /** The one before it: an order that reverses a position may be filled before its close's fee. */
  #filledBefore: OrderRequest | undefined;
  #entries: JournalEntry[] | undefined;
  #commands: Command[] | undefined;
  readonly #observer: FoldObserver;

  /** @param forgetful see {@link Portfolio} */
  constructor(observer: FoldObserver, forgetful: boolean) {
    this.#observer = observer;
    this.portfolio = emptyPortfolio(forgetful);
  }

  /** Moves time forward; an earlier instant changes nothing. */
  observe(at: EpochMs): void {
    if (at > this.now) this.now = at;
  }

  record(body: JournalBody, cause: Sequence | null = null): Sequence {
    const seq = (this.portfolio.seq + 1) as Sequence;
    const entry: JournalEntry = { seq, at: this.now, cause, body };
    apply(this.portfolio, entry, this.#observer);
    this.#note(entry);
    return seq;
  }

  /** Records what happened to an order, with the state that it leads to. */
  recordJudged(event: OrderEvent, judged: OrderState): void {
    const seq = (this.portfolio.seq + 1) as Sequence;
    const body = { kind: 'order_event', event } as const;
    const entry: JournalEntry = { seq, at: this.now, cause: null, body };
    applyJudged(this.portfolio, entry, { observer: this.#observer, judged });
    this.#note(entry);
  }

  #note(entry: JournalEntry): void {
    if (this.#entries === undefined) this.#entries = [entry];
    else this.#entries.push(entry);
  }

  /** Notes the order of an execution, whose fee is reported right after it. */
  noteFilled(order: OrderRequest): void {
    if (this.#lastFilled?.id === order.id) return;
    this.#filledBefore = this.#lastFilled;
    this.#lastFilled = order;
  }

  /** An order that was just filled; undefined when it is neither of the last two. */
  justFilled(id: ClientOrderId): OrderRequest | undefined {
    if (this.#lastFilled?.id === id) return this.#lastFilled;
    return this.#filledBefore?.id === id ? this.#filledBefore : undefined;
  }

  command(command: Command): void {
    if (this.#commands === undefined) this.#commands = [command];
    else this.#commands.push(command);
  }

  /** Folds an entry that is durable already. */
  replay(entry: JournalEntry): void {
    apply(this.portfolio, entry, this.#observer);
    this.observe(entry.at);
  }

  /** What was recorded since the last call. */
  take(): Outcome {
    if (this.#entries === undefined && this.#commands === undefined) return QUIET;
    const outcome = {
      entries: this.#entries ?? QUIET.entries,
      commands: this.#commands ?? QUIET.commands,
    };
    this.#entries = undefined;
    this.#commands = undefined;
    return outcome;
  }
}
