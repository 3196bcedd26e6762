import {
  decimal,
  Decimal,
  greatest,
  type Quantity,
  quantity,
  ZERO_QUANTITY,
} from '../core/decimal.ts';
import { type Instrument, marketValue } from '../market/instrument.ts';
import type { OrderDraft, Intent } from './intent.ts';
import type { OrderTerms } from '../orders/request.ts';

/** What sizing needs to know of the book and the market. */
export interface SizingView {
  readonly instrument: Instrument;
  /** The book's equity at current marks. */
  readonly equity: number;
  /** The book's cash that no working order may take, with the proceeds that count. */
  readonly cash: number;
  readonly price: number;
  /** Shares held by the book. */
  readonly held: Quantity;
  /** Shares in the book's own open buy and sell orders of this symbol, without sign. */
  readonly buying: Quantity;
  readonly selling: Quantity;
  readonly fractional: boolean;
  /** Fraction of equity that stays in cash. */
  readonly cashBuffer: number;
}

/** The step of a fractional share; Alpaca takes up to nine digits. */
const SHARE_STEP = quantity('0.000001');
const ONE = quantity(1);
const MARKET: OrderTerms = { type: 'market' };

/**
 * The order that brings a book to what a target intent wants, or undefined when it is there.
 *
 * Units wanted = weight × equity / (price × multiplier), no more than the cash buffer leaves. They
 * are rounded toward zero: to whole contracts, to whole shares unless the strategy is fractional,
 * and to the quantity increment of a coin. What is held or pending is subtracted. A buy never asks
 * for more than the book's free cash pays.
 */
export function sizeTarget(
  intent: Intent & { kind: 'target' | 'target_quantity' },
  view: SizingView,
): OrderDraft | undefined {
  const wanted = wantedUnits(intent, view);
  if (wanted === undefined) return undefined;
  const { held, buying, selling } = view;
  const delta = wanted.minus(held).minus(buying).plus(selling);
  if (delta.isZero()) return undefined;
  const side = delta.sign() > 0 ? 'buy' : 'sell';
  let shares = delta.abs();
  if (side === 'buy' && intent.kind === 'target') {
    const most = affordableUnits(view);
    if (shares.greaterThan(most)) shares = most;
  }
  if (side === 'sell' && wanted.sign() >= 0) {
    // A long position never sells more than it holds: a pending buy may not fill.
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

/** The most units that the book's free cash buys, rounded down. */
export function affordableUnits(view: SizingView): Quantity {
  const free = (view.cash - view.cashBuffer * view.equity) / unitValue(view);
  return roundUnits(Math.max(0, free), view);
}

/** The units that a target intent wants to hold, signed; undefined without a price to size by. */
export function wantedUnits(
  intent: Intent & { kind: 'target' | 'target_quantity' },
  view: SizingView,
): Quantity | undefined {
  return intent.kind === 'target_quantity' ? intent.quantity : wantedShares(intent.weight, view);
}

function wantedShares(weight: number, view: SizingView): Quantity | undefined {
  if (weight === 0) return decimal('0');
  // Without a price there is nothing to size by; the strategy is asked again at the next bar.
  if (!(view.price > 0) || !Number.isFinite(weight) || !(view.equity > 0)) return undefined;
  const most = 1 - view.cashBuffer;
  const bounded = Math.max(-most, Math.min(most, weight));
  return roundUnits((bounded * view.equity) / unitValue(view), view);
}

function unitValue({ instrument, price }: SizingView): number {
  return marketValue(instrument, price, 1);
}

/** Rounds toward zero to the step that an order may be sized in. */
function roundUnits(units: number, { instrument, fractional }: SizingView): Quantity {
  const step = stepOf(instrument, fractional);
  if (step === ONE) return quantity(Math.trunc(units));
  const { scale, small } = step;
  const scaled = Math.trunc(units * 10 ** scale);
  return Number.isSafeInteger(scaled)
    ? new Decimal<'unit'>(BigInt(scaled - (scaled % small)), scale).trimmed()
    : quantity(Math.trunc(units));
}

/** Coins trade in parts, contracts whole, and shares in parts where the strategy says so. */
function stepOf({ assetClass, quantityIncrement }: Instrument, fractional: boolean): Quantity {
  if (assetClass === 'crypto') return quantityIncrement;
  if (assetClass === 'us_option') return greatest(quantityIncrement, ONE);
  return fractional ? SHARE_STEP : ONE;
}
