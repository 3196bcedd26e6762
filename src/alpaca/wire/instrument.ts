import { type AssetClass, type Instrument, instrumentOf } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';

const CLASSES: Readonly<Record<AssetClass, { readonly class: AssetClass }>> = {
  us_equity: { class: 'us_equity' },
  us_option: { class: 'us_option' },
  crypto: { class: 'crypto' },
};

/** Whether a word on the wire is a class of assets that Quipu knows. */
export function isAssetClass(word: string): word is AssetClass {
  return Object.hasOwn(CLASSES, word);
}

/** A pair without its slash, in the currencies that Alpaca quotes coins in. */
const BARE_PAIR = /^([A-Z0-9]+?)(USDT|USDC|USD|BTC)$/;
/** The symbol of a stock is shorter. */
const SHORTEST_BARE_PAIR = 6;

/**
 * Returns the one symbol for a security, however a message spells it: Alpaca writes a crypto pair
 * as `BTC/USD` in orders, assets and prices, and as `BTCUSD` in positions and older requests.
 *
 * @param assetClass as the message names it; empty where it does not, and then the form decides
 */
export function symbolFromWire(symbol: string, assetClass: string): string {
  const mayBePair =
    assetClass === 'crypto' || (assetClass === '' && symbol.length >= SHORTEST_BARE_PAIR);
  const match = mayBePair ? BARE_PAIR.exec(symbol) : null;
  return match === null ? symbol : `${match[1]}/${match[2]}`;
}

/** Returns a symbol as Alpaca writes it in positions: a crypto pair without its slash. */
export function positionSymbolOnWire(symbol: string, assetClass: string): string {
  return assetClass === 'crypto' ? symbol.replace('/', '') : symbol;
}

/**
 * The instrument of a symbol with the asset class that a message names, such as `BTC/USD` and
 * `crypto`; where it names none that is known, the form of the symbol decides.
 */
export function instrumentOnWire(symbol: Ticker, assetClass: string): Instrument {
  return instrumentOf(symbol, isAssetClass(assetClass) ? CLASSES[assetClass] : undefined);
}
