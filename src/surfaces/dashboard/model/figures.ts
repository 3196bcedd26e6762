import type { Money } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import { dayStart } from '../../../ledger/day.ts';
import type { Portfolio } from '../../../ledger/portfolio.ts';
import { marketValue, notional } from '../../../market/instrument.ts';
import { type OrderState, remaining } from '../../../orders/lifecycle.ts';
import type { PageAccount } from './account.ts';
import type { Stated } from './marks.ts';
import type { PeriodResult } from './performance.ts';
import type { PositionSums } from './positions.ts';

/** Figures of the tiles. Booked money is exact; an estimate without prices is NaN. */
export interface Figures {
  readonly equity: number;
  /** Change of equity since the market open, minus deposits. */
  readonly dayPnl: number;
  readonly dayStart: number;
  readonly dayFraction: number;
  readonly totalPnl: number;
  readonly totalFraction: number;
  readonly contributed: Money;
  /** The result of the chosen period; undefined before the first deposit or point. */
  readonly result: PeriodResult | undefined;
  /** Fees paid within the period, or since the first day. */
  readonly fees: Money;
  readonly gross: number;
  readonly net: number;
  readonly cash: Money;
  /** Cash minus the cost of possibly live buy orders at their worst known price. */
  readonly freeCash: number;
  readonly reserved: number;
  /** Value in the latest broker statement; null before the first. */
  readonly buyingPower: Money | null;
  /** Time of the statement, on the broker's clock. */
  readonly statedAt: EpochMs | null;
}

/** Inputs of the figures, in addition to the account. */
export interface FigureInputs {
  readonly equity: number;
  readonly prices: ReadonlyMap<string, number>;
  readonly sums: PositionSums;
  readonly result: PeriodResult | undefined;
  /** The latest broker statement, as marks report it. */
  readonly stated: Stated | null;
}

/** Computes the figures of the tiles. */
export function figuresOf(account: PageAccount, inputs: FigureInputs): Figures {
  const { portfolio } = account;
  const { equity, prices, sums, result, stated } = inputs;
  const contributed = portfolio.contributed.toNumber();
  const start = dayStart(portfolio) ?? Number.NaN;
  const reserved = reservedBy(portfolio, prices);
  return {
    equity,
    dayPnl: equity - start,
    dayStart: start,
    dayFraction: (equity - start) / start,
    totalPnl: equity - contributed,
    totalFraction: (equity - contributed) / contributed,
    contributed: portfolio.contributed,
    result,
    fees: feesSince(account, result?.start.at),
    gross: sums.gross / equity,
    net: sums.net / equity,
    cash: portfolio.cash,
    freeCash: portfolio.cash.toNumber() - reserved,
    reserved,
    buyingPower: stated?.buyingPower ?? null,
    statedAt: stated?.at ?? null,
  };
}

function feesSince({ portfolio, fees }: PageAccount, from: EpochMs | undefined): Money {
  const before = from === undefined ? undefined : fees.findLast(({ at }) => at <= from);
  return before === undefined ? portfolio.fees : portfolio.fees.minus(before.total);
}

/** Returns the cost of possibly live buy orders: at their limit, else at the last price. */
function reservedBy(portfolio: Portfolio, prices: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const order of portfolio.open.values()) {
    if (order.request.side === 'buy') total += worstCost(order, prices);
  }
  return total;
}

function worstCost(order: OrderState, prices: ReadonlyMap<string, number>): number {
  const { instrument, size, terms, symbol } = order.request;
  if (size.kind === 'notional') return size.notional.minus(order.filledValue).toNumber();
  const left = remaining(order);
  if (left === undefined) return 0;
  if ('limitPrice' in terms) return notional(instrument, terms.limitPrice, left).toNumber();
  const price = 'stopPrice' in terms ? terms.stopPrice.toNumber() : (prices.get(symbol) ?? 0);
  return marketValue(instrument, price, left.toNumber());
}
