import type { Price } from '../core/decimal.ts';
import {
  notPermittedAtAlpaca,
  wrongParameterAtAlpaca,
  wrongTermsAtAlpaca,
} from './alpaca-rules.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { isFractional } from './fractional.ts';
import { refuseForbidden, invalidParameter, refuseUnprocessable } from './refusals.ts';
import type { Venue } from './venue.ts';

/**
 * Returns the refusal of an order, or undefined when it is acceptable.
 *
 * In research an order must be valid and its symbol tradable; Alpaca's rules require more. The
 * order of checks is: parameters (40010001), instrument (42210000), permission (40310000). Alpaca
 * does not publish its own order.
 */
export function ruleRefusal(venue: Venue, order: ExchangeOrder): Refusal | undefined {
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
    return invalidParameter(`time_in_force ${timeInForce} is not supported by this simulator`);
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
  if (asset === undefined) return refuseUnprocessable(`asset "${order.symbol}" not found`);
  if (!asset.tradable || asset.status !== 'active') {
    return refuseUnprocessable(`asset "${order.symbol}" is not tradable`);
  }
  if (!asset.fractionable && isFractional(order)) {
    return refuseForbidden(`asset "${order.symbol}" is not fractionable`);
  }
  return undefined;
}
