import { least, type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import { positionOf } from '../../ledger/portfolio.ts';
import type { Ticker } from '../../market/symbol.ts';
import { isWaiting, type OrderState, outstanding } from '../../orders/lifecycle.ts';
import type { ClientOrderId, OrderRequest, OrderWait } from '../../orders/request.ts';
import type { ApprovedOrder } from '../../risk/approved.ts';
import type { Verdict } from '../../risk/gate.ts';
import type { Markets } from '../markets.ts';
import type { Recorder } from '../recorder.ts';

/** Time after which a refused cancel is requested again. */
const AGAIN_MS = 15_000;

/** What waiting orders need of the orders of an engine. */
export interface WaitingParts {
  readonly recorder: Recorder;
  readonly markets: Markets;
  /** Reviews an order again; undefined while only another doubt stands in its way. */
  readonly review: (order: OrderState) => Verdict | undefined;
  /** Requests the cancel of an order again. */
  readonly cancel: (order: ClientOrderId, reason: string) => void;
  /** Orders a smaller quantity instead. */
  readonly again: (order: OrderRequest, quantity: Quantity) => void;
}

/**
 * Approved orders that are not sent yet: an exit whose shares a working order still holds, or the
 * second half of a reversal.
 *
 * They are in the journal like any other order, so that a restart continues to wait. An order is
 * sent when what it waits for has ended, and never for more than there is left to close.
 */
export class WaitingOrders {
  readonly #parts: WaitingParts;
  readonly #orders = new Map<ClientOrderId, ApprovedOrder | undefined>();

  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  /** Whether any order waits. */
  get some(): boolean {
    return this.#orders.size > 0;
  }

  add(order: ApprovedOrder): void {
    this.#orders.set(order.id, order);
  }

  /** Continues to wait with an order of an earlier life. */
  recall(order: ClientOrderId): void {
    this.#orders.set(order, undefined);
  }

  /** Gives up an order that was never sent; journaled. */
  withdraw({ request: { id } }: OrderState, reason: string): void {
    this.#deny(id, reason);
  }

  /** Sends every order whose wait is over. */
  release(): void {
    const { open } = this.#parts.recorder.portfolio;
    for (const [id, approved] of this.#orders) {
      const order = open.get(id);
      if (order === undefined || !isWaiting(order)) {
        this.#orders.delete(id);
        continue;
      }
      if (order.cancel !== 'none') {
        this.#deny(id, 'it was canceled before it was sent');
        continue;
      }
      const waits = order.request.waits!;
      const before = waits.orders.map((other) => open.get(other)).filter(isInTheWay);
      if (before.length > 0) {
        for (const other of before) this.#insist(other, order.request.reason);
        continue;
      }
      this.#end(order, waits, approved);
    }
  }

  /** A cancel that the broker refused is requested again while the order still works. */
  #insist({ request, cancel, updatedAt }: OrderState, reason: string): void {
    const { recorder } = this.#parts;
    if (cancel !== 'refused' || recorder.now - updatedAt < AGAIN_MS) return;
    this.#parts.cancel(request.id, reason);
  }

  /** Gives up the orders of a symbol that were sized in other shares; journaled. */
  onSplit(symbol: Ticker): void {
    const { open } = this.#parts.recorder.portfolio;
    for (const id of this.#orders.keys()) {
      if (open.get(id)?.request.symbol === symbol) this.#deny(id, 'the shares were split');
    }
  }

  #end(order: OrderState, waits: OrderWait, approved: ApprovedOrder | undefined): void {
    const { request } = order;
    const { id, size } = request;
    const left = this.#leftToClose(request);
    if (waits.for === 'fill' && left.sign() > 0) {
      this.#deny(id, 'the order that closes the position ended before it was filled');
      return;
    }
    if (!waits.reduces || size.kind !== 'quantity') {
      this.#send(order, approved);
      return;
    }
    const quantity = least(size.quantity, left);
    if (quantity.equals(size.quantity)) {
      this.#send(order, approved);
      return;
    }
    if (quantity.sign() <= 0) {
      this.#deny(id, 'nothing is left to close');
      return;
    }
    this.#deny(id, `only ${quantity.toString()} are left to close`);
    this.#parts.again(request, quantity);
  }

  /**
   * Whether an approval is out of date: time has passed, or the market has moved.
   *
   * The second half of a reversal fills at the instant of the first, such as the next open. Before
   * the market has said more, there is nothing to review it by but what it was approved by.
   */
  #isStale({ symbol, decidedAt, waits }: OrderRequest): boolean {
    const { recorder, markets } = this.#parts;
    const { at, source } = markets.get(symbol);
    if (at > decidedAt) return true;
    return recorder.now > decidedAt && (waits?.for !== 'fill' || source === 'quote');
  }

  /** Sends an order, reviewed again where its approval is out of date. */
  #send(state: OrderState, approved: ApprovedOrder | undefined): void {
    const { recorder, review } = this.#parts;
    const { id } = state.request;
    let order = approved;
    if (order === undefined || this.#isStale(state.request)) {
      const verdict = review(state);
      if (verdict === undefined) return;
      if (verdict.verdict === 'denied') {
        this.#orders.delete(id);
        const { denials } = verdict;
        const event = { kind: 'denied', at: recorder.now, order: id, denials } as const;
        recorder.record({ kind: 'order_event', event });
        return;
      }
      order = verdict.order;
    }
    this.#orders.delete(id);
    const event = { kind: 'sent', at: recorder.now, order: id, attempt: 1 } as const;
    recorder.record({ kind: 'order_event', event });
    recorder.command({ kind: 'submit', order, attempt: 1 });
  }

  #deny(order: ClientOrderId, message: string): void {
    this.#orders.delete(order);
    const { recorder } = this.#parts;
    const denials = [{ code: 'risk.withheld', message }];
    const event = { kind: 'denied', at: recorder.now, order, denials } as const;
    recorder.record({ kind: 'order_event', event });
  }

  /** What the book still holds on the side that an order closes, less what is being closed. */
  #leftToClose({ id, book, symbol, side }: OrderRequest): Quantity {
    const { portfolio } = this.#parts.recorder;
    const held = positionOf(portfolio, book, symbol)?.quantity ?? ZERO_QUANTITY;
    let left = side === 'sell' ? held : held.negated();
    for (const other of portfolio.open.values()) {
      const { request } = other;
      if (request.id === id || request.book !== book || request.symbol !== symbol) continue;
      if (request.side !== side || isWaiting(other)) continue;
      left = left.minus(outstanding(other) ?? ZERO_QUANTITY);
    }
    return left;
  }
}

/** An abandoned order may be alive for days; what it may still sell is not left to close. */
function isInTheWay(order: OrderState | undefined): order is OrderState {
  return order !== undefined && order.status !== 'abandoned';
}

/** The key of the decision to close what is left, after an order that would have closed more. */
export function restKey(order: ClientOrderId): string {
  return `${order}|rest`;
}
