import { formatInstant } from '../../core/time.ts';
import type { AppContext } from '../context/app-context.ts';
import { dollarsText } from '../operation/fields.ts';

/** Results of a server's run, shown when it stops. */
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
  /** Number of differences between broker and ledger. */
  readonly drift: number;
  /** Number of journal entries, and the hash of the last one, which covers all others. */
  readonly entries: number;
  readonly digest: string;
  /** How long it ran, on the world clock. */
  readonly elapsedMs: number;
}

/** Summarizes a stopped server; its journal must still be open. */
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
