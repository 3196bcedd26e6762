import { greatest, least, price, type Price } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Bar } from '../../market/bar.ts';
import { execute } from '../execution.ts';
import { sweep, type OrderCell } from '../order-book.ts';
import { cancelOrder, trigger } from '../order-life.ts';
import { takingPrice, worsened } from '../slippage.ts';
import type { Venue } from '../venue.ts';

/**
 * Matches the resting orders of a symbol against one bar, oldest first.
 *
 * A bar shows the open and the range of prices, not their order. So:
 *
 * - an order takes part only in bars that open at or after its placing;
 * - a market order fills at the open, worsened by half a spread and slippage;
 * - a limit order fills only if prices went *through* its limit (a touch is not enough: other
 *   orders were ahead of ours), at the open where that is better, else at the limit;
 * - a stop is elected when prices reach it (a touch is enough) and fills at the stop or, after a
 *   gap, at the open, worsened likewise;
 * - a stop-limit that is elected inside the bar fills there only when its limit was still
 *   marketable at the stop; whether prices came back later in the bar is unknown.
 *
 * Fills are stamped with the bar's opening instant.
 */
export function matchBar(venue: Venue, bar: Bar): void {
  const queue = venue.book.bySymbol.get(bar.symbol);
  if (queue === undefined || queue.length === 0 || !(bar.open > 0)) return;
  const { openOf } = venue.options;
  const opened = openOf === undefined ? bar.start : openOf(bar);
  venue.opens.set(bar.symbol, { price: bar.open, at: opened });
  for (const cell of queue) {
    if (cell.resting && cell.state.createdAt <= opened) matchOne(venue, cell, { bar, opened });
  }
  sweep(venue.book, queue);
}

interface BarAt {
  readonly bar: Bar;
  readonly opened: EpochMs;
}

function matchOne(venue: Venue, cell: OrderCell, { bar, opened }: BarAt): void {
  const at = opened;
  const { timeInForce } = cell.state;
  const immediate = timeInForce === 'ioc' || timeInForce === 'fok';
  const found = priceOnBar(venue, cell, { bar, opened, immediate });
  if (found !== undefined) execute(venue, cell, { price: found, at });
  if (immediate && cell.resting) cancelOrder(venue, cell, at);
}

function priceOnBar(
  venue: Venue,
  cell: OrderCell,
  { bar, opened, immediate }: BarAt & { readonly immediate: boolean },
): Price | undefined {
  const { state } = cell;
  switch (state.terms.type) {
    case 'market':
      return takingPrice(venue.options, state.side, bar.open);
    case 'limit':
      return throughLimit(state.terms.limitPrice, cell, { bar, immediate });
    case 'stop':
      if (state.triggered) return takingPrice(venue.options, state.side, bar.open);
      if (!reachesStop(cell, bar)) return undefined;
      trigger(venue, cell, opened);
      return worsened(venue.options, state.side, atStop(state.terms.stopPrice, cell, bar));
    case 'stop_limit':
      if (!state.triggered) {
        if (!reachesStop(cell, bar)) return undefined;
        trigger(venue, cell, opened);
        return electedLimit(venue, cell, bar);
      }
      return throughLimit(state.terms.limitPrice, cell, { bar, immediate });
  }
}

/** Returns where a limit order trades: only when prices went through the limit. */
function throughLimit(
  limit: Price,
  cell: OrderCell,
  { bar, immediate }: { readonly bar: Bar; readonly immediate: boolean },
): Price | undefined {
  const buy = cell.state.side === 'buy';
  if (buy ? bar.open < cell.limit : bar.open > cell.limit) return price(bar.open);
  if (immediate) return undefined;
  return (buy ? bar.low < cell.limit : bar.high > cell.limit) ? limit : undefined;
}

function reachesStop(cell: OrderCell, bar: Bar): boolean {
  return cell.state.side === 'buy' ? bar.high >= cell.stop : bar.low <= cell.stop;
}

/** Returns the stop price, or the open when that was already past it. */
function atStop(stop: Price, cell: OrderCell, bar: Bar): Price {
  const gapped = cell.state.side === 'buy' ? bar.open > cell.stop : bar.open < cell.stop;
  return gapped ? price(bar.open) : stop;
}

/**
 * Returns the fill of a stop-limit in the bar that elects it: at the stop or the open if the limit
 * allows.
 */
function electedLimit(venue: Venue, cell: OrderCell, bar: Bar): Price | undefined {
  const { terms, side } = cell.state;
  if (terms.type !== 'stop_limit') return undefined;
  const printed = atStop(terms.stopPrice, cell, bar);
  const buy = side === 'buy';
  if (buy ? printed.greaterThan(terms.limitPrice) : printed.lessThan(terms.limitPrice)) {
    return undefined;
  }
  const taken = worsened(venue.options, side, printed);
  return buy ? least(taken, terms.limitPrice) : greatest(taken, terms.limitPrice);
}
