import type { BrokerConnection } from './connection.ts';
import type { MarketDesk } from './context.ts';
import { appError } from './errors.ts';
import { type EpochMs, epochMs, isoDate, later, DAY } from '../core/time.ts';
import type { Asset } from '../market/asset.ts';
import { newYorkInstant } from '../market/calendar.ts';
import type { Ticker } from '../market/symbol.ts';

/** How long a list of assets is believed. */
const ASSETS_MS = 60_000;

/** What can be traded, and its past, as the connected broker tells it. */
export function createMarketDesk(
  { marketData, reference }: Pick<BrokerConnection, 'marketData' | 'reference'>,
  present: { readonly wall: () => EpochMs },
): MarketDesk {
  let known: ReadonlyMap<Ticker, Asset> | undefined;
  let readAt = epochMs(0);
  return {
    async assets() {
      if (known === undefined || present.wall() - readAt > ASSETS_MS) {
        const assets = await reference.assets();
        known = new Map(assets.map((asset) => [asset.symbol, asset]));
        readAt = present.wall();
      }
      return known;
    },
    async bars({ symbol, timeframe, from, to, adjustment = 'split' }) {
      const first = newYorkInstant(from ?? isoDate('1990-01-01'), 0);
      const until =
        to === undefined ? (await reference.clock()).at : later(newYorkInstant(to, 0), DAY - 1);
      // Adjusted bars stand for raw ones with their splits applied: nothing is left to apply.
      const columns = await marketData.columns(
        { symbol, timeframe, from: first, to: until },
        adjustment,
      );
      if (columns.length === 0) {
        throw appError('app.no_data', `There are no ${timeframe} bars of ${symbol} in that span.`, {
          next: 'Choose other dates or another symbol.',
        });
      }
      return { symbol, timeframe, columns, actions: [] };
    },
  };
}
