import type { Price } from '../core/decimal.ts';
import {
  notPermittedAtAlpaca,
  wrongParameterAtAlpaca,
  wrongTermsAtAlpaca,
} from './alpaca-rules.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { isFractional } from './fractional.ts';
import { forbidden, invalidParameter, unprocessable } from './refusals.ts';
import type { Venue } from './venue.ts';

/**
 * Why an order is turned down, or undefined when it is not.
 *
 * In research an order must make sense and its symbol be tradable; Alpaca asks more.
 * The order of the questions is: parameters (40010001), instrument (42210000), permission
 * (40310000). Alpaca does not publish its own order.
 */
export function refusalOf(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  if (venue.options.rules === 'research') return wrongParameter(order) ?? wrongAsset(venue, order);
  return (
    wrongParameter(order) ??
    wrongParameterAtAlpaca(venue, order) ??
    wrongAsset(venue, order) ??
    wrongTermsAtAlpaca(venue, order) ??
    notPermittedAtAlpaca(venue, order)
  );
}

function wrongParameter(order: ExchangeOrder): Refusal | undefined {
  const { size, terms, timeInForce } = order;
  if (size.kind === 'quantity') {
    if (size.quantity.sign() <= 0) return invalidParameter('qty must be > 0');
  } else if (size.notional.sign() <= 0) {
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
  return price.sign() <= 0;
}

function wrongAsset(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  const { assets } = venue.options;
  if (assets === undefined) return undefined;
  const asset = assets(order.symbol);
  if (asset === undefined) return unprocessable(`asset "${order.symbol}" not found`);
  if (!asset.tradable || asset.status !== 'active') {
    return unprocessable(`asset "${order.symbol}" is not tradable`);
  }
  if (!asset.fractionable && isFractional(order)) {
    return forbidden(`asset "${order.symbol}" is not fractionable`);
  }
  return undefined;
}
