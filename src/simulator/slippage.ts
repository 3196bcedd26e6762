import { decimal, type Price } from '../core/decimal.ts';
import type { Side } from '../orders/request.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * Returns the price of taking liquidity when the market printed `printed`: exact, never rounded.
 *
 * A bar has no quotes, so half a spread and some slippage are assumed: a buyer pays `printed x (1 +
 * costs)`, a seller gets `printed x (1 - costs)`. Proportional costs ignore size: an order is
 * assumed to be small compared with the bar's volume.
 */
export function takingPrice(options: ResolvedOptions, side: Side, printed: number): Price {
  return worsened(options, side, decimal<'USD/unit'>(printed));
}

/** Does the same for a price that is already exact. */
export function worsened(options: ResolvedOptions, side: Side, printed: Price): Price {
  return printed.times(side === 'buy' ? options.buyFactor : options.sellFactor);
}
