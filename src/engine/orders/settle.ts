import { type IsoDate, MINUTE, SECOND } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import type { Evidence } from '../../orders/event.ts';
import type { OrderState } from '../../orders/lifecycle.ts';
import type { ClientOrderId } from '../../orders/request.ts';
import type { Orders } from './orders.ts';
import { bookOrderEvent } from './order-events.ts';
import type { Recorder } from '../recorder.ts';

/** When to query an order of unknown outcome again, after the first query. */
const ASK_AFTER_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;

/** Time after the last byte from which a "not found" counts as proof. */
export const FENCE_MS = MINUTE;

/** Maximum age of a decision that may be sent again. */
const STILL_WANTED_MS = 5 * MINUTE;

/** Delay before a cancel is sent again: one that was accepted, and one without an answer. */
const CANCEL_TAKEN_MS = 5 * SECOND;
const CANCEL_UNKNOWN_MS = SECOND;

/** Minimum time an abandoned order is watched, even if simulated days pass quickly. */
const WATCH_MS = 10 * MINUTE;

/** Number of "not found" answers needed on a later trading day. */
const PROOFS = 2;

interface Asked {
  /** Monotonic time when the order was first seen as unknown: the last byte had left by then. */
  readonly since: number;
  questions: number;
  nextAt: number;
  /** Whether a query past the fence was answered with "not found". */
  proven: boolean;
  /** Number of "not found" answers on a later trading day. */
  proofs: number;
}

/** The repeats of one cancel. */
interface Repeated {
  times: number;
  lastAt: number;
}

/**
 * Settles orders of unknown outcome: queries by client order id until the broker answers, and past
 * the fence sends the identical request again under the same id if it is still wanted. Cancels
 * that had no effect are sent again too.
 *
 * Never a new id for the same decision, never a terminal state by timer. Waits run on the monotonic
 * clock: setting the wall clock neither shortens nor lengthens one.
 */
export class Settler {
  readonly #recorder: Recorder;
  readonly #orders: Orders;
  readonly #fenceMs: number;
  readonly #asked = new Map<ClientOrderId, Asked>();
  readonly #cancels = new Map<ClientOrderId, Repeated>();
  #monotonic = 0;
  /** The trading day, and when it was first seen, on the monotonic clock. */
  #date: IsoDate | undefined;
  #dayAt = 0;

  constructor(parts: { recorder: Recorder; orders: Orders; fenceMs: number }) {
    this.#recorder = parts.recorder;
    this.#orders = parts.orders;
    this.#fenceMs = parts.fenceMs;
  }

