import { DAY, type EpochMs } from '../core/time.ts';
import { type OrderCell, sweep } from './order-book.ts';
import { activate, cancelOrder, expireOrder } from './order-life.ts';
import type { Venue } from './venue.ts';

/** How long a good-till-canceled order may rest, as at Alpaca. */
const GTC_DAYS = 90;

/** Opens the core session: what was accepted while the market was closed reaches it now. */
export function openSession(venue: Venue, at: EpochMs): void {
  venue.open = true;
  if (venue.book.count === 0) return;
  for (const cell of inOrder(venue)) {
    if (cell.state.status === 'accepted') activate(venue, cell, at);
  }
}

/** What rests, oldest first: whatever was traded before, a restored venue tells the same. */
function inOrder({ book }: Venue): readonly OrderCell[] {
  return [...book.bySymbol.values()].flat().sort((a, b) => a.ordinal - b.ordinal);
}

/**
 * Closes the core session: day orders expire, good-till-canceled ones after 90 days.
 *
 * An order placed at the very instant of the close is meant for the next session and stays, since
 * a decision made on a session's last bar is made at that instant.
 */
export function closeSession(venue: Venue, at: EpochMs): void {
  venue.open = false;
  if (venue.book.count === 0) return;
  for (const cell of inOrder(venue)) {
    const { createdAt, timeInForce } = cell.state;
    if (timeInForce === 'gtc') {
      if (createdAt + GTC_DAYS * DAY <= at) cancelOrder(venue, cell, at);
    } else if (createdAt < at && cell.state.status !== 'accepted') {
      expireOrder(venue, cell, at);
    }
  }
  for (const queue of venue.book.bySymbol.values()) sweep(venue.book, queue);
}
