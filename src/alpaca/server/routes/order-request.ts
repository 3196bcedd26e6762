import { decimal, type Money, type Quantity } from '../../../core/decimal.ts';
import { isTicker, type Ticker } from '../../../market/symbol.ts';
import type { Asset } from '../../../market/asset.ts';
import type { OrderSize, OrderTerms, TimeInForce } from '../../../orders/request.ts';
import type { ExchangeOrder } from '../../../simulator/exchange.ts';
import { type NewOrderRequest, parseNewOrder } from '../../wire/order-request.ts';
import { exactTermsOf, isTimeInForce } from '../../wire/order-terms.ts';
import { symbolFromWire } from '../../wire/instrument.ts';
import { sideOf } from '../../wire/order.ts';
import { inferredIntent } from '../account/account-file.ts';
import type { Desk } from '../desk.ts';
import type { ServedMarket } from '../market/market-view.ts';
import { badParameter, MALFORMED_BODY, refuse, unprocessable } from './refusals.ts';

const AMOUNTS = ['qty', 'notional', 'limit_price', 'stop_price', 'trail_price', 'trail_percent'];

/**
 * Reads the body of a new order as an exchange order.
 *
 * Checks in this order: parameters (40010001), then the instrument and its rules (42210000). The
 * exchange checks the account's limits. Refuses the request on the first finding.
 */
export function readNewOrder(desk: Desk, body: Readonly<Record<string, unknown>>): ExchangeOrder {
  judgeAmounts(body, AMOUNTS);
  const asked = parsed(() => parseNewOrder(body));
  const { timeInForce, side } = words(asked);
  simpleOnly(asked);
  const size = sizeAsked(asked);
  const terms = termsAsked(asked);
  const clientId = asked.clientId ?? desk.random.uuid();
  if (asked.symbol === null) refuse(badParameter('symbol is required'));
  const { symbol } = findAsset(desk.market, asked.symbol) ?? notFoundAsset(asked.symbol);
  const order: ExchangeOrder = {
    clientId,
    symbol,
    side,
    size,
    terms,
    timeInForce,
    extendedHours: asked.extendedHours,
  };
  const inferred = inferredIntent(desk.file, order);
  if (asked.positionIntent !== null && asked.positionIntent !== inferred) {
    const found = `inferred: ${inferred}, specified: ${asked.positionIntent}`;
    refuse(unprocessable(`position intent mismatch, ${found}`));
  }
  return order;
}

/** Refuses amounts that are not plain decimals; Alpaca accepts strings and JSON numbers. */
export function judgeAmounts(
  body: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null || value === '') continue;
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || !/^-?\d{1,18}(\.\d{1,18})?$/.test(text)) {
      refuse(badParameter(`invalid ${name}: ${(JSON.stringify(value) ?? '').slice(0, 40)}`));
    }
  }
}

/** Runs a wire reader; refuses data without the documented form as a malformed body. */
export function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch {
    return refuse(MALFORMED_BODY);
  }
}

function words(asked: NewOrderRequest): Pick<ExchangeOrder, 'timeInForce' | 'side'> {
  const known = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'];
  if (asked.type === null || !known.includes(asked.type)) {
    refuse(badParameter('invalid order type'));
  }
  const timeInForce = timeInForceAsked(asked.timeInForce);
  const side = asked.side === 'buy' || asked.side === 'sell' ? sideOf(asked.side) : undefined;
  return { timeInForce, side: side ?? refuse(badParameter('invalid side')) };
}

/** Reads a time in force that Alpaca knows; refuses the request otherwise. */
export function timeInForceAsked(word: string | null): TimeInForce {
  return word !== null && isTimeInForce(word)
    ? word
    : refuse(badParameter('invalid time_in_force'));
}

function simpleOnly(asked: NewOrderRequest): void {
  if (asked.orderClass !== null && asked.orderClass !== 'simple') {
    refuse(unprocessable(`order_class ${asked.orderClass} is not supported by this broker`));
  }
  if (asked.type === 'trailing_stop') {
    refuse(unprocessable('trailing_stop orders are not supported by this broker'));
  }
}

function sizeAsked({ quantity, notional }: NewOrderRequest): OrderSize {
  if (quantity !== null && notional !== null) {
    refuse(badParameter('only one of qty or notional is accepted'));
  }
  if (quantity !== null) return { kind: 'quantity', quantity: sharesAsked(quantity) };
  return notional === null
    ? refuse(badParameter('qty or notional is required'))
    : { kind: 'notional', notional: dollarsAsked(notional) };
}

/**
 * Reads a number of shares above zero with at most nine decimals; refuses the request otherwise.
 */
export function sharesAsked(quantity: Quantity): Quantity {
  if (quantity.sign() <= 0) refuse(badParameter('qty must be > 0'));
  const shares = quantity.trimmed();
  return shares.scale > 9 ? refuse(badParameter('qty is limited to 9 decimal places')) : shares;
}

function dollarsAsked(notional: Money): Money {
  if (notional.lessThan(decimal(1))) refuse(badParameter('notional must be >= 1.00'));
  return notional.trimmed();
}

function termsAsked(asked: NewOrderRequest): OrderTerms {
  const { type, limitPrice, stopPrice } = asked;
  if (type === 'market' && (limitPrice !== null || stopPrice !== null)) {
    refuse(badParameter('market orders require no stop or limit price'));
  }
  if (type === 'stop_limit' && (limitPrice === null || stopPrice === null)) {
    refuse(badParameter('stop limit orders require both stop and limit price'));
  }
  if (type === 'limit' && limitPrice === null) {
    refuse(badParameter('limit orders require a limit price'));
  }
  if (type === 'stop' && stopPrice === null) {
    refuse(badParameter('stop orders require a stop price'));
  }
  if (limitPrice !== null && limitPrice.sign() <= 0) {
    refuse(badParameter('limit price must be > 0'));
  }
  if (stopPrice !== null && stopPrice.sign() <= 0) refuse(badParameter('stop price must be > 0'));
  const terms = exactTermsOf({ type: type ?? '', limitPrice, stopPrice });
  return terms ?? refuse(badParameter('invalid order type'));
}

/**
 * Returns the asset of a ticker, an asset id, or `SPY:ARCA:us_equity`, if there is one; a crypto
 * pair may lack its slash.
 */
export function findAsset(market: ServedMarket, name: string): Asset | undefined {
  const symbol = name.split(':')[0] ?? '';
  const byId = market.byId.get(name.toLowerCase());
  if (byId !== undefined) return byId;
  const named = isTicker(symbol) ? market.bySymbol.get(symbol)?.asset : undefined;
  if (named !== undefined) return named;
  const pair = symbolFromWire(symbol, 'crypto');
  return isTicker(pair) ? market.bySymbol.get(pair)?.asset : undefined;
}

function notFoundAsset(name: string): { readonly symbol: Ticker } {
  return refuse(unprocessable(`asset "${name}" not found`));
}
