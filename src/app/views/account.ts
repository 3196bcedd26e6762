import { type Infer, integer, list, nullable, object, oneOf, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import type { Engine } from '../../engine/engine.ts';
import { dayStart } from '../../ledger/day.ts';
import type { Chronicle } from '../chronicle.ts';
import {
  decimalText,
  dollarsText,
  fractionOf,
  instantText,
  maybeDecimal,
  maybeFraction,
} from '../fields.ts';

/** The account as every surface shows it; estimates are at the last prices. */
export const accountSchema = object({
  id: text({ description: 'The account at the broker.' }),
  cash: decimalText('Exact, by our own ledger.'),
  equity: maybeDecimal('Cash and positions at the last prices.'),
  positionsValue: maybeDecimal('Positions at the last prices.'),
  contributed: decimalText('Money put in less money taken out.'),
  realizedPnl: decimalText('Of closed lots, before fees.'),
  unrealizedPnl: maybeDecimal('Of open lots at the last prices.'),
  fees: decimalText('Fees paid.'),
  income: decimalText('Dividends and interest received.'),
  totalPnl: maybeDecimal('Equity less what was contributed.'),
  totalPnlFraction: maybeFraction('The same as a fraction of what was contributed.'),
  dayPnl: maybeDecimal('Change of equity since the session opened, deposits taken out.'),
  dayPnlFraction: maybeFraction('The same as a fraction of equity at the open.'),
  grossExposure: maybeFraction('Value of all positions without sign, as a fraction of equity.'),
  netExposure: maybeFraction('Value of all positions with sign, as a fraction of equity.'),
  orders: integer({ min: 0, description: 'Orders decided so far.' }),
  fills: integer({ min: 0, description: 'Executions booked so far.' }),
  broker: nullable(
    object({
      cash: decimalText('As the broker stated it.'),
      equity: decimalText('As the broker stated it.'),
      buyingPower: decimalText('As the broker stated it.'),
      at: instantText("The statement's own instant, on the broker's clock."),
      ledger: nullable(
        object({
          standing: oneOf(['equal', 'moved_since', 'differs'], {
            description: '`moved_since`: equal then; what was booked since is not in it.',
          }),
          cash: decimalText("The ledger's cash now less the statement's."),
        }),
      ),
      drift: list(
        object({
          what: oneOf(['cash', 'position', 'order']),
          symbol: nullable(text()),
          ours: text(),
          theirs: text(),
        }),
        { description: 'Where they differed when last compared; empty when they agreed.' },
      ),
    }),
  ),
});

/** The account as every surface shows it. */
export type AccountView = Infer<typeof accountSchema>;

/** The profit of the running session as an estimate; NaN before the first open. */
export function dayPnl({ portfolio, equity }: Engine): { pnl: number; start: number } {
  const start = dayStart(portfolio) ?? Number.NaN;
  return { pnl: equity - start, start };
}

/** What open lots have gained at the last prices; an estimate. */
function unrealizedPnl({ portfolio, markets }: Engine): number {
  let total = 0;
  for (const book of portfolio.books.values()) {
    for (const { symbol, quantity, cost } of book.positions.values()) {
      total += quantity.toNumber() * markets.get(symbol).price - cost.toNumber();
    }
  }
  return total;
}

/** Copies the account out of the engine. */
export function accountView(id: string, engine: Engine, chronicle: Chronicle): AccountView {
  const { portfolio, equity, markets } = engine;
  const contributed = portfolio.contributed.toNumber();
  const day = dayPnl(engine);
  return {
    id,
    cash: portfolio.cash.toString(),
    equity: dollarsText(equity),
    positionsValue: dollarsText(markets.positionsValue),
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
    broker: brokerView(engine, chronicle),
  };
}

function ledgerView({ comparison }: Engine) {
  if (comparison === undefined) return null;
  const { standing, cash } = comparison;
  return { standing, cash: cash.toString() };
}

/** The newest statement with its instant; before the first of this life, the journal's last. */
export function brokerView(engine: Engine, chronicle: Chronicle): AccountView['broker'] {
  const statement = engine.statement ?? chronicle.broker;
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
