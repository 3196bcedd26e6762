import type { EpochMs } from '../../core/time.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { BrokerClock } from './broker-clock.ts';
import type { Credentials } from './credentials.ts';
import type { AlpacaEnvironment } from './environment.ts';
import type { MarketData } from './market-data.ts';
import type { ReferenceData } from './reference-data.ts';
import type { Heartbeat } from './trading-session.ts';

/** Settings of the feed. */
export interface AlpacaFeedOptions {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  readonly marketData: MarketData;
  readonly reference: ReferenceData;
  /** The broker's time in paper and live, shared with other readers; its own by default. */
  readonly clock?: BrokerClock;
  readonly symbols: readonly Ticker[];
  /** Price channels to subscribe to; quotes and minute bars by default. */
  readonly channels?: readonly ('quotes' | 'trades' | 'bars')[];
  /** Whether each trading day's daily bar is emitted at the close. */
  readonly daily?: boolean;
  /** `iex` by default. */
  readonly feed?: string;
  /** Data up to this instant is known; the first connection backfills the bars since. */
  readonly since?: EpochMs;
  readonly heartbeat?: Heartbeat;
  /**
   * Drops a connection that responds but sends no price for this long during market hours; 0 never.
   * Three minutes by default; never in `sim`, because a simulated market can be paused.
   */
  readonly muteMs?: number;
  /** How often the clock is checked when nothing arrives; 1 s by default. */
  readonly tickMs?: number;
}
