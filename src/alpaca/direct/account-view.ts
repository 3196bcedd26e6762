import { type EpochMs, later } from '../../core/time.ts';
import type { BrokerFlow } from '../../ledger/journal.ts';
import { newYorkDate, newYorkInstant } from '../../market/calendar.ts';
import { isUsable, quoteMidpoint, type Quote } from '../../market/quote.ts';
import type { Ticker } from '../../market/symbol.ts';
import { isWorking } from '../../orders/event.ts';
import { type OrderState, plannedOrder } from '../../orders/lifecycle.ts';
import { MANUAL_BOOK, type OrderRequest, parseClientOrderId } from '../../orders/request.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import type { RiskView } from '../../risk/view.ts';
import type { AccountReads } from '../client/account-reads.ts';
import type { MarketData } from '../client/market-data.ts';
import type { AccountReport } from '../wire/account.ts';
import { type OrderReport, toBrokerOrder } from '../wire/order.ts';
import type { PositionReport } from '../wire/position.ts';

/** Sources of an account view. */
export interface AccountSources {
  readonly reads: AccountReads;
  readonly data: MarketData;
}

/** Request for an account view. */
export interface ViewQuery {
  readonly symbol: Ticker;
  readonly limits: RiskLimits;
  /** Orders that were sent and whose outcome is unknown. */
  readonly unknown: readonly OrderRequest[];
}

/** At most twice the duplicate window: the clocks of two servers may differ. */
const RECENT_FACTOR = 2;

/**
 * Reads the data that the gate checks an order against: account, positions, open and recent orders,
 * flows of the day, and quotes. The broker's clock is read last, so that no quote is ahead of it.
 *
 * There is no journal behind this view: refusals by the broker are not counted, and there
 * is no ledger that could differ from the broker's (R-28, R-35 see unknown orders only), and no
 * high-water mark.
 */
export async function readAccountView(
  { reads, data }: AccountSources,
  { symbol, limits, unknown }: ViewQuery,
): Promise<RiskView> {
  const before = (await reads.clock()).at;
  const midnight = newYorkInstant(newYorkDate(before), 0);
  const recentSince = later(before, -limits.duplicateWindowMs * RECENT_FACTOR);
  const [account, positions, openReports, recentReports, { flows }] = await Promise.all([
    reads.account(),
    reads.positions(),
    reads.orders({ status: 'open', after: null }),
    reads.orders({ status: 'all', after: recentSince }),
    reads.activitySince({ fills: before, flows: midnight }),
  ]);
  const known = openReports.map(stateOf);
  const names = new Set(known.map(({ request }) => request.id));
  const pending = unknown.filter(({ id }) => !names.has(id));
  const open = [...known, ...pending.map(unknownState)];
  const symbols = new Set([symbol, ...open.map(({ request }) => request.symbol)]);
  const quotes = await data.latestQuotes([...symbols]);
  const { at } = await reads.clock();
  return {
    at,
    engine: stateOfAccount(account),
    equity: account.equity.toNumber(),
    dayStartEquity: dayStartOf(account, flows, midnight),
    // Alpaca keeps no high-water mark.
    drawdown: 0,
    cash: account.cash.toNumber(),
    buyingPower: account.buyingPower.toNumber(),
    gross: grossOf(positions),
    holding: (wanted) => positionIn(positions, wanted)?.quantity.toNumber() ?? 0,
    // The broker knows no books: every share belongs to the caller.
    holders: () => [],
    market: (wanted) => marketOf(quotes.get(wanted)),
    open,
    recent: [...recentReports.map((report) => stateOf(report).request), ...pending],
    refusal: () => null,
    unreconciled: new Set(),
    cashDrift: 0,
  };
}

/** An account that is not allowed to trade counts as halted. */
function stateOfAccount(account: AccountReport): RiskView['engine'] {
  const { tradingBlocked, accountBlocked, tradeSuspendedByUser } = account;
  return tradingBlocked || accountBlocked || tradeSuspendedByUser ? 'halted' : 'running';
}

/**
 * Equity at the last close with later deposits added; NaN where the broker does not report it.
 *
 * On the day an account is opened, the broker counts its first deposit as equity of the last close
 * and also lists it, so deposits of that day are omitted.
 */
function dayStartOf(
  { lastEquity, createdAt }: AccountReport,
  flows: readonly BrokerFlow[],
  midnight: EpochMs,
): number {
  if (lastEquity === null) return Number.NaN;
  if (createdAt !== null && createdAt >= midnight) return lastEquity.toNumber();
  return flows
    .filter(({ kind }) => kind === 'deposit' || kind === 'withdrawal')
    .reduce((sum, { amount }) => sum + amount.toNumber(), lastEquity.toNumber());
}

/** NaN, which every control denies, where a position has no price. */
function grossOf(positions: readonly PositionReport[]): number {
  return positions.reduce(
    (sum, { marketValue }) => sum + Math.abs(marketValue?.toNumber() ?? Number.NaN),
    0,
  );
}

/** The position in a symbol; Alpaca writes a crypto pair with and without its slash. */
export function positionIn(
  positions: readonly PositionReport[],
  symbol: string,
): PositionReport | undefined {
  const plain = symbol.replace('/', '');
  return positions.find((position) => position.symbol.replace('/', '') === plain);
}

function marketOf(quote: Quote | undefined): ReturnType<RiskView['market']> {
  if (quote === undefined || !isUsable(quote)) return undefined;
  return { price: quoteMidpoint(quote), source: 'quote', at: quote.at, periodMs: 0 };
}

/** Returns the state of an order as the broker reports it. */
function stateOf(report: OrderReport): OrderState {
  const order = toBrokerOrder(report, []);
  const request: OrderRequest = {
    ...order.request,
    id: parseClientOrderId(order.clientId),
    book: MANUAL_BOOK,
    reason: '',
  };
  return {
    ...plannedOrder(request),
    status: order.filled.isZero() ? 'working' : 'partial',
    brokerId: order.id,
    brokerStatus: isWorking(order.status) ? order.status : null,
    filled: order.filled,
    reported: order.filled,
    updatedAt: order.updatedAt,
  };
}

function unknownState(request: OrderRequest): OrderState {
  return { ...plannedOrder(request), status: 'unknown', attempts: 1 };
}
