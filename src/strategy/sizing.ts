import {
  decimal,
  Decimal,
  greatest,
  type Quantity,
  quantity,
  ZERO_QUANTITY,
} from '../core/decimal.ts';
import type { OrderDraft, Intent } from './intent.ts';
import type { OrderTerms } from '../orders/request.ts';

/** What sizing needs to know of the book and the market. */
export interface SizingView {
  /** The book's equity at current marks. */
  readonly equity: number;
  /** The book's cash that no working order may take, with the proceeds that count. */
  readonly cash: number;
  readonly price: number;
  /** Shares held by the book. */
  readonly held: Quantity;
  /** Shares in the book's own working purchases and sales of this symbol, without sign. */
  readonly buying: Quantity;
  readonly selling: Quantity;
  readonly fractional: boolean;
  /** Fraction of equity that stays in cash. */
  readonly cashBuffer: number;
}

/** Digits of a fractional share; Alpaca takes up to nine. */
const FRACTION_SCALE = 6;
const MARKET: OrderTerms = { type: 'market' };

/**
 * The order that brings a book to what a target intent wants, or undefined when it is there.
 *
 * Shares wanted = weight × equity / price, no more than the cash buffer leaves, rounded toward zero
 * to whole shares unless the strategy is fractional; less what is held and what is on its way. A
 * purchase never asks for more than the book's free cash pays.
 */
export function sizeTarget(
  intent: Intent & { kind: 'target' | 'target_quantity' },
  view: SizingView,
): OrderDraft | undefined {
  const wanted =
    intent.kind === 'target_quantity' ? intent.quantity : wantedShares(intent.weight, view);
  if (wanted === undefined) return undefined;
  const { held, buying, selling } = view;
  const delta = wanted.minus(held).minus(buying).plus(selling);
  if (delta.isZero()) return undefined;
  const side = delta.sign() > 0 ? 'buy' : 'sell';
  let shares = delta.abs();
  if (side === 'buy' && intent.kind === 'target') {
    const free = (view.cash - view.cashBuffer * view.equity) / view.price;
    const most = roundShares(Math.max(0, free), view.fractional);
    if (shares.greaterThan(most)) shares = most;
  }
  if (side === 'sell' && wanted.sign() >= 0) {
    // Out of a long position no more is sold than is there: a purchase on its way may not fill.
    const there = greatest(held.minus(selling), ZERO_QUANTITY);
    if (shares.greaterThan(there)) shares = there;
  }
  if (shares.isZero()) return undefined;
  return {
    symbol: intent.symbol,
    side,
    quantity: shares,
    terms: MARKET,
    timeInForce: 'day',
    extendedHours: false,
  };
}

function wantedShares(weight: number, view: SizingView): Quantity | undefined {
  if (weight === 0) return decimal('0');
  // Without a price there is nothing to size by; the strategy is asked again at the next bar.
  if (!(view.price > 0) || !Number.isFinite(weight) || !(view.equity > 0)) return undefined;
  const most = 1 - view.cashBuffer;
  const bounded = Math.max(-most, Math.min(most, weight));
  return roundShares((bounded * view.equity) / view.price, view.fractional);
}

function roundShares(shares: number, fractional: boolean): Quantity {
  if (!fractional) return quantity(Math.trunc(shares));
  const scaled = Math.trunc(shares * 10 ** FRACTION_SCALE);
  return Number.isSafeInteger(scaled)
    ? new Decimal<'unit'>(BigInt(scaled), FRACTION_SCALE).trimmed()
    : quantity(Math.trunc(shares));
}
