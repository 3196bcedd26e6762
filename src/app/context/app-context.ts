import type { EpochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Live } from '../../engine/drive/run-live.ts';
import type { Engine } from '../../engine/engine.ts';
import type { OrderIds } from '../../engine/orders/identify.ts';
import type { Mode } from '../../ledger/journal.ts';
import type { Documents, JournalStore } from '../../store/ports.ts';
import type { Strategy } from '../../strategy/define.ts';
import type { Idempotency } from '../access/idempotency.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Tokens } from '../access/tokens.ts';
import type { AccountHistory } from '../projections/account-history.ts';
import type { Connections } from '../projections/connections.ts';
import type { EntryBroadcast } from '../projections/entry-broadcast.ts';
import type { MarketReference } from '../projections/market-reference.ts';

/** Capability of an operation that reads account, market and journal, and changes nothing. */
export interface ReadContext {
  readonly world: World;
  /** Mode of the connected broker, never just that of the configuration. */
  readonly mode: Mode;
  readonly account: string;
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly brokerUrl: string;
  readonly engine: Engine;
  readonly journal: JournalStore;
  /** Small documents, such as saved backtests. */
  readonly documents: Documents;
  readonly accountHistory: AccountHistory;
  readonly connections: Connections;
  readonly market: MarketReference;
  /** Strategies available by name, next to the running ones. */
  readonly strategies: ReadonlyMap<string, Strategy>;
}

/** Capability of an operation that sends an event to the engine, such as an order or a halt. */
export interface TradeContext extends ReadContext {
  readonly live: Live;
  readonly hub: EntryBroadcast;
  /** The identity of a decision: the same key is the same order. */
  readonly orderIds: OrderIds;
}

/** Capability of an operation that manages access to the server. */
export interface AdminContext {
  readonly world: World;
  /** URL of the server. */
  readonly url: string;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  /** Shuts the server process down in order, as on SIGTERM. */
  requestStop(): void;
}

/** Everything a running server has; an operation takes the capability it needs. */
export interface AppContext extends TradeContext, AdminContext {
  readonly dataDir: string;
  readonly idempotency: Idempotency;
}
