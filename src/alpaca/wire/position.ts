import type { Decimal, Money, Price, Quantity } from '../../core/decimal.ts';
import { flag, list, looseObject, text } from '../../core/schema.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerPosition } from '../../ledger/journal.ts';
import { exactField, wireOptional, maybeExact, wireDecimal } from './fields.ts';
import { instrumentOnWire, positionSymbolOnWire, symbolFromWire } from './instrument.ts';
import { readWire } from './json.ts';

/** Position as Alpaca reports it; fields it omits are null. */
export interface PositionReport {
  readonly assetId: string;
  readonly symbol: string;
  readonly exchange: string;
  readonly assetClass: string;
  readonly averagePrice: Price;
  /** Below zero for a short position. */
  readonly quantity: Quantity;
  /** Shares that no open order holds. */
  readonly available: Quantity | null;
  readonly side: string;
  readonly marketValue: Money | null;
  readonly costBasis: Money | null;
  readonly unrealizedPl: Money | null;
  /** Fraction of the cost basis. */
  readonly unrealizedPlpc: Decimal | null;
  readonly unrealizedIntradayPl: Money | null;
  readonly unrealizedIntradayPlpc: Decimal | null;
  readonly currentPrice: Price | null;
  readonly lastdayPrice: Price | null;
  /** Fraction of the last day's price. */
  readonly changeToday: Decimal | null;
  readonly marginable: boolean;
}

/** A position on the wire. */
const positionSchema = looseObject({
  asset_id: wireOptional(text()),
  symbol: text({ min: 1 }),
  exchange: wireOptional(text()),
  asset_class: wireOptional(text()),
  avg_entry_price: exactField<'USD/unit'>(),
  qty: exactField<'unit'>(),
  qty_available: maybeExact<'unit'>(),
  side: wireOptional(text()),
  market_value: maybeExact<'USD'>(),
  cost_basis: maybeExact<'USD'>(),
  unrealized_pl: maybeExact<'USD'>(),
  unrealized_plpc: maybeExact<'ratio'>(),
  unrealized_intraday_pl: maybeExact<'USD'>(),
  unrealized_intraday_plpc: maybeExact<'ratio'>(),
  current_price: maybeExact<'USD/unit'>(),
  lastday_price: maybeExact<'USD/unit'>(),
  change_today: maybeExact<'ratio'>(),
  asset_marginable: wireOptional(flag()),
});

/**
 * Reads one position.
 *
 * @throws QuipuError `alpaca.unreadable` when symbol, quantity or average price is missing
 */
export function parsePosition(value: unknown): PositionReport {
  const wire = readWire(positionSchema, value, 'a position');
  const short = wire.qty.sign() < 0;
  return {
    assetId: wire.asset_id ?? '',
    symbol: symbolFromWire(wire.symbol, wire.asset_class ?? ''),
    exchange: wire.exchange ?? '',
    assetClass: wire.asset_class ?? '',
    averagePrice: wire.avg_entry_price,
    quantity: wire.side === 'short' && !short ? wire.qty.negated() : wire.qty,
    available: wire.qty_available ?? null,
    side: wire.side ?? (short ? 'short' : 'long'),
    marketValue: wire.market_value ?? null,
    costBasis: wire.cost_basis ?? null,
    unrealizedPl: wire.unrealized_pl ?? null,
    unrealizedPlpc: wire.unrealized_plpc ?? null,
    unrealizedIntradayPl: wire.unrealized_intraday_pl ?? null,
    unrealizedIntradayPlpc: wire.unrealized_intraday_plpc ?? null,
    currentPrice: wire.current_price ?? null,
    lastdayPrice: wire.lastday_price ?? null,
    changeToday: wire.change_today ?? null,
    marginable: wire.asset_marginable ?? false,
  };
}

/** Reads the response of `GET /v2/positions`; see {@link parsePosition}. */
export function parsePositions(value: unknown): readonly PositionReport[] {
  return readWire(list(looseObject({})), value, 'a list of positions').map(parsePosition);
}

/** Returns a position as JSON in Alpaca's format. */
export function toWirePosition(position: PositionReport): Readonly<Record<string, unknown>> {
  return {
    asset_id: position.assetId,
    symbol: positionSymbolOnWire(position.symbol, position.assetClass),
    exchange: position.exchange,
    asset_class: position.assetClass,
    asset_marginable: position.marginable,
    qty: position.quantity.toString(),
    qty_available: wireDecimal(position.available),
    avg_entry_price: position.averagePrice.toString(),
    side: position.side,
    market_value: wireDecimal(position.marketValue),
    cost_basis: wireDecimal(position.costBasis),
    unrealized_pl: wireDecimal(position.unrealizedPl),
    unrealized_plpc: wireDecimal(position.unrealizedPlpc),
    unrealized_intraday_pl: wireDecimal(position.unrealizedIntradayPl),
    unrealized_intraday_plpc: wireDecimal(position.unrealizedIntradayPlpc),
    current_price: wireDecimal(position.currentPrice),
    lastday_price: wireDecimal(position.lastdayPrice),
    change_today: wireDecimal(position.changeToday),
  };
}

/** Returns a position as the engine compares it. */
export function toBrokerPosition(position: PositionReport): BrokerPosition {
  const { currentPrice } = position;
  const symbol = ticker(position.symbol);
  return {
    symbol,
    instrument: instrumentOnWire(symbol, position.assetClass),
    quantity: position.quantity,
    averagePrice: position.averagePrice,
    ...(currentPrice === null || currentPrice.sign() <= 0 ? {} : { marketPrice: currentPrice }),
  };
}
