import type { WorldRandom } from '../../core/world.ts';
import type { Exchange } from '../../simulator/exchange.ts';
import type { AccountFile } from './account/account-file.ts';
import type { MarketClock } from './market/market-clock.ts';
import type { ServedMarket } from './market/market-view.ts';
import type { AccountLogRecord } from './account/records.ts';

/**
 * Shared state of all handlers: the exchange, the account file, the market and its time.
 *
 * Handlers are synchronous, so each sees and leaves a consistent state; responses wait for the log.
 */
export interface Desk {
  exchange: Exchange;
  readonly file: AccountFile;
  readonly market: ServedMarket;
  readonly clock: MarketClock;
  readonly random: WorldRandom;
  /** Enters records into the file and adds them to the log. */
  keep(records: readonly AccountLogRecord[]): void;
  /** Applies the exchange's events since the last call to file, log and stream. */
  collect(): void;
}
