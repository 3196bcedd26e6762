import { money, type Price, price } from '../core/decimal.ts';
import { held } from './account.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { forbidden, invalidParameter, unprocessable } from './refusals.ts';
import { buyingPower, costOf, heldForOrders, sharesOf } from './reservations.ts';
import { isFractional } from './fractional.ts';
import { findByClientId, type Venue } from './venue.ts';
import { washTrade } from './wash-trade.ts';

const CLIENT_ID_MAX = 128;
const COST_MIN = money(1);

/** Parameters that Alpaca refuses with 40010001, beyond what any exchange would. */
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

/** What the instrument and the order's own terms do not allow at Alpaca: 42210000. */
export function wrongTermsAtAlpaca(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  return (
    wrongExtendedHours(order) ??
    subPenny(order) ??
    (isFractional(order) && order.timeInForce !== 'day'
      ? unprocessable('fractional orders must be DAY orders')
      : undefined) ??
    stopAboveMarket(venue, order)
  );
}

function wrongExtendedHours({ extendedHours, terms, timeInForce }: ExchangeOrder) {
  if (!extendedHours) return undefined;
  if (terms.type === 'stop' || terms.type === 'stop_limit') {
    return unprocessable('stop orders are not eligible for extended hours trading');
  }
  if (terms.type !== 'limit' || (timeInForce !== 'day' && timeInForce !== 'gtc')) {
    return unprocessable('extended hours order must be DAY or GTC limit orders');
  }
  return undefined;
}

const ONE_DOLLAR = price(1);

/** Prices of a dollar and more have two digits after the point, lower ones four. */
function subPenny({ terms }: ExchangeOrder): Refusal | undefined {
  if (terms.type === 'market') return undefined;
  const limit = terms.type === 'stop' ? undefined : terms.limitPrice;
  const stop = terms.type === 'limit' ? undefined : terms.stopPrice;
  return tooFine('limit_price', limit) ?? tooFine('stop_price', stop);
}

function tooFine(name: string, value: Price | undefined): Refusal | undefined {
  if (value === undefined) return undefined;
  const digits = value.lessThan(ONE_DOLLAR) ? 4 : 2;
  if (value.scale <= digits || value.trimmed().scale <= digits) return undefined;
  return unprocessable(
    `invalid ${name} ${value.toString()}. ` +
      'sub-penny increment does not fulfill minimum pricing criteria',
  );
}

function stopAboveMarket(venue: Venue, { symbol, side, terms }: ExchangeOrder) {
  if (side !== 'sell' || (terms.type !== 'stop' && terms.type !== 'stop_limit')) return undefined;
  const last = venue.prices.get(symbol);
  const current = last === undefined ? 0 : last.trade > 0 ? last.trade : last.bid;
  if (current === 0 || terms.stopPrice.toNumber() < current) return undefined;
  return unprocessable('stop price must be less than current price');
}

/** What the account may not do at Alpaca, with a multiplier of 1 and no shorts: 40310000. */
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
      ? unprocessable('fractional orders cannot be sold short')
      : forbidden('account is not allowed to short');
  }
  const requested = sharesOf(venue, order);
  const reserved = heldForOrders(venue, symbol);
  const available = existing.minus(reserved);
  if (requested.compare(available) <= 0) return undefined;
  return forbidden(
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
  const cost = costOf(venue, order);
  // Alpaca always has a price; a market that has printed nothing yet has none to reserve by.
  if (cost === undefined) return unprocessable(`no price is known for asset "${order.symbol}"`);
  if (cost.lessThan(COST_MIN)) {
    return forbidden('cost basis must be >= minimal amount of order 1');
  }
  const power = buyingPower(venue);
  if (cost.compare(power) <= 0) return undefined;
  return forbidden('insufficient buying power', {
    buying_power: power.round(2, 'down').toString(),
    cost_basis: cost.toString(),
  });
}
