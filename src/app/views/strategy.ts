import {
  anyOf,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  record,
  text,
} from '../../core/schema.ts';
import { formatInstant, later } from '../../core/time.ts';
import type { BookRunner } from '../../engine/book-runner.ts';
import type { Engine } from '../../engine/engine.ts';
import { bookDayStart } from '../../ledger/day.ts';
import type { OrderState } from '../../orders/lifecycle.ts';
import { refusalBackoffMs } from '../../risk/controls/rate/refusal-backoff.ts';
import {
  decimalText,
  dollarsText,
  fractionOf,
  inCents,
  instantText,
  maybeDecimal,
  maybeFraction,
  maybeInstant,
} from '../operation/fields.ts';

/** A running strategy and its book on every surface. */
export const strategySchema = object({
  book: text({ description: 'Name of its book, its part of the account.' }),
  strategy: text(),
  description: text(),
  state: oneOf(['running', 'paused', 'error']),
  stateReason: text(),
  params: record(anyOf(text(), number(), flag())),
  symbols: list(text()),
  timeframe: text(),
  capital: number({ description: 'Fraction of the opening equity.' }),
  equity: maybeDecimal('Its cash and positions at the last prices.'),
  weight: maybeFraction("Its equity as a fraction of the account's; what all leave is `manual`."),
  cash: decimalText('Its own cash.'),
  contributed: decimalText('Net deposits into its book.'),
  realizedPnl: decimalText('P&L of closed lots, before fees.'),
  fees: decimalText('Fees it paid.'),
  pnl: maybeDecimal('Equity minus net deposits.'),
  pnlFraction: nullable(number({ description: 'P&L as a fraction of net deposits.' })),
  dayPnl: maybeDecimal('Change of equity since the open; null when the open is unknown.'),
  dayPnlFraction: maybeFraction('Day P&L as a fraction of its equity at the open.'),
  positions: integer({ min: 0 }),
  openOrders: integer({ min: 0 }),
  warm: flag({ description: 'Whether every indicator has seen enough bars.' }),
  refusals: list(
    object({
      symbol: text(),
      side: oneOf(['buy', 'sell']),
      by: oneOf(['gate', 'broker']),
      why: text(),
      times: integer({ min: 1, description: 'Consecutive refusals for this cause.' }),
      until: maybeInstant('When a similar adding order may be sent; null: once the cause is gone.'),
    }),
    { description: 'What blocks its next orders.' },
  ),
  lastOrder: nullable(
    object({ symbol: text(), side: oneOf(['buy', 'sell']), reason: text(), at: instantText('') }),
  ),
});

/** A running strategy and its book on every surface. */
export type StrategyView = Infer<typeof strategySchema>;

/** Copies every strategy out of the engine, in configuration order. */
export function strategyViews(engine: Engine): readonly StrategyView[] {
  const latest = new Map<string, OrderState>();
  const open = new Map<string, number>();
  for (const order of engine.portfolio.orders.values()) latest.set(order.request.book, order);
  for (const { request } of engine.portfolio.open.values()) {
    open.set(request.book, (open.get(request.book) ?? 0) + 1);
  }
  return engine.runners.map((runner) => ({
    ...bookView(runner, {
      start: bookDayStart(engine.portfolio, runner.id) ?? Number.NaN,
      accountEquity: engine.equity,
    }),
    openOrders: open.get(runner.id) ?? 0,
    refusals: refusalViews(engine, runner.id),
    lastOrder: lastOrder(latest.get(runner.id)),
  }));
}

function bookView(
  runner: BookRunner,
  { start, accountEquity }: { readonly start: number; readonly accountEquity: number },
): Omit<StrategyView, 'openOrders' | 'lastOrder' | 'refusals'> {
  const { state, strategy } = runner;
  const equity = inCents(runner.equity);
  const contributed = state.contributed.toNumber();
  return {
    book: runner.id,
    strategy: strategy.name,
    description: strategy.description,
    state: state.state,
    stateReason: state.stateReason,
    params: runner.params as StrategyView['params'],
    symbols: runner.symbols,
    timeframe: strategy.timeframe,
    capital: runner.capital,
    equity: dollarsText(equity),
    weight: fractionOf(equity, accountEquity),
    cash: state.cash.toString(),
    contributed: state.contributed.toString(),
    realizedPnl: state.realized.toString(),
    fees: state.fees.toString(),
    pnl: dollarsText(equity - contributed),
    pnlFraction: fractionOf(equity - contributed, contributed),
    dayPnl: dollarsText(equity - start),
    dayPnlFraction: fractionOf(equity - start, start),
    positions: [...state.positions.values()].filter(({ quantity }) => !quantity.isZero()).length,
    warm: [...runner.watchers.values()].every(({ coldBars }) => coldBars === 0),
  };
}

function refusalViews(
  { portfolio, limits }: Pick<Engine, 'portfolio' | 'limits'>,
  id: string,
): StrategyView['refusals'] {
  const views: StrategyView['refusals'][number][] = [];
  for (const { book, symbol, side, denied, broker } of portfolio.refusals.values()) {
    if (book !== id) continue;
    if (broker !== null) {
      const waitMs = refusalBackoffMs(limits.refusalBackoff, broker.times);
      const until = formatInstant(later(broker.at, waitMs));
      views.push({ symbol, side, by: 'broker', why: broker.message, times: broker.times, until });
    }
    if (denied !== null) {
      views.push({ symbol, side, by: 'gate', why: denied.message, times: 1, until: null });
    }
  }
  return views;
}

function lastOrder(order: OrderState | undefined): StrategyView['lastOrder'] {
  if (order === undefined) return null;
  const { symbol, side, reason, decidedAt } = order.request;
  return { symbol, side, reason, at: formatInstant(decidedAt) };
}
