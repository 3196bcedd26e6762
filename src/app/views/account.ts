import { type Infer, integer, list, nullable, object, oneOf, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import { bookValue } from '../../engine/book-value.ts';
import type { Engine } from '../../engine/engine.ts';
import { dayStart } from '../../ledger/day.ts';
import { marketValue } from '../../market/instrument.ts';
import { MANUAL_BOOK } from '../../orders/request.ts';
import type { AccountHistory } from '../projections/account-history.ts';
import {
  decimalText,
  dollarsText,
  fractionOf,
  inCents,
  instantText,
  maybeDecimal,
  maybeFraction,
} from '../operation/fields.ts';

/** An account on every surface; estimates are at the last prices. */
export const accountSchema = object({
  id: text({ description: 'Account id at the broker.' }),
  cash: decimalText('Exact, by our own ledger.'),
  equity: maybeDecimal('Cash and positions at the last prices.'),
  positionsValue: maybeDecimal('Positions at the last prices.'),
  manual: maybeDecimal(
    'Part of equity that belongs to no strategy: free cash and manual positions.',
  ),
  contributed: decimalText('Net deposits: deposits minus withdrawals.'),
  realizedPnl: decimalText('P&L of closed lots, before fees.'),
  unrealizedPnl: maybeDecimal('P&L of open lots at the last prices.'),
  fees: decimalText('Fees paid.'),
  income: decimalText('Dividends and interest received.'),
  totalPnl: maybeDecimal('Equity minus net deposits.'),
  totalPnlFraction: maybeFraction('Total P&L as a fraction of net deposits.'),
  dayPnl: maybeDecimal('Change of equity since the open, excluding deposits and withdrawals.'),
  dayPnlFraction: maybeFraction('Day P&L as a fraction of equity at the open.'),
  grossExposure: maybeFraction('Absolute value of all positions, as a fraction of equity.'),
  netExposure: maybeFraction('Signed value of all positions, as a fraction of equity.'),
  orders: integer({ min: 0, description: 'Orders decided so far.' }),
  fills: integer({ min: 0, description: 'Executions booked so far.' }),
  broker: nullable(
    object({
      cash: decimalText('As reported by the broker.'),
      equity: decimalText('As reported by the broker.'),
      buyingPower: decimalText('As reported by the broker.'),
      at: instantText(
        'Time of the newest broker statement, on the broker clock; the ledger is compared with it.',
      ),
      ledger: nullable(
        object({
          standing: oneOf(['equal', 'moved_since', 'differs'], {
            description:
              '`moved_since`: equal at the statement; fills and flows booked since are not in it.',
          }),
          cash: decimalText('Ledger cash now minus statement cash.'),
        }),
      ),
      drift: list(
        object({
          what: oneOf(['cash', 'position', 'order']),
          symbol: nullable(text()),
          ours: text(),
          theirs: text(),
        }),
        { description: 'Differences at the last comparison; empty when they agreed.' },
      ),
    }),
  ),
});

/** An account on every surface. */
export type AccountView = Infer<typeof accountSchema>;

/** Estimates the P&L of the current trading day; NaN before the first open. */
export function dayPnl({ portfolio, equity }: Engine): { pnl: number; start: number } {
  const start = dayStart(portfolio) ?? Number.NaN;
  return { pnl: inCents(equity) - start, start };
}

/** Estimates the P&L of open lots at the last prices. */
function unrealizedPnl({ portfolio, markets }: Engine): number {
  let total = 0;
  for (const book of portfolio.books.values()) {
    for (const { symbol, instrument, quantity, cost } of book.positions.values()) {
      const { price } = markets.get(symbol);
      total += marketValue(instrument, price, quantity.toNumber()) - cost.toNumber();
    }
  }
  return total;
}

/** Estimates the part of the account that belongs to no strategy: free cash, manual positions. */
export function manualEquity({
  portfolio,
  markets,
}: Pick<Engine, 'portfolio' | 'markets'>): number {
  const manual = portfolio.books.get(MANUAL_BOOK);
  return manual === undefined ? 0 : bookValue(manual, markets);
}

/** Copies the account view out of the engine. */
export function accountView(
  id: string,
  engine: Engine,
  accountHistory: AccountHistory,
): AccountView {
  const { portfolio, markets } = engine;
  const equity = inCents(engine.equity);
  const contributed = portfolio.contributed.toNumber();
  const day = dayPnl(engine);
  return {
    id,
    cash: portfolio.cash.toString(),
    equity: dollarsText(equity),
    positionsValue: dollarsText(markets.positionsValue),
    manual: dollarsText(manualEquity(engine)),
    contributed: portfolio.contributed.toString(),
    realizedPnl: portfolio.realized.toString(),
    unrealizedPnl: dollarsText(unrealizedPnl(engine)),
    fees: portfolio.fees.toString(),
    income: portfolio.income.toString(),
    totalPnl: dollarsText(equity - contributed),
    totalPnlFraction: fractionOf(equity - contributed, contributed),
    dayPnl: dollarsText(day.pnl),
    dayPnlFraction: fractionOf(day.pnl, day.start),
    grossExposure: fractionOf(markets.gross(), equity),
    netExposure: fractionOf(markets.positionsValue, equity),
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    broker: brokerView(engine, accountHistory),
  };
}

function ledgerView({ comparison }: Engine) {
  if (comparison === undefined) return null;
  const { standing, cash } = comparison;
  return { standing, cash: cash.toString() };
}

/**
 * Returns the time of the statement that the ledger was last compared with, on the broker's clock;
 * before the first of this run, the one in the journal.
 */
export function comparedAt(
  { comparison }: Pick<Engine, 'comparison'>,
  { broker }: Pick<AccountHistory, 'broker'>,
): EpochMs | undefined {
  return comparison?.asOf ?? broker?.at;
}

/** Returns the newest statement with its time; before the first of this run, the journal's last. */
export function brokerView(engine: Engine, accountHistory: AccountHistory): AccountView['broker'] {
  const statement = engine.statement ?? accountHistory.broker;
  if (statement === undefined) return null;
  const { at, account } = statement;
  return {
    cash: account.cash.toString(),
    equity: account.equity.toString(),
    buyingPower: account.buyingPower.toString(),
    at: formatInstant(at),
    ledger: ledgerView(engine),
    drift: engine.portfolio.reconciled.drift.map(({ what, symbol, ours, theirs }) => ({
      what,
      symbol,
      ours,
      theirs,
    })),
  };
}
