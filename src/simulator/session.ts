import { addDays, type EpochMs } from '../core/time.ts';
import { newYorkDate } from '../market/calendar.ts';
import { type OrderCell, sweep } from './order-book.ts';
import { activate, expireOrder } from './order-life.ts';
import type { Venue } from './venue.ts';

/** Maximum life of a good-till-canceled order, as at Alpaca. */
export const GTC_DAYS = 90;

/** Opens the core session: orders accepted while the market was closed reach it now. */
export function openSession(venue: Venue, at: EpochMs): void {
  venue.open = true;
  if (venue.book.count === 0) return;
  for (const cell of inOrder(venue)) {
    if (cell.state.status === 'accepted') activate(venue, cell, at);
  }
}

/** Returns resting orders, oldest first, so that a restored venue emits the same events. */
function inOrder({ book }: Venue): readonly OrderCell[] {
  return [...book.bySymbol.values()].flat().sort((a, b) => a.ordinal - b.ordinal);
}

/**
 * Closes the core session: day orders expire, good-till-canceled ones after 90 days.
 *
 * An order placed at the instant of the close is for the next trading day and stays, since a
 * decision on a day's last bar is made at that instant.
 */
export function closeSession(venue: Venue, at: EpochMs): void {
  venue.open = false;
  if (venue.book.count === 0) return;
  for (const cell of inOrder(venue)) {
    const { createdAt, timeInForce } = cell.state;
    if (timeInForce === 'gtc') {
      if (addDays(newYorkDate(createdAt), GTC_DAYS) <= newYorkDate(at))
        expireOrder(venue, cell, at);
    } else if (createdAt < at && cell.state.status !== 'accepted') {
      expireOrder(venue, cell, at);
    }
  }
  for (const queue of venue.book.bySymbol.values()) sweep(venue.book, queue);
}
