import type { BrokerConnection } from './broker-connection.ts';
import type { MarketReference } from '../projections/market-reference.ts';
import { appError } from '../kit/errors.ts';
import { isoDate, epochMs, later, DAY } from '../../core/time.ts';
import type { WorldClock } from '../../core/world.ts';
import type { Asset } from '../../market/asset.ts';
import { newYorkDate, newYorkInstant } from '../../market/calendar.ts';
import { actionsWithin } from '../../market/files/daily-files.ts';
import type { Ticker } from '../../market/symbol.ts';

/** Time to live of the asset list. */
const ASSETS_MS = 60_000;

/** Creates the market reference of a connected broker: assets and past bars. */
export function createMarketReference(
  { marketData, reference }: Pick<BrokerConnection, 'marketData' | 'reference'>,
  clock: Pick<WorldClock, 'monotonic'>,
): MarketReference {
  let known: ReadonlyMap<Ticker, Asset> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    async assets() {
      if (known === undefined || clock.monotonic() - readAt > ASSETS_MS) {
        const kinds = [await reference.assets(), await reference.assets('crypto')];
        known = new Map(kinds.flat().map((asset) => [asset.symbol, asset]));
        readAt = clock.monotonic();
      }
      return known;
    },
    async bars({ symbol, timeframe, from, to, adjustment = 'split' }) {
      const first = newYorkInstant(from ?? isoDate('1990-01-01'), 0);
      const until =
        to === undefined ? (await reference.clock()).at : later(newYorkInstant(to, 0), DAY - 1);
      // Adjusted bars already include their splits: nothing is left to apply.
      const columns = await marketData.columns(
        { symbol, timeframe, from: first, to: until },
        adjustment,
      );
      if (columns.length === 0) {
        throw appError(
          'app.no_data',
          `There are no ${timeframe} bars for ${symbol} in that range.`,
          {
            next: 'Choose other dates or another symbol.',
          },
        );
      }
      if (adjustment !== 'raw') return { symbol, timeframe, columns, actions: [] };
      const [start, end] = [columns.start[0]!, columns.end.at(-1)!].map(epochMs);
      const days = { from: newYorkDate(start!), to: newYorkDate(end!) };
      const actions = await marketData.actions({ symbol, ...days });
      return { symbol, timeframe, columns, actions: actionsWithin(columns, actions) };
    },
  };
}
