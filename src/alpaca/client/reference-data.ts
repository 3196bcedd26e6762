import { isQuipuError } from '../../core/errors.ts';
import type { IsoDate } from '../../core/time.ts';
import type { Asset } from '../../market/asset.ts';
import type { Ticker } from '../../market/symbol.ts';
import { parseAsset, parseAssets } from '../wire/asset.ts';
import { type CalendarDay, type ClockReport, parseCalendar, parseClock } from '../wire/clock.ts';
import type { Rest } from './rest.ts';

/** Tradable assets and trading days, as the broker reports them. */
export interface ReferenceData {
  /** Active assets of a class; `us_equity` by default. */
  assets(kind?: Asset['class']): Promise<readonly Asset[]>;
  /** One asset, or undefined when the broker does not know it. */
  asset(symbol: Ticker): Promise<Asset | undefined>;
  clock(): Promise<ClockReport>;
  /** Trading days from one date to another, both included. */
  calendar(from: IsoDate, to: IsoDate): Promise<readonly CalendarDay[]>;
}

/** Creates the reads of reference data over one REST client of the trading API. */
export function createReferenceData(rest: Rest): ReferenceData {
  return {
    assets: async (kind = 'us_equity') =>
      parseAssets(await rest.get(`/v2/assets?status=active&asset_class=${kind}`)),
    async asset(symbol) {
      try {
        return parseAsset(await rest.get(`/v2/assets/${encodeURIComponent(symbol)}`));
      } catch (error) {
        if (isQuipuError(error) && error.code === 'alpaca.not_found') return undefined;
        throw error;
      }
    },
    clock: async () => parseClock(await rest.get('/v2/clock')),
    calendar: async (from, to) =>
      parseCalendar(await rest.get(`/v2/calendar?start=${from}&end=${to}`)),
  };
}
