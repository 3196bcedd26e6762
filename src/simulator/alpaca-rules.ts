import { money, type Price } from '../core/decimal.ts';
import { type Instrument, isOnTick, isQuantityStep } from '../market/instrument.ts';
import { held } from './account.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { refuseForbidden, invalidParameter, refuseUnprocessable } from './refusals.ts';
import { buyingPower, reservationOf, heldForOrders, reservedShares } from './reservations.ts';
import { isFractional } from './fractional.ts';
import { findByClientId, listed, type Venue } from './venue.ts';
import { washTrade } from './wash-trade.ts';

const CLIENT_ID_MAX = 128;
const COST_MIN = money(1);

/** Checks parameters that Alpaca refuses with 40010001, beyond the general rules. */
export function wrongParameterAtAlpaca(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  const { clientId, size, terms, timeInForce } = order;
  if (clientId.length > CLIENT_ID_MAX) {
    return invalidParameter(`client_order_id must be no more than ${CLIENT_ID_MAX} characters`);
  }
  if (size.kind === 'notional' && size.notional.toNumber() < 1) {
    return invalidParameter('notional must be >= 1.00');
  }
  const stops = terms.type === 'stop' || terms.type === 'stop_limit';
  if (stops && timeInForce !== 'day' && timeInForce !== 'gtc') {
    return invalidParameter('invalid time_in_force');
  }
  if (findByClientId(venue, clientId) !== undefined) {
    return invalidParameter('client_order_id must be unique');
  }
  return undefined;
}

/** Checks Alpaca's rules for the instrument and the order's terms: 42210000. */
export function wrongTermsAtAlpaca(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  const instrument = listed(venue, order.symbol);
  return (
    wrongExtendedHours(order) ??
    subPenny(instrument, order) ??
    wrongQuantity(instrument, order) ??
    stopAboveMarket(venue, order)
  );
}

function wrongExtendedHours({ extendedHours, terms, timeInForce }: ExchangeOrder) {
  if (!extendedHours) return undefined;
  if (terms.type === 'stop' || terms.type === 'stop_limit') {
    return refuseUnprocessable('stop orders are not eligible for extended hours trading');
  }
  if (terms.type !== 'limit' || (timeInForce !== 'day' && timeInForce !== 'gtc')) {
    return refuseUnprocessable('extended hours order must be DAY or GTC limit orders');
  }
  return undefined;
}

/** Checks quantities: whole contracts, coins by increment, fractional shares in day orders only. */
function wrongQuantity(instrument: Instrument, order: ExchangeOrder): Refusal | undefined {
  const { size } = order;
  if (instrument.assetClass === 'us_equity') {
    return isFractional(order) && order.timeInForce !== 'day'
      ? refuseUnprocessable('fractional orders must be DAY orders')
      : undefined;
  }
  if (size.kind === 'quantity' && !isQuantityStep(instrument, size.quantity)) {
    const step = instrument.quantityIncrement.toString();
    return invalidParameter(`qty must be a multiple of ${step}`);
  }
  return size.kind === 'notional' && instrument.assetClass === 'us_option'
    ? invalidParameter('notional is not supported for options')
    : undefined;
}

/** Every price of an order is one that the tick rule of its instrument allows. */
function subPenny(instrument: Instrument, { terms }: ExchangeOrder): Refusal | undefined {
  if (terms.type === 'market') return undefined;
  const limit = terms.type === 'stop' ? undefined : terms.limitPrice;
  const stop = terms.type === 'limit' ? undefined : terms.stopPrice;
  return tooFine(instrument, 'limit_price', limit) ?? tooFine(instrument, 'stop_price', stop);
}

function tooFine(
  instrument: Instrument,
  name: string,
  value: Price | undefined,
): Refusal | undefined {
  if (value === undefined || isOnTick(instrument, value)) return undefined;
  return refuseUnprocessable(
    `invalid ${name} ${value.toString()}. ` +
      'sub-penny increment does not fulfill minimum pricing criteria',
  );
}

function stopAboveMarket(venue: Venue, { symbol, side, terms }: ExchangeOrder) {
  if (side !== 'sell' || (terms.type !== 'stop' && terms.type !== 'stop_limit')) return undefined;
  const last = venue.prices.get(symbol);
  const current = last === undefined ? 0 : last.trade > 0 ? last.trade : last.bid;
  if (current === 0 || terms.stopPrice.toNumber() < current) return undefined;
  return refuseUnprocessable('stop price must be less than current price');
}

/** Checks the account's permissions at Alpaca, with a multiplier of 1 and no shorts: 40310000. */
export function notPermittedAtAlpaca(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  return (
    washTrade(venue, order) ??
    (order.side === 'sell' ? notEnoughShares(venue, order) : notEnoughMoney(venue, order))
  );
}

function notEnoughShares(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  const { symbol } = order;
  const existing = held(venue.account, symbol);
  if (existing.sign() <= 0) {
    return isFractional(order)
      ? refuseUnprocessable('fractional orders cannot be sold short')
      : refuseForbidden('account is not allowed to short');
  }
  const requested = reservedShares(venue, order);
  const reserved = heldForOrders(venue, symbol);
  const available = existing.minus(reserved);
  if (requested.compare(available) <= 0) return undefined;
  return refuseForbidden(
    'insufficient qty available for order ' +
      `(requested: ${requested.toString()}, available: ${available.toString()})`,
    {
      available: available.toString(),
      existing_qty: existing.toString(),
      held_for_orders: reserved.toString(),
      symbol,
    },
  );
}

function notEnoughMoney(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  const cost = reservationOf(venue, order);
  // Alpaca always has a price; a market without a print yet has none to reserve by.
  if (cost === undefined)
    return refuseUnprocessable(`no price is known for asset "${order.symbol}"`);
  if (cost.lessThan(COST_MIN)) {
    return refuseForbidden('cost basis must be >= minimal amount of order 1');
  }
  const power = buyingPower(venue);
  if (cost.compare(power) <= 0) return undefined;
  return refuseForbidden('insufficient buying power', {
    buying_power: power.round(2, 'down').toString(),
    cost_basis: cost.toString(),
  });
}
