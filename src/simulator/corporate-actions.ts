import { divide, notional, type Decimal } from '../core/decimal.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import { moveCash } from './account.ts';
import { sweep } from './order-book.ts';
import { cancelOrder } from './order-life.ts';
import type { Venue } from './venue.ts';

/** Digits kept when a split does not divide evenly; the rest of a share is dropped. */
const SHARE_SCALE = 9;

/**
 * Applies a split or a dividend on its ex-day, once: a second report of the same one does nothing
 * to an account that was changed by the first.
 */
export function applyAction(venue: Venue, action: CorporateAction): void {
  const id = `${action.kind}-${action.symbol}-${action.exDate}`;
  if (action.kind === 'split') cancelResting(venue, action);
  const holding = venue.account.holdings.get(action.symbol);
  if (holding === undefined || holding.quantity.isZero() || venue.applied.has(id)) return;
  venue.applied.add(id);
  const { at, symbol } = action;
  if (action.kind === 'dividend') {
    const amount = notional(action.perShare, holding.quantity);
    moveCash(venue.account, amount);
    const shares = holding.quantity.toString();
    const note = `Dividend of ${action.perShare.toString()} for each of ${shares} shares`;
    venue.events.push({
      kind: 'cash',
      flow: 'dividend',
      at,
      symbol,
      amount,
      id,
      note,
      order: null,
    });
    return;
  }
  const from = holding.quantity;
  const grown = from.times(action.to as Decimal<string> as Decimal);
  const divisor = action.from as Decimal<string> as Decimal;
  holding.quantity = divide(grown, divisor, { scale: SHARE_SCALE, rounding: 'down' }).trimmed();
  venue.events.push({ kind: 'split', at, symbol, from, to: holding.quantity, id });
}

/**
 * Cancels the orders of a symbol that splits, as Alpaca does: their shares and prices mean
 * something else from here on. Orders for dollars at the market mean the same and stay.
 */
function cancelResting(venue: Venue, action: CorporateAction): void {
  const queue = venue.book.bySymbol.get(action.symbol);
  if (queue === undefined) return;
  for (const cell of queue) {
    const { size, terms } = cell.state;
    if (size.kind === 'notional' && terms.type === 'market') continue;
    cancelOrder(venue, cell, action.at);
  }
  sweep(venue.book, queue);
}