  /**
   * The broker answered that it does not know this order.
   *
   * @param askedAt when the question left, on the monotonic clock; an answer may wait for long, and
   *   proves what was so when it was asked
   */
  notFound(id: ClientOrderId, askedAt: number): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    if (askedAt - asked.since >= this.#fenceMs) asked.proven = true;
    const order = this.#recorder.portfolio.open.get(id);
    const { session } = this.#recorder.portfolio;
    if (order?.status !== 'abandoned' || session === null) return;
    const watched = askedAt - asked.since >= WATCH_MS && askedAt >= this.#dayAt;
    if (watched && session.date > newYorkDate(order.updatedAt)) asked.proofs += 1;
    if (asked.proofs < PROOFS) return;
    const message = `not found ${PROOFS} times on ${session.date}, a later trading day`;
    const evidence: Evidence = { source: 'query', status: 404, message };
    const at = this.#recorder.now;
    bookOrderEvent(this.#recorder, { kind: 'expired', at, order: id, evidence });
  }

  /** Handles a tick: sends the queries that are due and decides orders past their fence. */
  tick(monotonic: number): void {
    this.#monotonic = monotonic;
    const { open, session } = this.#recorder.portfolio;
    if (session?.date !== this.#date) {
      this.#date = session?.date;
      this.#dayAt = monotonic;
    }
    for (const [id, order] of open) {
      if (isInDoubt(order)) this.#settle(id, order);
      // An order that becomes unknown again (its repeat was not answered) gets its own fence.
      else this.#asked.delete(id);
      const { cancel, brokerId } = order;
      const pending = (cancel === 'requested' || cancel === 'unknown') && brokerId !== null;
      if (pending) this.#cancelAgain(id, order);
      else this.#cancels.delete(id);
    }
    for (const id of this.#asked.keys()) if (!open.has(id)) this.#asked.delete(id);
    for (const id of this.#cancels.keys()) if (!open.has(id)) this.#cancels.delete(id);
  }

  #settle(id: ClientOrderId, order: OrderState): void {
    let asked = this.#asked.get(id);
    if (asked === undefined) {
      const since = this.#monotonic;
      asked = { since, questions: 0, nextAt: since, proven: false, proofs: 0 };
      this.#asked.set(id, asked);
    }
    if (order.status === 'unknown' && asked.proven && this.#decide(id, order)) return;
    if (this.#monotonic < asked.nextAt) return;
    const step = Math.min(asked.questions, ASK_AFTER_MS.length - 1);
    asked.questions += 1;
    // An abandoned order is watched, not chased.
    asked.nextAt = this.#monotonic + (order.status === 'abandoned' ? MINUTE : ASK_AFTER_MS[step]!);
    this.#recorder.command({ kind: 'find', order: id });
  }

  /** Sends the order again, or abandons it; false when that must wait. */
  #decide(id: ClientOrderId, order: OrderState): boolean {
    const { now } = this.#recorder;
    const young = now - order.request.decidedAt <= STILL_WANTED_MS;
    if (!young || order.cancel !== 'none') {
      const reason = young ? 'it is to be canceled' : 'the decision is too old to be sent again';
      this.#abandon(id, reason);
      return true;
    }
    // The account is being read again; only then is it known whether the limits allow the order.
    if (this.#orders.view.engine === 'recovering') return false;
    const verdict = this.#orders.reviewAgain(order);
    if (verdict === undefined) return false;
    if (verdict.verdict !== 'approved') {
      this.#abandon(id, 'the limits in force would not allow it now');
      return true;
    }
    const attempt = order.attempts + 1;
    const event = { kind: 'sent', at: now, order: id, attempt } as const;
    this.#recorder.record({ kind: 'order_event', event });
    this.#recorder.command({ kind: 'submit', order: verdict.order, attempt });
    // This repeat may fail before the next tick; the order then still gets its own fence.
    this.#asked.delete(id);
    return true;
  }

  #abandon(order: ClientOrderId, reason: string): void {
    const event = { kind: 'abandoned', at: this.#recorder.now, order, reason } as const;
    this.#recorder.record({ kind: 'order_event', event });
    this.#asked.delete(order);
  }

  /** A lost cancel looks the same as a slow one. */
  #cancelAgain(id: ClientOrderId, { cancel, brokerId, brokerStatus }: OrderState): void {
    const sent = this.#cancels.get(id);
    if (sent === undefined) {
      this.#cancels.set(id, { times: 0, lastAt: this.#monotonic });
      return;
    }
    const first = cancel === 'unknown' ? CANCEL_UNKNOWN_MS : CANCEL_TAKEN_MS;
    if (this.#monotonic - sent.lastAt < Math.min(MINUTE, first * 2 ** sent.times)) return;
    sent.times += 1;
    sent.lastAt = this.#monotonic;
    this.#recorder.command({ kind: 'find', order: id });
    if (brokerStatus === 'pending_cancel') return;
    this.#recorder.command({ kind: 'cancel', order: id, brokerId: brokerId! });
  }
}

/** Whether the broker must be queried about this order. */
function isInDoubt({ status, gap }: OrderState): boolean {
  return status === 'unknown' || status === 'abandoned' || status === 'quarantined' || gap;
}
