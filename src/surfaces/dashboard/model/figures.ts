import { type Money, notional } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import { dayStart } from '../../../ledger/day.ts';
import type { Portfolio } from '../../../ledger/portfolio.ts';
import { type OrderState, remaining } from '../../../orders/lifecycle.ts';
import type { Account } from './account.ts';
import type { Drawdown } from './equity-curve.ts';
import type { Stated } from './marks.ts';
import type { PositionSums } from './positions.ts';

/** The figures of the tiles. Money that is a fact is exact; an estimate without prices is NaN. */
export interface Figures {
  readonly equity: number;
  /** Change of equity since the session opened, deposits taken out. */
  readonly dayPnl: number;
  readonly dayStart: number;
  readonly dayFraction: number;
  readonly totalPnl: number;
  readonly totalFraction: number;
  readonly contributed: Money;
  readonly drawdown: Drawdown | undefined;
  /** How far equity is below its highest now. */
  readonly drawdownNow: number;
  readonly gross: number;
  readonly net: number;
  readonly cash: Money;
  /** Cash less what buy orders that may be alive would spend at their worst known price. */
  readonly freeCash: number;
  readonly reserved: number;
  /** As the broker last stated it; null before its first statement. */
  readonly buyingPower: Money | null;
  /** When it was stated, on the broker's clock. */
  readonly statedAt: EpochMs | null;
}

/** What the figures are made of, beside the account. */
export interface FigureInputs {
  readonly equity: number;
  readonly prices: ReadonlyMap<string, number>;
  readonly sums: PositionSums;
  readonly drawdown: Drawdown | undefined;
  readonly peak: number;
  /** The broker's newest statement, as marks tell it. */
  readonly stated: Stated | null;
}

/** Computes the figures of the tiles. */
export function figuresOf(account: Account, inputs: FigureInputs): Figures {
  const { portfolio } = account;
  const { equity, prices, sums, drawdown, peak, stated } = inputs;
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
    drawdown,
    drawdownNow: peak > 0 ? Math.max(0, 1 - equity / peak) : Number.NaN,
    gross: sums.gross / equity,
    net: sums.net / equity,
    cash: portfolio.cash,
    freeCash: portfolio.cash.toNumber() - reserved,
    reserved,
    buyingPower: stated?.buyingPower ?? null,
    statedAt: stated?.at ?? null,
  };
}

/** What buy orders that may be alive would spend: at their limit, else at the last price. */
function reservedBy(portfolio: Portfolio, prices: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const order of portfolio.open.values()) {
    if (order.request.side === 'buy') total += worstCost(order, prices);
  }
  return total;
}

function worstCost(order: OrderState, prices: ReadonlyMap<string, number>): number {
  const { size, terms, symbol } = order.request;
  if (size.kind === 'notional') return size.notional.minus(order.filledValue).toNumber();
  const left = remaining(order);
  if (left === undefined) return 0;
  if ('limitPrice' in terms) return notional(terms.limitPrice, left).toNumber();
  const price = 'stopPrice' in terms ? terms.stopPrice.toNumber() : (prices.get(symbol) ?? 0);
  return left.toNumber() * price;
}
