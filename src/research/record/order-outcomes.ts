import { canonicalJson } from '../../core/canonical.ts';
import { ShortMap } from '../../core/short-map.ts';
import { isOnTick } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { OrderEvent } from '../../orders/event.ts';
import type { ClientOrderId, OrderRequest } from '../../orders/request.ts';

/** Orders that the simulated broker refused with one code. */
export interface RefusedOrders {
  /** The broker's numeric code, as at Alpaca; null where it gave none. */
  readonly code: number | null;
  readonly count: number;
  /** The broker's message for the first of them. */
  readonly message: string;
}

/** Orders that did not get through, each cause once for a symbol and a session. */
interface Stops {
  count: number;
  /** Without the repeats. */
  distinct: number;
}

/** Counts what became of the orders of a run other than executions. */
export class OrderOutcomes {
  /** Denials by the code of the control. */
  readonly denied = new Map<string, number>();
  readonly denials: Stops = { count: 0, distinct: 0 };
  readonly refusals: Stops = { count: 0, distinct: 0 };
  /** Orders that ended with their time in force, unfilled or filled in part. */
  expired = 0;
  /** Orders with a price between two ticks. */
  offTick = 0;
  readonly #refused = new Map<number | null, { count: number; readonly message: string }>();
  /** Symbols of the orders without a first event yet. */
  readonly #open = new ShortMap<ClientOrderId, Ticker>();
  /** Causes of this session. */
  readonly #causes = new Set<string>();

  /** Orders that the broker refused, by its code, in the order of their first. */
  get refused(): readonly RefusedOrders[] {
    return [...this.#refused].map(([code, { count, message }]) => ({ code, count, message }));
  }

  onOrdered({ id, symbol, instrument, terms }: OrderRequest): void {
    this.#open.set(id, symbol);
    if (terms.type === 'market') return;
    const limit = terms.type === 'stop' ? undefined : terms.limitPrice;
    const stop = terms.type === 'limit' ? undefined : terms.stopPrice;
    if ([limit, stop].some((price) => price !== undefined && !isOnTick(instrument, price))) {
      this.offTick += 1;
    }
  }

  onEvent(event: OrderEvent): void {
    const symbol = this.#open.get(event.order);
    if (symbol !== undefined) this.#open.delete(event.order);
    if (event.kind === 'denied') {
      for (const { code } of event.denials) {
        this.denied.set(code, (this.denied.get(code) ?? 0) + 1);
      }
      const causes = event.denials.map(({ code, cause = {} }) => [code, cause]);
      this.#stop(this.denials, canonicalJson([symbol ?? '', causes]));
    } else if (event.kind === 'rejected') {
      const { code = null, message } = event.evidence;
      const known = this.#refused.get(code);
      if (known === undefined) this.#refused.set(code, { count: 1, message });
      else known.count += 1;
      this.#stop(this.refusals, canonicalJson([symbol ?? '', code]));
    } else if (event.kind === 'expired') {
      this.expired += 1;
    }
  }

  /** A cause counts again in the next session. */
  onClose(): void {
    this.#causes.clear();
  }

  #stop(stops: Stops, cause: string): void {
    stops.count += 1;
    if (this.#causes.has(cause)) return;
    this.#causes.add(cause);
    stops.distinct += 1;
  }
}
