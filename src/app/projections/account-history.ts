import type { EpochMs } from '../../core/time.ts';
import type { JournalEntry, Statement } from '../../ledger/journal.ts';
import type { ClientOrderId } from '../../orders/request.ts';
import { orderOf } from './entry-broadcast.ts';

/** Account equity at a market time; an estimate in dollars. */
export interface EquityPoint {
  readonly at: EpochMs;
  readonly equity: number;
}

/** Maximum number of points in the equity curve. */
const POINTS_MAX = 20_000;

/**
 * What surfaces show in addition to the portfolio: the equity curve, the latest broker statement,
 * denials by code, and the position of each order's entries in the journal.
 *
 * Computed from the same entries; only the intraday curve is sampled from marks, because the
 * journal holds no market data.
 * journal holds no market data.
 */
export class AccountHistory {
  readonly denied = new Map<string, number>();
  /** Latest statement in the journal, which stores only a few. */
  broker: Statement | undefined = undefined;
  #points: EquityPoint[] = [];
  readonly #spans = new Map<ClientOrderId, { first: number; last: number }>();

  /** Applies entries in order, earlier runs included. */
  note(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const { body, seq, at } = entry;
      const order = orderOf(entry);
      if (order !== undefined) {
        const span = this.#spans.get(order);
        if (span === undefined) this.#spans.set(order, { first: seq, last: seq });
        else span.last = seq;
      }
      if (body.kind === 'session' || body.kind === 'day_valued') {
        this.sample({ at, equity: body.equity ?? Number.NaN });
      } else if (body.kind === 'reconciled') {
        this.broker = { at: body.asOf, account: body.account };
      } else if (body.kind === 'order_event' && body.event.kind === 'denied') {
        for (const { code } of body.event.denials) {
          this.denied.set(code, (this.denied.get(code) ?? 0) + 1);
        }
      }
    }
  }

  /** Adds a point to the curve; it replaces the last one if it is not later. */
  sample(point: EquityPoint): void {
    // Before the account is known its equity is zero, which is not a point of the curve.
    if (!Number.isFinite(point.equity) || point.equity === 0) return;
    const last = this.#points.at(-1);
    if (last !== undefined && point.at <= last.at) {
      if (point.at === last.at) this.#points[this.#points.length - 1] = point;
      return;
    }
    this.#points.push(point);
    if (this.#points.length > 2 * POINTS_MAX) this.#points = this.#points.slice(-POINTS_MAX);
  }

  /**
   * Returns the curve since an instant, oldest first, thinned to about `most` points with both
   * ends.
   */
  curve(since: EpochMs, most: number): readonly EquityPoint[] {
    const points = this.#points.filter(({ at }) => at >= since);
    if (points.length <= most) return points;
    const step = (points.length - 1) / (most - 1);
    return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]!);
  }

  /** Returns the first and last journal entry of an order so far. */
  spanOf(order: ClientOrderId): { readonly first: number; readonly last: number } | undefined {
    return this.#spans.get(order);
  }
}
