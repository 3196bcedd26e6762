import { MINUTE, SECOND } from '../core/time.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { Evidence } from '../orders/event.ts';
import type { OrderState } from '../orders/lifecycle.ts';
import type { ClientOrderId } from '../orders/request.ts';
import type { Desk } from './desk.ts';
import { bookOrderEvent } from './order-events.ts';
import type { Recorder } from './recorder.ts';

/** When to ask again for an order that is in doubt, after the first question. */
const ASK_AFTER_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;

/** How long after the last byte a "not found" begins to prove something. */
export const FENCE_MS = MINUTE;

/** How old a decision may be to be sent again. */
const STILL_WANTED_MS = 5 * MINUTE;

/** How soon a cancel is sent again: one that was taken, and one that nobody answered. */
const CANCEL_TAKEN_MS = 5 * SECOND;
const CANCEL_UNKNOWN_MS = SECOND;

/** How often the broker must say on a later trading day that it has no such order. */
const PROOFS = 2;

interface Asked {
  /** World time at which the doubt was first seen: the last byte had left by then. */
  readonly since: number;
  questions: number;
  askedAt: number;
  nextAt: number;
  /** Whether a question that was asked past the fence was answered with "not found". */
  proven: boolean;
  /** How many questions of a later trading day were answered so. */
  proofs: number;
}

/** The repeats of one cancel. */
interface Repeated {
  times: number;
  lastAt: number;
}

/**
 * Settles orders whose fate is unknown: asks by client order id until the broker answers, and past
 * the fence sends the identical request again under the same id when it is still wanted. Cancels
 * that led to nothing are sent again too.
 *
 * Never a new id for the same decision, never a terminal state by timer. Waits run on the world's
 * clock, because that is the clock of the wire.
 */
export class Settler {
  readonly #recorder: Recorder;
  readonly #desk: Desk;
  readonly #fenceMs: number;
  readonly #asked = new Map<ClientOrderId, Asked>();
  readonly #cancels = new Map<ClientOrderId, Repeated>();
  #wall = 0;

  constructor(parts: { recorder: Recorder; desk: Desk; fenceMs: number }) {
    this.#recorder = parts.recorder;
    this.#desk = parts.desk;
    this.#fenceMs = parts.fenceMs;
  }

  /** The broker answered that it does not know this order. */
  notFound(id: ClientOrderId): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    if (asked.askedAt - asked.since >= this.#fenceMs) asked.proven = true;
    const order = this.#recorder.portfolio.open.get(id);
    const { session } = this.#recorder.portfolio;
    if (order?.status !== 'abandoned' || session === null) return;
    if (session.date > newYorkDate(order.updatedAt)) asked.proofs += 1;
    if (asked.proofs < PROOFS) return;
    const message = `not found ${PROOFS} times on ${session.date}, a later trading day`;
    const evidence: Evidence = { source: 'query', status: 404, message };
    const at = this.#recorder.now;
    bookOrderEvent(this.#recorder, { kind: 'expired', at, order: id, evidence });
  }

  /** Time passed: asks for what is due and decides what is past its fence. */
  tick(wall: number): void {
    this.#wall = wall;
    const { open } = this.#recorder.portfolio;
    for (const [id, order] of open) {
      if (isInDoubt(order)) this.#settle(id, order);
      // A doubt that comes back (a repeat that was not answered) has a fence of its own.
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
      const since = this.#wall;
      asked = { since, questions: 0, askedAt: since, nextAt: since, proven: false, proofs: 0 };
      this.#asked.set(id, asked);
    }
    if (order.status === 'unknown' && asked.proven && this.#decide(id, order)) return;
    if (this.#wall < asked.nextAt) return;
    const step = Math.min(asked.questions, ASK_AFTER_MS.length - 1);
    asked.questions += 1;
    asked.askedAt = this.#wall;
    // An abandoned order is watched, not chased.
    asked.nextAt = this.#wall + (order.status === 'abandoned' ? MINUTE : ASK_AFTER_MS[step]!);
    this.#recorder.command({ kind: 'find', order: id });
  }

  /** Sends it again, or gives it up for lost; false when that must wait. */
  #decide(id: ClientOrderId, order: OrderState): boolean {
    const { now } = this.#recorder;
    const young = now - order.request.decidedAt <= STILL_WANTED_MS;
    if (!young || order.cancel !== 'none') {
      const reason = young ? 'it is to be canceled' : 'the decision is too old to be sent again';
      this.#abandon(id, reason);
      return true;
    }
    // What the account holds is being read again; whether the limits allow it is known after that.
    if (this.#desk.engine === 'recovering') return false;
    const verdict = this.#desk.reviewAgain(order);
    if (verdict === undefined) return false;
    if (verdict.verdict !== 'approved') {
      this.#abandon(id, 'the limits in force would not allow it now');
      return true;
    }
    const attempt = order.attempts + 1;
    const event = { kind: 'sent', at: now, order: id, attempt } as const;
    this.#recorder.record({ kind: 'order_event', event });
    this.#recorder.command({ kind: 'submit', order: verdict.order, attempt });
    return true;
  }

  #abandon(order: ClientOrderId, reason: string): void {
    const event = { kind: 'abandoned', at: this.#recorder.now, order, reason } as const;
    this.#recorder.record({ kind: 'order_event', event });
    this.#asked.delete(order);
  }

  /** A cancel that was lost, by us or on the way, looks like one that takes its time. */
  #cancelAgain(id: ClientOrderId, { cancel, brokerId, brokerStatus }: OrderState): void {
    const sent = this.#cancels.get(id);
    if (sent === undefined) {
      this.#cancels.set(id, { times: 0, lastAt: this.#wall });
      return;
    }
    const first = cancel === 'unknown' ? CANCEL_UNKNOWN_MS : CANCEL_TAKEN_MS;
    if (this.#wall - sent.lastAt < Math.min(MINUTE, first * 2 ** sent.times)) return;
    sent.times += 1;
    sent.lastAt = this.#wall;
    this.#recorder.command({ kind: 'find', order: id });
    if (brokerStatus === 'pending_cancel') return;
    this.#recorder.command({ kind: 'cancel', order: id, brokerId: brokerId! });
  }
}

/** Whether the broker must be asked what this order has become. */
function isInDoubt({ status, gap }: OrderState): boolean {
  return status === 'unknown' || status === 'abandoned' || status === 'quarantined' || gap;
}
