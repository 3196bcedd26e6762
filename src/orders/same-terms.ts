import type { Decimal } from '../core/decimal.ts';
import type { OrderRequest, OrderSize, OrderTerms } from './request.ts';

/** Everything of a request that decides what the broker executes. */
export type Terms = Pick<
  OrderRequest,
  'symbol' | 'side' | 'size' | 'terms' | 'timeInForce' | 'extendedHours'
>;

/** Whether two requests have the same terms for a broker, apart from their reasons and ids. */
export function sameTerms(a: Terms, b: Terms): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    sameSize(a.size, b.size) &&
    samePricing(a.terms, b.terms) &&
    a.timeInForce === b.timeInForce &&
    a.extendedHours === b.extendedHours
  );
}

function sameSize(a: OrderSize, b: OrderSize): boolean {
  if (a.kind === 'quantity') return b.kind === 'quantity' && a.quantity.equals(b.quantity);
  return b.kind === 'notional' && a.notional.equals(b.notional);
}

function samePricing(a: OrderTerms, b: OrderTerms): boolean {
  const limits = [a, b].map((terms) => ('limitPrice' in terms ? terms.limitPrice : undefined));
  const stops = [a, b].map((terms) => ('stopPrice' in terms ? terms.stopPrice : undefined));
  return a.type === b.type && sameValue(limits) && sameValue(stops);
}

function sameValue([a, b]: readonly (Decimal<string> | undefined)[]): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
