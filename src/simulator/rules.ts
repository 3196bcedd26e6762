import type { Price } from '../core/decimal.ts';
import type { Asset } from '../market/asset.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { forbidden, invalidParameter, unprocessable } from './refusals.ts';
import type { Venue } from './venue.ts';

/**
 * What any exchange asks of an order: that it makes sense and that there is something to trade.
 *
 * The order of the questions is: parameters (40010001), instrument (42210000), permission
 * (40310000). Alpaca does not publish its own order.
 */
export function refusalOf(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  const wrong = wrongParameter(order);
  if (wrong !== undefined) return wrong;
  const { assets } = venue.options;
  if (assets === undefined) return undefined;
  const asset = assets(order.symbol);
  if (asset === undefined) return unprocessable(`asset "${order.symbol}" not found`);
  return wrongAsset(asset, order);
}

/** Whether the size is not a whole number of shares. */
export function isFractional(order: ExchangeOrder): boolean {
  const { size } = order;
  if (size.kind === 'notional') return true;
  return size.quantity.scale > 0 && size.quantity.trimmed().scale > 0;
}

function wrongParameter(order: ExchangeOrder): Refusal | undefined {
  const { size, terms, timeInForce } = order;
  if (size.kind === 'quantity') {
    if (size.quantity.units <= 0n) return invalidParameter('qty must be > 0');
  } else if (size.notional.units <= 0n) {
    return invalidParameter('notional must be >= 1.00');
  }
  if (timeInForce === 'opg' || timeInForce === 'cls') {
    return invalidParameter('invalid time_in_force');
  }
  if (terms.type === 'market') return undefined;
  if (terms.type !== 'stop' && notPositive(terms.limitPrice)) {
    return invalidParameter('limit price must be > 0');
  }
  if (terms.type !== 'limit' && notPositive(terms.stopPrice)) {
    return invalidParameter('stop price must be > 0');
  }
  return undefined;
}

function notPositive(price: Price): boolean {
  return price.units <= 0n;
}

function wrongAsset(asset: Asset, order: ExchangeOrder): Refusal | undefined {
  if (!asset.tradable || asset.status !== 'active') {
    return unprocessable(`asset "${order.symbol}" is not tradable`);
  }
  if (!asset.fractionable && isFractional(order)) {
    return forbidden(`asset "${order.symbol}" is not fractionable`);
  }
  return undefined;
}
