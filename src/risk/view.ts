import type { EpochMs } from '../core/time.ts';
import type { EngineState } from '../ledger/journal.ts';
import type { BrokerRefusal } from '../ledger/refusals.ts';
import { type Instrument, marketValue } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import { isTerminal, type OrderState } from '../orders/lifecycle.ts';
import type { BookId, OrderRequest } from '../orders/request.ts';

/** The last price of a symbol at the moment of a review. */
export interface MarketView {
  /** Mid of the last usable quote where there is one, else the last close. */
  readonly price: number;
  readonly source: 'quote' | 'bar';
  readonly at: EpochMs;
  /** The bar's length; 0 for a quote. */
  readonly periodMs: number;
}

/** One book's position in a symbol. */
export interface Holder {
  readonly book: BookId;
  /** Shares; negative when short. */
  readonly held: number;
}

/** The account and the market as the gate sees them; estimates are numbers. */
export interface RiskView {
  readonly at: EpochMs;
  readonly engine: EngineState | 'starting' | 'recovering';
  /** Cash and holdings at their last prices; NaN while something that is held has no price. */
  readonly equity: number;
  /**
   * Equity at the start of the trading day, with later deposits added; null before the first
   * trading day, and NaN while the day has no complete valuation.
   */
  readonly dayStartEquity: number | null;
  /**
   * Loss since the high-water mark as a fraction, 0 at the mark and before the first one; NaN
   * while equity is.
   */
  readonly drawdown: number;
  readonly cash: number;
  /** The buying power of a recent broker statement; null without one. */
  readonly buyingPower: number | null;
  /** Value of all positions without sign. */
  readonly gross: number;
  /** Shares over all books; negative when short. */
  holding(symbol: Ticker): number;
  /** The books with a position in a symbol. */
  holders(symbol: Ticker): Iterable<Holder>;
  market(symbol: Ticker): MarketView | undefined;
  /** Orders that may be alive at the broker, unknown ones included. */
  readonly open: Iterable<OrderState>;
  /** Orders decided within the duplicate window. */
  readonly recent: readonly OrderRequest[];
  /** The broker's last refusals of orders like this one; null when one was executed since. */
  refusal(order: OrderRequest): BrokerRefusal | null;
  /** Symbols whose position the broker reports differently. */
  readonly unreconciled: ReadonlySet<Ticker>;
  /** Dollars by which the broker's cash differs from ours, unexplained and without sign. */
  readonly cashDrift: number;
}

/** A symbol that is or was held, at its last price. */
export interface HeldSymbol {
  readonly symbol: Ticker;
  readonly instrument: Instrument;
  /** Shares over all books; negative when short. */
  readonly held: number;
  /** NaN while it is not known. */
  readonly price: number;
}

/** The account between two orders, for the usage of limits. */
export interface UsageView extends RiskView {
  readonly positions: Iterable<HeldSymbol>;
}

/** What follows from the order and the view, computed once for all controls. */
export interface OrderFacts {
  /** Shares, without sign. */
  readonly quantity: number;
  /** The price that the order is valued at: its limit or stop where worse, else the market's. */
  readonly price: number;
  readonly value: number;
  readonly market: MarketView | undefined;
  readonly holding: number;
  /** Shares of this symbol in own working buys and sells. */
  readonly workingBuys: number;
  readonly workingSells: number;
  /** Cash that working buys may take, over all symbols. */
  readonly reserved: number;
  /** Cash that working market sells bring, over all symbols. */
  readonly expected: number;
  /** Other orders that may be alive, of the account and of this symbol. */
  readonly openOrders: number;
  readonly openInSymbol: number;
  /** Whether it can only bring the position nearer to zero, whatever else fills. */
  readonly reduces: boolean;
}

/** Whether an order counts as open: it may still fill, or executions of it are missing. */
export function isOpenOrder({ status, gap }: Pick<OrderState, 'status' | 'gap'>): boolean {
  return gap || !isTerminal(status);
}

/** Returns the shares, contracts or coins of an order, estimated for a notional one. */
export function sharesOf(order: OrderRequest, price: number): number {
  return order.size.kind === 'quantity'
    ? order.size.quantity.toNumber()
    : order.size.notional.toNumber() / marketValue(order.instrument, price, 1);
}

/** The price an order is counted at: its own when it names one, else the market's. */
export function pricingOf(order: OrderRequest, market: number): number {
  switch (order.terms.type) {
    case 'market':
      return market;
    case 'limit':
      return order.terms.limitPrice.toNumber();
    case 'stop':
      return Math.max(order.terms.stopPrice.toNumber(), order.side === 'buy' ? 0 : market);
    case 'stop_limit':
      return order.terms.limitPrice.toNumber();
  }
}

/** Computes the facts of one order; a missing price leaves NaN, which every control denies. */
export function orderFacts(order: OrderRequest, view: RiskView): OrderFacts {
  const market = view.market(order.symbol);
  const price = pricingOf(order, market?.price ?? Number.NaN);
  const quantity = sharesOf(order, price);
  let workingBuys = 0;
  let workingSells = 0;
  let reserved = 0;
  let expected = 0;
  let openOrders = 0;
  let openInSymbol = 0;
  for (const open of view.open) {
    const { request } = open;
    if (request.id === order.id || !isOpenOrder(open)) continue;
    const at = pricingOf(request, view.market(request.symbol)?.price ?? Number.NaN);
    openOrders += 1;
    if (request.symbol === order.symbol) openInSymbol += 1;
    // Of an ended order only executions that were not reported yet are still to come.
    const most = isTerminal(open.status) ? open.reported.toNumber() : sharesOf(request, at);
    const left = most - open.filled.toNumber();
    if (request.side === 'buy') {
      reserved += marketValue(request.instrument, at, left);
      if (request.symbol === order.symbol) workingBuys += left;
    } else {
      if (request.terms.type === 'market' && open.status !== 'unknown')
        expected += marketValue(request.instrument, at, left);
      if (request.symbol === order.symbol) workingSells += left;
    }
  }
  const holding = view.holding(order.symbol);
  const reduces =
    order.side === 'sell'
      ? quantity <= holding - workingSells
      : holding < 0 && quantity <= -holding - workingBuys;
  const value = marketValue(order.instrument, price, quantity);
  return {
    quantity,
    price,
    value,
    market,
    holding,
    workingBuys,
    workingSells,
    reserved,
    expected,
    openOrders,
    openInSymbol,
    reduces,
  };
}
