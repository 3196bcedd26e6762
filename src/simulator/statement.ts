import type { ExchangeAccount, ExchangePosition } from './exchange.ts';
import { buyingPower, heldForOrders } from './reservations.ts';
import type { Venue } from './venue.ts';

/** The account as others may see it: no empty holdings, sorted by symbol, never changed later. */
export function viewAccount(venue: Venue): ExchangeAccount {
  const positions: ExchangePosition[] = [];
  for (const { symbol, quantity, cost } of venue.account.holdings.values()) {
    if (quantity.isZero()) continue;
    const available = quantity.minus(heldForOrders(venue, symbol));
    positions.push({ symbol, quantity, cost, available });
  }
  positions.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  return { cash: venue.account.cash, buyingPower: buyingPower(venue), positions };
}
