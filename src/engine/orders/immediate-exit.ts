import type { Quantity } from '../../core/decimal.ts';
import { type Instrument, onTick } from '../../market/instrument.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import type { OrderDraft } from '../../strategy/intent.ts';

/** What the reason of an order says when it exits immediately instead of resting as a stop. */
export const PAST_MARKET = ' (the stop was past the market, so it exits immediately)';

/**
 * Turns a protective stop that would trigger immediately into an exit under the collar: a limit as
 * far from the market as the price collar allows.
 *
 * @returns undefined for any other order
 */
export function immediateExit(
  draft: OrderDraft,
  {
    held,
    instrument,
    price,
    limits: { priceCollar },
  }: {
    readonly held: Quantity;
    readonly instrument: Instrument;
    /** The last price; NaN without one. */
    readonly price: number;
    readonly limits: Pick<RiskLimits, 'priceCollar'>;
  },
): OrderDraft | undefined {
  const { terms, side, quantity } = draft;
  if (terms.type !== 'stop' && terms.type !== 'stop_limit') return undefined;
  const isExit = held.sign() > 0 === (side === 'sell') && !quantity.greaterThan(held.abs());
  const stop = terms.stopPrice.toNumber();
  const isPast = side === 'sell' ? stop >= price : stop <= price;
  if (!isExit || !isPast) return undefined;
  const { high, middle, low } = priceCollar;
  const collar = price >= 25 ? high : price >= 3 ? middle : low;
  const worst = side === 'sell' ? price * (1 - collar) : price * (1 + collar);
  const limitPrice = onTick(instrument, worst, side === 'sell' ? 'up' : 'down');
  return { ...draft, terms: { type: 'limit', limitPrice } };
}
