import type { Price } from '../core/decimal.ts';
import type { OrderTerms } from '../orders/request.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { restingOf } from './order-book.ts';
import { forbidden } from './refusals.ts';
import type { Venue } from './venue.ts';

/**
 * Refuses an order that could trade with an open one of the same account.
 *
 * Whatever involves a market or plain stop order on either side is refused; two orders with limits
 * only if the buyer would pay the seller's price. It counts from acceptance on, market open or not.
 */
export function washTrade(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  for (const { state } of restingOf(venue.book, order.symbol)) {
    if (state.side === order.side) continue;
    const standing = limitOf(state.terms);
    const incoming = limitOf(order.terms);
    if (standing !== undefined && incoming !== undefined) {
      const buyer = order.side === 'buy' ? incoming : standing;
      const seller = order.side === 'buy' ? standing : incoming;
      if (buyer.lessThan(seller)) continue;
    }
    const what = standing === undefined ? 'market/stop' : 'limit';
    return forbidden('potential wash trade detected. use complex orders', {
      existing_order_id: state.id,
      reject_reason: `opposite side ${what} order exists`,
    });
  }
  return undefined;
}

function limitOf(terms: OrderTerms): Price | undefined {
  return terms.type === 'limit' || terms.type === 'stop_limit' ? terms.limitPrice : undefined;
}
