import type { Orders } from '../orders/orders.ts';
import type { ControlEvent } from '../events.ts';
import type { Reconciler } from '../account/reconcile.ts';
import type { Recorder } from '../recorder.ts';

/** Carries out user requests: orders, cancels, halt and resume; each journaled with a name. */
export class Controls {
  readonly #recorder: Recorder;
  readonly #orders: Orders;
  readonly #reconciler: Reconciler;

  constructor(parts: { recorder: Recorder; orders: Orders; reconciler: Reconciler }) {
    this.#recorder = parts.recorder;
    this.#orders = parts.orders;
    this.#reconciler = parts.reconciler;
  }

  handle(event: ControlEvent): void {
    const { by } = event;
    switch (event.kind) {
      case 'place':
        this.#orders.place(event);
        return;
      case 'cancel':
        this.#orders.cancel(event.order, `${by}: ${event.reason}`);
        return;
      case 'adjust': {
        const difference = this.#reconciler.difference;
        if (difference?.words !== event.difference) return;
        const cause = `${by}: ${event.reason}`;
        for (const body of difference.adjustments) this.#recorder.record({ ...body, cause });
        return;
      }
      case 'halt':
      case 'reduce_only': {
        const asked = event.kind === 'halt' ? 'halted' : 'reduce_only';
        const { reason } = event;
        const { engine } = this.#recorder.portfolio;
        // A halt is never softened by a later, weaker request, and outlives the day's own.
        if (engine.under === asked || engine.under === 'halted') return;
        const state = engine.state === 'halted' ? 'halted' : asked;
        this.#recorder.record({ kind: 'engine_state', state, by, reason });
        this.#orders.cancelIncreasing(reason);
        return;
      }
      case 'resume': {
        const { reason } = event;
        if (this.#recorder.portfolio.engine.state === 'running') return;
        this.#recorder.record({ kind: 'engine_state', state: 'running', by, reason });
        return;
      }
      case 'pause_book':
      case 'resume_book': {
        const { book, reason } = event;
        const state = event.kind === 'pause_book' ? 'paused' : 'running';
        if (this.#recorder.portfolio.books.get(book)?.state === state) return;
        this.#recorder.record({ kind: 'book_state', book, state, reason: `${by}: ${reason}` });
      }
    }
  }
}
