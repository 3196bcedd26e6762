import { formatInstant } from '../core/time.ts';
import type { AppContext } from './context.ts';
import { dollarsText } from './fields.ts';

/** What came of a server's run, for whoever stops it. */
export interface ServerSummary {
  readonly mode: string;
  readonly account: string;
  readonly asOf: string;
  readonly state: string;
  readonly orders: number;
  readonly fills: number;
  readonly denied: number;
  readonly openOrders: number;
  readonly positions: number;
  readonly equity: string | null;
  readonly cash: string;
  readonly realizedPnl: string;
  readonly fees: string;
  /** Places where the broker and the ledger differ. */
  readonly drift: number;
  /** Entries of the journal, and the hash of the last, which covers all before it. */
  readonly entries: number;
  readonly digest: string;
  /** How long it ran, on the world's clock. */
  readonly elapsedMs: number;
}

/** Sums up a server that has stopped; its journal must still be open. */
export async function summarizeServer(context: AppContext): Promise<ServerSummary> {
  const { engine, mode, account, world, startedAt } = context;
  const { portfolio } = engine;
  const head = await context.journal.head();
  return {
    mode,
    account,
    asOf: formatInstant(engine.now),
    state: portfolio.engine.state,
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    denied: portfolio.deniedCount,
    openOrders: portfolio.open.size,
    positions: [...portfolio.holdings.values()].filter((held) => !held.isZero()).length,
    equity: dollarsText(engine.equity),
    cash: portfolio.cash.toString(),
    realizedPnl: portfolio.realized.toString(),
    fees: portfolio.fees.toString(),
    drift: portfolio.reconciled.drift.length,
    entries: head.seq,
    digest: head.hash,
    elapsedMs: world.clock.now() - startedAt,
  };
}
