import type { WorldRandom } from '../../core/world.ts';
import type { Exchange } from '../../simulator/exchange.ts';
import type { AccountFile } from './account-file.ts';
import type { MarketClock } from './market-clock.ts';
import type { MarketView } from './market-view.ts';
import type { AccountRecord } from './records.ts';

/**
 * What every handler works on: the exchange, what is known beside it, the market and its time.
 *
 * Handlers are synchronous, so each sees and leaves a whole state; the answers wait for the log.
 */
export interface Desk {
  exchange: Exchange;
  readonly file: AccountFile;
  readonly market: MarketView;
  readonly clock: MarketClock;
  readonly random: WorldRandom;
  /** Enters records into the file and adds them to the log. */
  keep(records: readonly AccountRecord[]): void;
  /** Takes what happened at the exchange since the last call into file, log and stream. */
  collect(): void;
}
