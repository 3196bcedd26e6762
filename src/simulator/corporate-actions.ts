import { amountAt, divide, type Decimal } from '../core/decimal.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import { bookTrade, moveCash } from './account.ts';
import { sweep } from './order-book.ts';
import { cancelOrder } from './order-life.ts';
import { listed, type Venue } from './venue.ts';

/** Digits kept when a split does not divide evenly; the remainder is dropped. */
const SHARE_SCALE = 9;

/**
 * Applies a split, a dividend or the end of a symbol on its day, once: a second report of the same
 * action has no effect. Only shares have them: a contract on them is adjusted under a new symbol,
 * and a coin has none.
 */
export function applyAction(venue: Venue, action: CorporateAction): void {
  if (listed(venue, action.symbol).assetClass !== 'us_equity') return;
  const id = `${action.kind}-${action.symbol}-${action.exDate}`;
  if (action.kind === 'split') venue.splits.set(action.symbol, action.at);
  if (action.kind !== 'dividend') cancelResting(venue, action);
  const holding = venue.account.holdings.get(action.symbol);
  if (holding === undefined || holding.quantity.isZero() || venue.applied.has(id)) return;
  venue.applied.add(id);
  const { at, symbol } = action;
  if (action.kind === 'dividend') {
    const amount = amountAt(action.perShare, holding.quantity);
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
  if (action.kind === 'ended') {
    const isLong = holding.quantity.sign() > 0;
    const quantity = isLong ? holding.quantity : holding.quantity.negated();
    const value = amountAt(action.price, quantity);
    bookTrade(venue.account, { symbol, side: isLong ? 'sell' : 'buy', quantity, value });
    return;
  }
  const from = holding.quantity;
  const grown = from.times(action.to as Decimal<string> as Decimal);
  const divisor = action.from as Decimal<string> as Decimal;
  holding.quantity = divide(grown, divisor, { scale: SHARE_SCALE, rounding: 'down' }).trimmed();
  venue.events.push({ kind: 'split', at, symbol, from, to: holding.quantity, id });
}

/**
 * Cancels the orders of a symbol that splits or ends, as Alpaca does: their shares and prices no
 * longer mean the same. Notional market orders are unaffected by a split
 * and stay open.
 */
function cancelResting(venue: Venue, action: CorporateAction): void {
  const queue = venue.book.bySymbol.get(action.symbol);
  if (queue === undefined) return;
  for (const cell of queue) {
    const { size, terms } = cell.state;
    const isKept = action.kind === 'split' && size.kind === 'notional' && terms.type === 'market';
    if (isKept) continue;
    cancelOrder(venue, cell, action.at);
  }
  sweep(venue.book, queue);
}
