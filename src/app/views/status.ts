import type { OrderState } from '../../orders/lifecycle.ts';
import { flag, type Infer, integer, nullable, object, oneOf, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import type { WorldClock } from '../../core/world.ts';
import { isOpen, nextSession, sessionAt } from '../../market/calendar.ts';
import type { Engine } from '../../engine/engine.ts';
import type { JournalStore } from '../../store/ports.ts';
import type { AccountHistory } from '../projections/account-history.ts';
import type { Connections } from '../projections/connections.ts';
import {
  dollarsText,
  fractionOf,
  instantOrNull,
  instantText,
  maybeDecimal,
  maybeFraction,
  maybeInstant,
} from '../operation/fields.ts';
import { comparedAt, dayPnl } from './account.ts';

const age = (description: string) => nullable(integer({ description }));

/** State of the whole system in one answer. */
export const statusSchema = object({
  account: text(),
  version: text(),
  startedAt: instantText('When this server started, on the world clock.'),
  engine: object({
    state: oneOf(['running', 'reduce_only', 'halted', 'starting', 'recovering']),
    reason: text(),
    by: text(),
    since: maybeInstant('On the market clock.'),
  }),
  market: object({
    at: instantText('Market time.'),
    open: flag(),
    nextChange: instantText('When the market next opens or closes.'),
  }),
  equity: maybeDecimal('Cash and positions at the last prices.'),
  cash: text(),
  dayPnl: maybeDecimal('Change of equity since the open.'),
  dayPnlFraction: maybeFraction('Day P&L as a fraction of equity at the open.'),
  grossExposure: maybeFraction('Absolute value of all positions, as a fraction of equity.'),
  netExposure: maybeFraction('Signed value of all positions, as a fraction of equity.'),
  strategies: object({ total: integer(), running: integer(), paused: integer(), error: integer() }),
  positions: integer(),
  openOrders: integer(),
  unknownOrders: integer({
    description: 'Orders whose outcome is unknown, abandoned ones included.',
  }),
  orders: integer({ description: 'Orders decided so far.' }),
  fills: integer({ description: 'Executions booked so far.' }),
  denied: integer({
    description:
      'Orders denied by the risk gate so far, each counted once; repeats of a strategy for the ' +
      'same cause are not counted.',
  }),
  connections: object({
    broker: oneOf(['up', 'down'], { description: 'State of the broker stream.' }),
    marketAgeMs: age('Time since the last market event.'),
    brokerAgeMs: age('Time since the last broker message, on the world clock.'),
  }),
  journal: object({
    seq: integer({ description: 'Number of entries.' }),
    digest: text({ description: 'Hash of the last entry, which covers all others.' }),
  }),
  reconciled: object({
    at: maybeInstant(
      'Time of the broker statement that the ledger was last compared with, on the broker clock.',
    ),
    drift: integer({ description: 'Number of differences.' }),
  }),
});

/** State of the whole system. */
export type StatusView = Infer<typeof statusSchema>;

interface StatusSource {
  readonly account: string;
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly engine: Engine;
  readonly journal: Pick<JournalStore, 'head'>;
  readonly connections: Connections;
  readonly accountHistory: AccountHistory;
  readonly world: { readonly clock: Pick<WorldClock, 'now' | 'monotonic'> };
}

/** Builds the status of a running server. */
export async function statusView(context: StatusSource): Promise<StatusView> {
  const { engine, connections, world } = context;
  const { portfolio, equity, markets, runners, now } = engine;
  const day = dayPnl(engine);
  const states = runners.map(({ state }) => state.state);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const head = await context.journal.head();
  const ageMs = (since: number): number => Math.round(world.clock.monotonic() - since);
  const { marketAt, brokerAt } = connections;
  return {
    account: context.account,
    version: context.version,
    startedAt: formatInstant(context.startedAt),
    engine: {
      state: engine.state,
      reason: portfolio.engine.reason,
      by: portfolio.engine.by,
      since: instantOrNull(portfolio.engine.at),
    },
    market: marketStanding(now > 0 ? now : world.clock.now()),
    equity: dollarsText(equity),
    cash: portfolio.cash.toString(),
    dayPnl: dollarsText(day.pnl),
    dayPnlFraction: fractionOf(day.pnl, day.start),
    grossExposure: fractionOf(markets.gross(), equity),
    netExposure: fractionOf(markets.positionsValue, equity),
    strategies: {
      total: states.length,
      running: count('running'),
      paused: count('paused'),
      error: count('error'),
    },
    positions: portfolio.holdings.size,
    openOrders: portfolio.open.size,
    unknownOrders: [...portfolio.open.values()].filter(isUnknown).length,
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    denied: portfolio.deniedCount,
    connections: {
      broker: connections.brokerUp ? 'up' : 'down',
      marketAgeMs: marketAt === null ? null : ageMs(marketAt),
      brokerAgeMs: brokerAt === null ? null : ageMs(brokerAt),
    },
    journal: { seq: head.seq, digest: head.hash },
    reconciled: {
      at: instantOrNull(comparedAt(engine, context.accountHistory)),
      drift: portfolio.reconciled.drift.length,
    },
  };
}

function marketStanding(at: Parameters<typeof isOpen>[0]): StatusView['market'] {
  const open = isOpen(at);
  const session = open ? sessionAt(at) : undefined;
  const nextChange = session?.close ?? nextSession(at).open;
  return { at: formatInstant(at), open, nextChange: formatInstant(nextChange) };
}

/** An abandoned order may be alive for days; nobody knows. */
function isUnknown({ status }: OrderState): boolean {
  return status === 'unknown' || status === 'abandoned';
}
