import type { IsoDate } from '../../core/time.ts';
import type { Asset } from '../../market/asset.ts';
import type { BarSeries, Timeframe } from '../../market/bar.ts';
import type { Ticker } from '../../market/symbol.ts';

/** Market data read on request, separate from the price stream. */
export interface MarketReference {
  /** Every tradable asset, by symbol. */
  assets(): Promise<ReadonlyMap<Ticker, Asset>>;
  /** Returns bars of a symbol; both days included, all if absent. */
  bars(query: {
    readonly symbol: Ticker;
    readonly timeframe: Timeframe;
    readonly from?: IsoDate | undefined;
    readonly to?: IsoDate | undefined;
    /**
     * Price adjustment: splits by default, or dividends too; `raw` prices come with the splits and
     * dividends between them.
     */
    readonly adjustment?: 'raw' | 'split' | 'all';
  }): Promise<BarSeries>;
}
