import { money, price, quantity } from '../../src/core/decimal.ts';
import { type EpochMs, epochMs, parseInstant } from '../../src/core/time.ts';
import type { JournalBody, JournalEntry, Sequence } from '../../src/ledger/journal.ts';
import { instrumentOf } from '../../src/market/instrument.ts';
import { ticker } from '../../src/market/symbol.ts';
import type {
  BrokerOrderId,
  BookId,
  ClientOrderId,
  OrderRequest,
} from '../../src/orders/request.ts';
import type { ExecutionId, OrderEvent } from '../../src/orders/event.ts';

/** Writes journal entries one second apart. */
export class JournalPen {
  readonly entries: JournalEntry[] = [];
  #at: EpochMs;

  constructor(start = '2024-03-18T14:00:00Z') {
    this.#at = parseInstant(start);
  }

  /** Appends an entry. */
  write(body: JournalBody): this {
    const seq = (this.entries.length + 1) as Sequence;
    this.#at = epochMs(this.#at + 1_000);
    this.entries.push({ seq, at: this.#at, cause: null, body });
    return this;
  }

  /** Books a deposit. */
  deposit(dollars: number): this {
    return this.write({
      kind: 'cash_moved',
      flow: {
        kind: 'deposit',
        amount: money(dollars),
        book: 'manual' as BookId,
        id: `deposit-${this.entries.length}`,
        note: '',
      },
    });
  }

  /** Records an order as decided and approved. */
  order(id: string, facts: Partial<OrderRequest> & { readonly shares?: number } = {}): this {
    const { shares = 10, symbol = ticker('AAAA'), ...rest } = facts;
    const order: OrderRequest = {
      id: id as ClientOrderId,
      book: 'trend' as BookId,
      symbol,
      instrument: instrumentOf(symbol),
      side: 'buy',
      size: { kind: 'quantity', quantity: quantity(shares) },
      terms: { type: 'market' },
      timeInForce: 'day',
      extendedHours: false,
      reason: 'rising',
      decidedAt: this.#at,
      ...rest,
    };
    this.write({ kind: 'ordered', order });
    const inputs = { value: 1_000, limit: 5_000, reduces: false };
    const control = { control: 'R-03', outcome: 'pass', code: 'risk.max_order_value' } as const;
    return this.write({
      kind: 'reviewed',
      order: order.id,
      verdict: 'approved',
      controls: [{ ...control, inputs }],
    });
  }

  /** Records an event of an order. */
  event(order: string, event: Omit<OrderEvent & { kind: 'accepted' }, 'at' | 'order'>): this;
  event(order: string, event: { readonly kind: string; readonly [name: string]: unknown }): this;
  event(order: string, event: object): this {
    const whole = { at: this.#at, order, ...event } as unknown as OrderEvent; // either signature
    return this.write({ kind: 'order_event', event: whole });
  }

  /** Records that the broker accepts an order. */
  accepted(order: string): this {
    return this.event(order, {
      kind: 'accepted',
      brokerId: `b-${order}` as BrokerOrderId,
      status: 'new',
      evidence: { source: 'stream', message: 'new' },
    });
  }

  /** Records that the broker fills an order completely. */
  filled(
    order: string,
    facts: {
      readonly shares: number;
      readonly at: number | string;
      readonly symbol?: string;
      readonly side?: 'buy' | 'sell';
    },
  ): this {
    const { shares, at, symbol = 'AAAA', side = 'buy' } = facts;
    return this.event(order, {
      kind: 'filled',
      complete: true,
      evidence: { source: 'stream', message: 'fill' },
      fill: {
        id: `x-${this.entries.length}` as ExecutionId,
        order: order as ClientOrderId,
        symbol: ticker(symbol),
        instrument: instrumentOf(ticker(symbol)),
        side,
        quantity: quantity(shares),
        price: price(at),
        at: this.#at,
        cumulative: quantity(shares),
      },
    });
  }
}
