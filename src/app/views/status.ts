import { flag, type Infer, integer, nullable, object, oneOf, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { isOpen, nextSession, sessionAt } from '../../market/calendar.ts';
import type { AppContext } from '../context.ts';
import {
  dollarsText,
  fractionOf,
  instantOrNull,
  instantText,
  maybeDecimal,
  maybeFraction,
  maybeInstant,
} from '../fields.ts';
import { dayPnl } from './account.ts';

const age = (description: string) => nullable(integer({ description }));

/** How the whole house stands, in one answer. */
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
    at: instantText('The instant of the market clock.'),
    open: flag(),
    nextChange: instantText('When the market closes, or opens next.'),
  }),
  equity: maybeDecimal('Cash and positions at the last prices.'),
  cash: text(),
  dayPnl: maybeDecimal('Change of equity since the session opened.'),
  dayPnlFraction: maybeFraction('The same as a fraction of equity at the open.'),
  grossExposure: maybeFraction('Value of all positions without sign, as a fraction of equity.'),
  netExposure: maybeFraction('Value of all positions with sign, as a fraction of equity.'),
  strategies: object({ total: integer(), running: integer(), paused: integer(), error: integer() }),
  positions: integer(),
  openOrders: integer(),
  unknownOrders: integer({ description: 'Orders whose fate is not known yet.' }),
  orders: integer({ description: 'Orders decided so far.' }),
  fills: integer({ description: 'Executions booked so far.' }),
  denied: integer({ description: 'Orders that the risk gate stopped so far.' }),
  connections: object({
    broker: oneOf(['up', 'down'], { description: "The broker's stream." }),
    marketAgeMs: age('Since the last market event, on the world clock.'),
    brokerAgeMs: age('Since the last word of the broker, on the world clock.'),
  }),
  journal: object({
    seq: integer({ description: 'Entries so far.' }),
    digest: text({ description: 'The hash of the last entry, which covers all before it.' }),
  }),
  reconciled: object({
    at: maybeInstant('When the broker and the ledger were last compared.'),
    drift: integer({ description: 'Places where they differ.' }),
  }),
});

/** How the whole house stands. */
export type StatusView = Infer<typeof statusSchema>;

/** Looks around. */
export async function statusView(context: AppContext): Promise<StatusView> {
  const { engine, connections, world } = context;
  const { portfolio, equity, markets, runners, now } = engine;
  const day = dayPnl(engine);
  const states = runners.map(({ state }) => state.state);
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const head = await context.journal.head();
  const wall = world.clock.now();
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
    market: marketStanding(now > 0 ? now : wall),
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
    unknownOrders: [...portfolio.open.values()].filter(({ status }) => status === 'unknown').length,
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    denied: portfolio.deniedCount,
    connections: {
      broker: connections.brokerUp ? 'up' : 'down',
      marketAgeMs: marketAt === null ? null : wall - marketAt,
      brokerAgeMs: brokerAt === null ? null : wall - brokerAt,
    },
    journal: { seq: head.seq, digest: head.hash },
    reconciled: {
      at: instantOrNull(portfolio.reconciled.at),
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
