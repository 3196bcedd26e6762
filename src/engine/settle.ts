import { HOUR, MINUTE, SECOND } from '../core/time.ts';
import type { ClientOrderId } from '../orders/request.ts';
import type { OrderState } from '../orders/lifecycle.ts';
import type { Desk } from './desk.ts';
import type { Recorder } from './recorder.ts';

/** When to ask again for an order whose fate is unknown, after the first question. */
const ASK_AFTER_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;

/** How long after the last byte a "not found" begins to prove something. */
export const FENCE_MS = MINUTE;

/** How old a decision may be to be sent again. */
const STILL_WANTED_MS = 5 * MINUTE;

interface Asked {
  /** World time of the last submission attempt, as far as it is known. */
  sentAt: number;
  questions: number;
  nextAt: number;
  notFound: boolean;
}

/**
 * Settles orders whose fate is unknown: asks by client order id until the broker answers, and past
 * the fence sends the identical request again under the same id when it is still wanted.
 *
 * Never a new id for the same decision, never a terminal state by timer. Waits run on the world's
 * clock, because that is the clock of the wire.
 */
export class Settler {
  readonly #recorder: Recorder;
  readonly #desk: Desk;
  readonly #fenceMs: number;
  readonly #asked = new Map<ClientOrderId, Asked>();
  #wall = 0;

  constructor(parts: { recorder: Recorder; desk: Desk; fenceMs: number }) {
    this.#recorder = parts.recorder;
    this.#desk = parts.desk;
    this.#fenceMs = parts.fenceMs;
  }

  /** The broker answered that it does not know this order. */
  notFound(order: ClientOrderId): void {
    const asked = this.#asked.get(order);
    if (asked !== undefined) asked.notFound = true;
  }

  /** Time passed: asks for what is due and decides what is past its fence. */
  tick(wall: number): void {
    this.#wall = wall;
    for (const [id, order] of this.#recorder.portfolio.open) {
      const { status } = order;
      if (status === 'unknown' || status === 'abandoned' || order.gap) this.#settle(id, order);
      else if (order.cancel === 'unknown' && order.brokerId !== null) this.#recancel(id, order);
    }
    for (const id of this.#asked.keys()) {
      if (!this.#recorder.portfolio.open.has(id)) this.#asked.delete(id);
    }
  }

  #settle(id: ClientOrderId, order: OrderState): void {
    let asked = this.#asked.get(id);
    if (asked === undefined) {
      asked = { sentAt: this.#wall, questions: 0, nextAt: this.#wall, notFound: false };
      this.#asked.set(id, asked);
    }
    const past = asked.notFound && this.#wall - asked.sentAt >= this.#fenceMs;
    if (order.status === 'unknown' && past) {
      this.#decide(id, order, asked);
      return;
    }
    if (this.#wall < asked.nextAt) return;
    const step = Math.min(asked.questions, ASK_AFTER_MS.length - 1);
    asked.questions += 1;
    // An abandoned order is watched, not chased.
    const wait = order.status === 'abandoned' ? HOUR / 60 : ASK_AFTER_MS[step]!;
    asked.nextAt = this.#wall + wait;
    this.#recorder.command({ kind: 'find', order: id });
  }

  #decide(id: ClientOrderId, order: OrderState, asked: Asked): void {
    const { now } = this.#recorder;
    const young = now - order.request.decidedAt <= STILL_WANTED_MS;
    const verdict = young && order.cancel === 'none' ? this.#desk.reviewAgain(order) : undefined;
    if (verdict?.verdict !== 'approved') {
      const reason = young
        ? 'the limits in force would not allow it now'
        : 'the decision is too old to be sent again';
      const event = { kind: 'abandoned', at: now, order: id, reason } as const;
      this.#recorder.record({ kind: 'order_event', event });
      return;
    }
    const attempt = order.attempts + 1;
    const event = { kind: 'sent', at: now, order: id, attempt } as const;
    this.#recorder.record({ kind: 'order_event', event });
    this.#recorder.command({ kind: 'submit', order: verdict.order, attempt });
    asked.sentAt = this.#wall;
    asked.questions = 0;
    asked.nextAt = this.#wall + SECOND;
    asked.notFound = false;
  }

  #recancel(id: ClientOrderId, order: OrderState): void {
    const asked = this.#asked.get(id);
    if (asked !== undefined && this.#wall < asked.nextAt) return;
    const nextAt = this.#wall + SECOND;
    this.#asked.set(id, { sentAt: this.#wall, questions: 0, nextAt, notFound: false });
    this.#recorder.command({ kind: 'find', order: id });
    this.#recorder.command({ kind: 'cancel', order: id, brokerId: order.brokerId! });
  }
}
