import type { ExchangeAccount, ExchangePosition } from './exchange.ts';
import { buyingPower, heldForOrders } from './reservations.ts';
import { listed, type Venue } from './venue.ts';

/** Returns the public view of the account: no empty positions, sorted by symbol, immutable. */
export function viewAccount(venue: Venue): ExchangeAccount {
  const positions: ExchangePosition[] = [];
  for (const { symbol, quantity, cost } of venue.account.holdings.values()) {
    if (quantity.isZero()) continue;
    const available = quantity.minus(heldForOrders(venue, symbol));
    const instrument = listed(venue, symbol);
    positions.push({ symbol, instrument, quantity, cost, available });
  }
  positions.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  return { cash: venue.account.cash, buyingPower: buyingPower(venue), positions };
}
