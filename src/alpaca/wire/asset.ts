import { flag, list, looseObject, text } from '../../core/schema.ts';
import type { Asset } from '../../market/asset.ts';
import { ticker } from '../../market/symbol.ts';
import { maybe } from './fields.ts';
import { readWire } from './json.ts';

/** An asset on the wire. `sector` is our paper broker's addition; Alpaca has none. */
const assetSchema = looseObject({
  id: text({ min: 1 }),
  class: text(),
  exchange: maybe(text()),
  symbol: text({ min: 1 }),
  name: maybe(text()),
  status: text(),
  tradable: flag(),
  marginable: maybe(flag()),
  shortable: maybe(flag()),
  fractionable: maybe(flag()),
  sector: maybe(text()),
});

const CLASSES: readonly string[] = ['us_equity', 'us_option', 'crypto'];

function isAssetClass(word: string): word is Asset['class'] {
  return CLASSES.includes(word);
}

/**
 * Reads one asset; an unknown status or class makes it inactive, so that nothing trades it.
 *
 * @throws QuipuError `alpaca.unreadable` or `market.invalid_symbol`
 */
export function parseAsset(value: unknown): Asset {
  const wire = readWire(assetSchema, value, 'an asset');
  const known = isAssetClass(wire.class);
  return {
    id: wire.id,
    symbol: ticker(wire.symbol),
    name: wire.name ?? '',
    class: isAssetClass(wire.class) ? wire.class : 'us_equity',
    exchange: wire.exchange ?? '',
    status: known && wire.status === 'active' ? 'active' : 'inactive',
    tradable: known && wire.tradable,
    marginable: wire.marginable ?? false,
    shortable: wire.shortable ?? false,
    fractionable: wire.fractionable ?? false,
    sector: wire.sector ?? '',
  };
}

/**
 * Reads the answer of `GET /v2/assets`; the few with symbols of a form of their own are left out.
 *
 * @throws QuipuError `alpaca.unreadable`
 */
export function parseAssets(value: unknown): readonly Asset[] {
  const rows = readWire(list(looseObject({ symbol: text() })), value, 'a list of assets');
  return rows.flatMap((row) => {
    try {
      return [parseAsset(row)];
    } catch {
      return [];
    }
  });
}

/** An asset as JSON of Alpaca's shape, with the older and the newer spelling of borrowing. */
export function toWireAsset(asset: Asset): Readonly<Record<string, unknown>> {
  return {
    id: asset.id,
    class: asset.class,
    exchange: asset.exchange,
    symbol: asset.symbol,
    name: asset.name,
    status: asset.status,
    tradable: asset.tradable,
    marginable: asset.marginable,
    maintenance_margin_requirement: asset.marginable ? 30 : 100,
    margin_requirement_long: asset.marginable ? '30' : '100',
    margin_requirement_short: asset.marginable ? '30' : '100',
    shortable: asset.shortable,
    easy_to_borrow: asset.shortable,
    borrow_status: asset.shortable ? 'easy_to_borrow' : 'hard_to_borrow',
    fractionable: asset.fractionable,
    attributes: [],
    ...(asset.sector === '' ? {} : { sector: asset.sector }),
  };
}
