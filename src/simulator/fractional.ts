import type { ExchangeOrder } from './exchange.ts';

/** Whether the size is not a whole number of shares. */
export function isFractional(order: ExchangeOrder): boolean {
  const { size } = order;
  if (size.kind === 'notional') return true;
  return size.quantity.scale > 0 && size.quantity.trimmed().scale > 0;
}
