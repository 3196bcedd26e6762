import type { ReferenceData } from '../../alpaca/client/reference-data.ts';
import type { Asset } from '../../market/asset.ts';
import { type Instrument, instrumentOf, isPlainStock } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';

/** Sources of instruments. */
export interface InstrumentSources {
  /** The broker's assets, by symbol. */
  readonly assets: ReadonlyMap<Ticker, Asset>;
  readonly reference: Pick<ReferenceData, 'asset'>;
}

/**
 * Returns what each symbol stands for: its multiplier and increments, from the broker's assets. A
 * contract is not in the list of assets and is queried; a symbol without an asset is what its form
 * means.
 *
 * @param traded the symbols of strategies
 */
export async function readInstruments(
  { assets, reference }: InstrumentSources,
  traded: readonly Ticker[],
): Promise<(symbol: Ticker) => Instrument> {
  const contracts = new Map<Ticker, Asset>();
  for (const symbol of new Set(traded)) {
    if (assets.has(symbol) || isPlainStock(instrumentOf(symbol))) continue;
    const asset = await reference.asset(symbol);
    if (asset !== undefined) contracts.set(symbol, asset);
  }
  return (symbol) => instrumentOf(symbol, contracts.get(symbol) ?? assets.get(symbol));
}
