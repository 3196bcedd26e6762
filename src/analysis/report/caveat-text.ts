import { countText, moneyText, percentText, quantityText } from '../../core/number-text.ts';
import type { CaveatFacts } from './caveat.ts';

const IDLE = 'every figure is that of cash.';

/** Returns the sentence of a caveat, the one place where it is written. */
export function caveatText(facts: CaveatFacts): string {
  switch (facts.code) {
    case 'caveat.no_orders':
    case 'caveat.no_fills':
    case 'caveat.orders_denied':
    case 'caveat.orders_refused':
    case 'caveat.orders_expired':
    case 'caveat.order_prices':
      return ordersText(facts);
    case 'caveat.negative_cash':
      return (
        `Cash was below zero at the end of ${countText(facts.count, 'session')}, the first on ` +
        `${facts.date}, at the lowest ${moneyText(facts.amount)}; no interest is charged on it.`
      );
    case 'caveat.negative_equity':
      return (
        `Equity was below zero at the end of ${countText(facts.count, 'session')}, the first on ` +
        `${facts.date}, at the lowest ${moneyText(facts.amount)}.`
      );
    default:
      return dataText(facts);
  }
}

type OrderCode = `caveat.${'no_orders' | 'no_fills' | `order${string}`}`;
type OrderFacts = Extract<CaveatFacts, { readonly code: OrderCode }>;

/** Sentences about what became of the orders. */
function ordersText(facts: OrderFacts): string {
  switch (facts.code) {
    case 'caveat.no_orders':
      return facts.lookback === 0
        ? `No orders: the strategy decided none; ${IDLE}`
        : `No orders: its indicators need ${countText(facts.lookback, 'bar')} before their ` +
            `first value, more than the data have; ${IDLE}`;
    case 'caveat.no_fills': {
      const { count, stopped } = facts;
      const why =
        stopped === 0
          ? 'none was executed'
          : `${quantityText(stopped)} of them did not get through`;
      return `No fills: the strategy decided ${countText(count, 'order')}, and ${why}; ${IDLE}`;
    }
    case 'caveat.orders_denied':
      return `${partText(facts)} were denied by the risk gate.`;
    case 'caveat.orders_refused':
      return `${partText(facts)} were refused by the simulated broker.`;
    case 'caveat.orders_expired':
      return `${partText(facts)} expired without being filled completely.`;
    case 'caveat.order_prices':
      return (
        `${partText(facts)} have a price between two ticks, which the broker would reject: ` +
        'round it to a cent.'
      );
  }
}

function partText({ count, of }: { readonly count: number; readonly of: number }): string {
  return `${quantityText(count)} of ${countText(of, 'order')} (${percentText(count / of)})`;
}

type DataFacts = Exclude<
  CaveatFacts,
  OrderFacts | { readonly code: 'caveat.negative_cash' | 'caveat.negative_equity' }
>;

/** Sentences about the data that a run read. */
function dataText(facts: DataFacts): string {
  const { count } = facts;
  switch (facts.code) {
    case 'caveat.rows_left_out': {
      const part = `${quantityText(count)} of ${countText(facts.of, 'row')}`;
      return `${part} (${percentText(count / facts.of)}) of ${facts.symbol} were left out.`;
    }
    case 'caveat.missing_sessions': {
      const more = facts.longest === count ? '' : `, at most ${facts.longest} in a row`;
      return (
        `The bars of ${facts.symbol} miss ${countText(count, 'session')}${more}` +
        `${count === 1 ? '' : ', the first'} before ${facts.date}.`
      );
    }
    case 'caveat.data_gaps':
      return (
        `The bars of ${facts.symbol} have ${countText(count, 'gap')} within sessions, the first ` +
        `on ${facts.date}.`
      );
    case 'caveat.price_jumps':
      return (
        `The price of ${facts.symbol} jumps ${countText(count, 'time')} with no split or ` +
        `dividend that explains it, first on ${facts.date}.`
      );
    case 'caveat.symbol_ended': {
      const { symbol, date, price, valued } = facts;
      const at = valued === 'last_price' ? 'its last price' : 'the given delisting value';
      return (
        `The bars of ${symbol} end on ${date}, ${countText(count, 'session')} before the run ` +
        `does: what was held of it then is closed at ${at}, ${moneyText(price)} a share.`
      );
    }
    case 'caveat.simulated_prices':
      return (
        `Prices are simulated (seed ${facts.seed}): ` +
        'a profit here says nothing about a real market.'
      );
    case 'caveat.data_range':
      return facts.edge === 'from'
        ? `The data begin on ${facts.date}, after the first day requested (${facts.requested}).`
        : `The data end on ${facts.date}, before the last day requested (${facts.requested}).`;
    case 'caveat.benchmark_sessions':
      return (
        `The benchmark ${facts.symbol} has no price in ${countText(count, 'session')} of ` +
        `${quantityText(facts.of)}: the run is compared over the same longer spans there.`
      );
  }
}
