import type { EpochMs, IsoDate } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { OrderIds } from '../engine/desk.ts';
import type { Engine } from '../engine/engine.ts';
import type { Live } from '../engine/run-live.ts';
import type { Mode } from '../ledger/journal.ts';
import type { Asset } from '../market/asset.ts';
import type { BarSeries, Timeframe } from '../market/bar.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Documents, JournalStore } from '../store/ports.ts';
import type { Strategy } from '../strategy/define.ts';
import type { Chronicle } from './chronicle.ts';
import type { EntryHub } from './entry-hub.ts';
import type { Idempotency } from './idempotency.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** What is known of the market beside its stream. */
export interface MarketDesk {
  /** Everything that may be traded, by symbol. */
  assets(): Promise<ReadonlyMap<Ticker, Asset>>;
  /** Raw bars of a symbol with its corporate actions; both days included, all when absent. */
  bars(query: {
    readonly symbol: Ticker;
    readonly timeframe: Timeframe;
    readonly from?: IsoDate | undefined;
    readonly to?: IsoDate | undefined;
    /** What prices are adjusted for: splits unless said, or dividends too. */
    readonly adjustment?: 'split' | 'all';
  }): Promise<BarSeries>;
}

/** How the connections stand, on the world's clock. */
export interface Connections {
  /** When the last market event came, null before the first. */
  marketAt: EpochMs | null;
  /** When the broker's stream last said something, null before the first. */
  brokerAt: EpochMs | null;
  /** Whether the broker's stream is up. */
  brokerUp: boolean;
}

/** What operations answer from: the running house, seen from inside. */
export interface AppContext {
  readonly world: World;
  /** Of the broker that is actually connected, never of the configuration alone. */
  readonly mode: Mode;
  readonly account: string;
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly dataDir: string;
  readonly url: string;
  readonly brokerUrl: string;
  readonly engine: Engine;
  readonly live: Live;
  readonly journal: JournalStore;
  readonly documents: Documents;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly idempotency: Idempotency;
  readonly hub: EntryHub;
  readonly chronicle: Chronicle;
  readonly connections: Connections;
  readonly market: MarketDesk;
  /** The identity of a decision: the same key is the same order. */
  readonly orderIds: OrderIds;
  /** Strategies that can be named, beside those that run. */
  readonly strategies: ReadonlyMap<string, Strategy>;
}
