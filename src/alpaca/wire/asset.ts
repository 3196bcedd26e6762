import { flag, list, looseObject, text } from '../../core/schema.ts';
import type { Asset } from '../../market/asset.ts';
import { ticker } from '../../market/symbol.ts';
import { maybeExact, wireDecimal, wireOptional } from './fields.ts';
import { isAssetClass, symbolFromWire } from './instrument.ts';
import { readWire } from './json.ts';

/** An asset on the wire. `sector` is our paper broker's addition; Alpaca has none. */
const assetSchema = looseObject({
  id: text({ min: 1 }),
  class: text(),
  exchange: wireOptional(text()),
  symbol: text({ min: 1 }),
  name: wireOptional(text()),
  status: text(),
  tradable: flag(),
  marginable: wireOptional(flag()),
  shortable: wireOptional(flag()),
  fractionable: wireOptional(flag()),
  sector: wireOptional(text()),
  multiplier: maybeExact<'ratio'>(),
  price_increment: maybeExact<'USD/unit'>(),
  min_trade_increment: maybeExact<'unit'>(),
});

/**
 * Reads one asset; an unknown status or class makes it inactive, so that it is never traded.
 *
 * @throws QuipuError `alpaca.unreadable` or `market.invalid_symbol`
 */
export function parseAsset(value: unknown): Asset {
  const wire = readWire(assetSchema, value, 'an asset');
  const known = isAssetClass(wire.class);
  return {
    id: wire.id,
    symbol: ticker(symbolFromWire(wire.symbol, wire.class)),
    name: wire.name ?? '',
    class: isAssetClass(wire.class) ? wire.class : 'us_equity',
    exchange: wire.exchange ?? '',
    status: known && wire.status === 'active' ? 'active' : 'inactive',
    tradable: known && wire.tradable,
    marginable: wire.marginable ?? false,
    shortable: wire.shortable ?? false,
    fractionable: wire.fractionable ?? false,
    sector: wire.sector ?? '',
    ...(wire.multiplier ? { multiplier: wire.multiplier } : {}),
    ...(wire.price_increment ? { priceIncrement: wire.price_increment } : {}),
    ...(wire.min_trade_increment ? { quantityIncrement: wire.min_trade_increment } : {}),
  };
}

/**
 * Reads the response of `GET /v2/assets`; skips the few assets with nonstandard symbols.
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

/** Returns an asset as JSON in Alpaca's format, with the old and the new borrowing fields. */
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
    ...(asset.multiplier === undefined ? {} : { multiplier: wireDecimal(asset.multiplier) }),
    ...(asset.priceIncrement === undefined
      ? {}
      : { price_increment: wireDecimal(asset.priceIncrement) }),
    ...(asset.quantityIncrement === undefined
      ? {}
      : { min_trade_increment: wireDecimal(asset.quantityIncrement) }),
  };
}
