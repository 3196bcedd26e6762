import { DAY, type EpochMs, epochMs, HOUR, MINUTE } from '../../core/time.ts';
import type { Recorder } from '../recorder.ts';
import type { Reconciliation } from './reconcile.ts';

/**
 * How far back flows are asked for when cash differs: a dividend or a fee names a day and comes
 * days after it, over a long weekend four.
 */
const LATE_FLOWS_MS = 7 * DAY;
/** A broker's clock that goes back by more was set; by less, two statements were read together. */
const CLOCK_SET_MS = 30_000;
/** After so many statements in which the broker's clock stays behind, the clock is believed. */
const BEHIND_MAX = 12;
/** How soon a statement that cannot be the last word is asked for again. */
const RECHECK_MS = 1_000;

/**
 * When statements of the account are requested, and since when they tell what happened.
 *
 * Intervals pass on the monotonic clock. While a request is unanswered nothing is due: asking
 * again would only make both answers later.
 */
export class StatementSchedule {
  readonly #recorder: Recorder;
  readonly #everyMs: number;
  #requestedAt = Number.NEGATIVE_INFINITY;
  #recheckAt: number | undefined;
  #last = 0;
  /** The last statement that was answered or has failed. */
  #answered = 0;
  /** The newest statement that was answered, and its instant on the broker's clock. */
  #newest: { readonly statement: number; readonly at: EpochMs } | undefined;
  /** Consecutive statements, each requested after the newest had arrived, that are behind it. */
  #behind = 0;
  /** The newest statement that had been answered when an unanswered one was requested. */
  readonly #known = new Map<number, number>();
  /** Whether ledger and broker differed, which a flow that was told late may explain. */
  #differs = false;

  constructor(parts: { readonly recorder: Recorder; readonly everyMs: number }) {
    this.#recorder = parts.recorder;
    this.#everyMs = parts.everyMs;
  }

  /** Whether a statement is due at an instant of the monotonic clock; if so, it counts as begun. */
  isDue(monotonic: number): boolean {
    const due = this.#everyMs > 0 && monotonic - this.#requestedAt >= this.#everyMs;
    const again = this.#recheckAt !== undefined && monotonic - this.#recheckAt >= RECHECK_MS;
    if ((!due && !again) || this.#answered < this.#last) return false;
    this.#requestedAt = monotonic;
    return true;
  }

  /** The interval to the next statement begins at this instant of the monotonic clock. */
  restart(monotonic: number): void {
    this.#requestedAt = monotonic;
  }

  /** Requests a statement and returns its number. */
  request(): number {
    this.#recheckAt = undefined;
    // The overlap takes in what was reported late; what is booked already is dropped by its id.
    const { portfolio, now } = this.#recorder;
    const { openedAt, reconciled } = portfolio;
    const opened = openedAt ?? now;
    const fills = epochMs(Math.max(opened - MINUTE, reconciled.at - HOUR));
    const deep = openedAt === null || this.#differs;
    const flows = deep ? epochMs(Math.max(opened, reconciled.at) - LATE_FLOWS_MS) : fills;
    this.#last += 1;
    const statement = this.#last;
    this.#known.set(statement, this.#newest?.statement ?? 0);
    this.#recorder.command({ kind: 'snapshot', statement, since: { fills, flows } });
    return statement;
  }

  /**
   * Whether a newer statement arrived first, so that this one shows the past of the account. If
   * not, this one is the newest from here on.
   *
   * @param at the instant of the statement on the broker's clock; where it goes back a long way, or
   *   stays behind in statement after statement, the clock was set, and is believed
   */
  isOvertaken(statement: number, at: EpochMs): boolean {
    const newest = this.#newest;
    const known = this.#known.get(statement) ?? 0;
    this.#known.delete(statement);
    if (newest !== undefined && at < newest.at) {
      // A statement that was requested after the newest had arrived cannot show an older account:
      // then the clock itself is behind, for a moment after a restart, or for good.
      if (known >= newest.statement) this.#behind += 1;
      const isSet = newest.at - at >= CLOCK_SET_MS && statement > newest.statement;
      if (!isSet && this.#behind < BEHIND_MAX) return true;
    }
    this.#behind = 0;
    this.#newest = { statement: Math.max(statement, newest?.statement ?? 0), at };
    return false;
  }

  /** A statement was compared with the ledger. */
  compared(statement: number, result: Reconciliation): void {
    this.#answered = Math.max(this.#answered, statement);
    this.#differs = result !== 'agreed';
    this.#recheckAt = result === 'recheck' ? this.#requestedAt : undefined;
  }

  /** A statement could not be had, or says nothing of the present. */
  failed(statement: number): void {
    this.#known.delete(statement);
    this.#answered = Math.max(this.#answered, statement);
    this.#recheckAt = this.#requestedAt;
  }
}
