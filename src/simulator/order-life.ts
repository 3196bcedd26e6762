import type { EpochMs } from '../core/time.ts';
import { progressed, type OrderCell } from './order-book.ts';
import type { ExchangeStatus } from './exchange.ts';
import { endOrder, type Venue } from './venue.ts';

/** Elects a stop: from here on it trades as a market or limit order. */
export function trigger(venue: Venue, cell: OrderCell, at: EpochMs): void {
  step(venue, cell, { kind: 'triggered', status: cell.state.status, at, triggered: true });
}

/** Ends the rest of an order. The caller removes it from its queue. */
export function cancelOrder(venue: Venue, cell: OrderCell, at: EpochMs): void {
  endOrder(venue, cell);
  step(venue, cell, { kind: 'canceled', status: 'canceled', at });
}

/** Ends an order at the end of its time in force. The caller removes it from its queue. */
export function expireOrder(venue: Venue, cell: OrderCell, at: EpochMs): void {
  endOrder(venue, cell);
  step(venue, cell, { kind: 'expired', status: 'expired', at });
}

/** Reports that an order has reached the market and can trade. */
export function activate(venue: Venue, cell: OrderCell, at: EpochMs): void {
  step(venue, cell, { kind: 'new', status: 'new', at });
}

interface Step {
  readonly kind: 'new' | 'triggered' | 'canceled' | 'expired';
  readonly status: ExchangeStatus;
  readonly at: EpochMs;
  readonly triggered?: boolean;
}

function step(venue: Venue, cell: OrderCell, { kind, status, at, triggered }: Step): void {
  const order = progressed(cell.state, { status, ...(triggered ? { triggered } : {}) }, at);
  cell.state = order;
  venue.events.push({ kind, at, order });
}
