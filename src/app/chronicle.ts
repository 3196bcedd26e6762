import type { EpochMs } from '../core/time.ts';
import type { JournalEntry, Statement } from '../ledger/journal.ts';
import type { ClientOrderId } from '../orders/request.ts';
import { orderOf } from './entry-hub.ts';

/** The value of the account at an instant of the market; an estimate in dollars. */
export interface EquityPoint {
  readonly at: EpochMs;
  readonly equity: number;
}

/** How many points of the equity curve are kept. */
const POINTS_MAX = 20_000;

/**
 * What surfaces show beside the portfolio itself: the equity curve, the broker's last statement,
 * denials by code, and where each order's entries lie in the journal.
 *
 * A fold over the same entries; only the curve between sessions is sampled from marks, as the
 * journal holds no market data.
 */
export class Chronicle {
  readonly denied = new Map<string, number>();
  /** The last statement that the journal keeps; it keeps few. */
  broker: Statement | undefined = undefined;
  #points: EquityPoint[] = [];
  readonly #spans = new Map<ClientOrderId, { first: number; last: number }>();

  /** Takes in entries in order, those of earlier lives included. */
  note(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const { body, seq, at } = entry;
      const order = orderOf(entry);
      if (order !== undefined) {
        const span = this.#spans.get(order);
        if (span === undefined) this.#spans.set(order, { first: seq, last: seq });
        else span.last = seq;
      }
      if (body.kind === 'session') this.sample({ at, equity: body.equity });
      else if (body.kind === 'reconciled') {
        this.broker = { at: body.asOf, account: body.account };
      } else if (body.kind === 'order_event' && body.event.kind === 'denied') {
        for (const { code } of body.event.denials) {
          this.denied.set(code, (this.denied.get(code) ?? 0) + 1);
        }
      }
    }
  }

  /** Adds a point to the curve; one that is not later than the last replaces it. */
  sample(point: EquityPoint): void {
    // Before the account is known it is worth nothing, which is not a point of its curve.
    if (!Number.isFinite(point.equity) || point.equity === 0) return;
    const last = this.#points.at(-1);
    if (last !== undefined && point.at <= last.at) {
      if (point.at === last.at) this.#points[this.#points.length - 1] = point;
      return;
    }
    this.#points.push(point);
    if (this.#points.length > 2 * POINTS_MAX) this.#points = this.#points.slice(-POINTS_MAX);
  }

  /** The curve since an instant, oldest first, thinned to about `most` points, ends kept. */
  curve(since: EpochMs, most: number): readonly EquityPoint[] {
    const points = this.#points.filter(({ at }) => at >= since);
    if (points.length <= most) return points;
    const step = (points.length - 1) / (most - 1);
    return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]!);
  }

  /** The first and last entry of an order's life so far. */
  spanOf(order: ClientOrderId): { readonly first: number; readonly last: number } | undefined {
    return this.#spans.get(order);
  }
}
