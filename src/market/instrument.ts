import { assert } from '../core/assert.ts';
import {
  affordable,
  amountAt,
  decimal,
  Decimal,
  type Money,
  type Price,
  price,
  type Quantity,
  quantity,
  unitPrice,
} from '../core/decimal.ts';
import { isIsoDate, type IsoDate } from '../core/time.ts';
import type { Asset } from './asset.ts';
import type { Ticker } from './symbol.ts';

/** The kind of thing that a symbol stands for, in Alpaca's terms. */
export type AssetClass = Asset['class'];

/** From this price on, prices are whole multiples of the increment. */
export interface PriceStep {
  readonly from: Price;
  readonly increment: Price;
}

/** The price increments of an instrument, in ascending order of `from`; the first starts at 0. */
export type TickRule = readonly PriceStep[];

/**
 * What is traded under a symbol: the dollars behind a price, and the valid prices and quantities.
 *
 * Immutable. The symbol stays the key of every map and the name on every wire.
 */
export interface Instrument {
  readonly symbol: Ticker;
  readonly assetClass: AssetClass;
  /** Dollars of value per unit and dollar of price: 1, or 100 for a standard option contract. */
  readonly multiplier: Decimal;
  readonly tick: TickRule;
  /** The smallest quantity, and the step between two: 1 contract, 1e-9 of a share or coin. */
  readonly quantityIncrement: Quantity;
  /** The last trading day of an option; absent where nothing expires. */
  readonly expiry?: IsoDate;
}

/** The terms of an option contract, as its OCC symbol spells them. */
export interface ContractTerms {
  readonly underlying: string;
  readonly expiry: IsoDate;
  readonly right: 'call' | 'put';
  readonly strike: Price;
}

const ONE = decimal(1);
const HUNDRED = decimal(100);
const FINEST: Quantity = quantity('0.000000001');
const WHOLE: Quantity = quantity(1);
const CENT = price('0.01');

/** Regulation NMS rule 612: cents from a dollar on, hundredths of a cent below. */
const STOCK_TICK: TickRule = [
  { from: price(0), increment: price('0.0001') },
  { from: price(1), increment: CENT },
];
const OPTION_TICK: TickRule = [{ from: price(0), increment: CENT }];
const CRYPTO_TICK: TickRule = [{ from: price(0), increment: price('0.000000001') }];

const OPTION_SYMBOL = /^([A-Z][A-Z0-9]{0,5})(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const PAIR = /^[A-Z0-9]+\/[A-Z0-9]+$/;

/** Instruments are made once for each symbol; past this many the table starts over. */
const KNOWN_MAX = 50_000;
const known = new Map<Ticker, Instrument>();
const byAsset = new WeakMap<object, Instrument>();

/** What of an asset decides about its instrument. */
export type InstrumentAsset = Pick<
  Asset,
  'class' | 'multiplier' | 'priceIncrement' | 'quantityIncrement'
>;

/**
 * The instrument of a symbol: the one way to get one.
 *
 * The form of the symbol decides (an OCC symbol is an option, a pair such as `BTC/USD` is crypto,
 * anything else a stock), unless the asset is known: then its class, multiplier and increments do.
 * The same symbol, or the same asset, gives the same object, so that a hot path allocates nothing.
 */
export function instrumentOf(symbol: Ticker, asset?: InstrumentAsset): Instrument {
  const plain = known.get(symbol) ?? learn(symbol);
  if (asset === undefined) return plain;
  const { class: assetClass, multiplier, priceIncrement, quantityIncrement } = asset;
  // A stock trades in shares at its price, whatever else its asset specifies.
  const bare =
    assetClass === 'us_equity' ||
    (multiplier === undefined && priceIncrement === undefined && quantityIncrement === undefined);
  if (bare && assetClass === plain.assetClass) return plain;
  let made = byAsset.get(asset);
  if (made === undefined || made.symbol !== symbol) {
    made = withAsset(symbol, asset);
    byAsset.set(asset, made);
  }
  return made;
}

const STOCK: InstrumentAsset = { class: 'us_equity' };

/** The symbol as an ordinary stock, whatever its form: the meaning of a record that names none. */
export function plainStock(symbol: Ticker): Instrument {
  return instrumentOf(symbol, STOCK);
}

function learn(symbol: Ticker): Instrument {
  if (known.size >= KNOWN_MAX) known.clear();
  const made = fromSymbol(symbol);
  known.set(symbol, made);
  return made;
}

function fromSymbol(symbol: Ticker): Instrument {
  if (PAIR.test(symbol)) return ofClass(symbol, 'crypto');
  return ofClass(symbol, contractTerms(symbol) === undefined ? 'us_equity' : 'us_option');
}

function ofClass(symbol: Ticker, assetClass: AssetClass): Instrument {
  switch (assetClass) {
    case 'us_equity':
      return {
        symbol,
        assetClass,
        multiplier: ONE,
        tick: STOCK_TICK,
        quantityIncrement: FINEST,
      };
    case 'crypto':
      return {
        symbol,
        assetClass,
        multiplier: ONE,
        tick: CRYPTO_TICK,
        quantityIncrement: FINEST,
      };
    case 'us_option': {
      const expiry = contractTerms(symbol)?.expiry;
      return {
        symbol,
        assetClass,
        multiplier: HUNDRED,
        tick: OPTION_TICK,
        quantityIncrement: WHOLE,
        ...(expiry === undefined ? {} : { expiry }),
      };
    }
  }
}

function withAsset(symbol: Ticker, asset: InstrumentAsset): Instrument {
  const base = ofClass(symbol, asset.class);
  if (asset.class === 'us_equity') return base;
  const { multiplier, priceIncrement, quantityIncrement } = asset;
  return {
    ...base,
    multiplier: multiplier ?? base.multiplier,
    tick:
      priceIncrement === undefined ? base.tick : [{ from: price(0), increment: priceIncrement }],
    quantityIncrement: quantityIncrement ?? base.quantityIncrement,
  };
}

/**
 * Reads an OCC option symbol such as `SPY240119C00450000`.
 *
 * @returns undefined when the symbol is not one
 */
export function contractTerms(symbol: Ticker): ContractTerms | undefined {
  const match = OPTION_SYMBOL.exec(symbol);
  if (match === null) return undefined;
  const [, underlying = '', year, month, day, right, strike = ''] = match;
  const expiry = `20${year}-${month}-${day}`;
  if (!isIsoDate(expiry)) return undefined;
  return {
    underlying,
    expiry,
    right: right === 'C' ? 'call' : 'put',
    strike: new Decimal<'USD/unit'>(Number(strike), 3).trimmed(),
  };
}

/** Whether it is an ordinary stock, which is what journals and wires mean when they say nothing. */
export function isPlainStock(of: Instrument): boolean {
  return of.assetClass === 'us_equity' && of.multiplier.equals(ONE);
}

/** Whether two instruments are traded in the same way under the same symbol. */
export function sameInstrument(a: Instrument, b: Instrument): boolean {
  if (a === b) return true;
  return (
    a.symbol === b.symbol &&
    a.assetClass === b.assetClass &&
    a.multiplier.equals(b.multiplier) &&
    a.quantityIncrement.equals(b.quantityIncrement) &&
    a.expiry === b.expiry &&
    a.tick.length === b.tick.length &&
    a.tick.every(({ from, increment }, index) => {
      const other = b.tick[index];
      return other !== undefined && from.equals(other.from) && increment.equals(other.increment);
    })
  );
}

/** The exact value in dollars of `quantity` units at `price`, signed like the quantity. */
export function notional(of: Instrument, price: Price, quantity: Quantity): Money {
  const value = amountAt(price, quantity);
  return of.multiplier === ONE ? value : value.times(of.multiplier);
}

/** The value of units at a market price, an estimate; NaN when the price is. */
export function marketValue(of: Instrument, price: number, units: number): number {
  return of.multiplier === ONE ? units * price : units * price * of.multiplier.toNumber();
}

/** The price per unit at which `units` cost `total`, to `scale` digits after the point. */
export function averagePrice(
  of: Instrument,
  total: Money,
  to: { readonly units: Quantity; readonly scale?: number },
): Price {
  const { units, scale } = to;
  return unitPrice(total, of.multiplier === ONE ? units : units.times(of.multiplier), scale);
}

/**
 * How many units `total` buys at `price`, rounded down to `scale` digits after the point and to the
 * quantity increment.
 */
export function unitsFor(
  of: Instrument,
  total: Money,
  at: { readonly price: Price; readonly scale: number },
): Quantity {
  const each = of.multiplier === ONE ? at.price : at.price.times(of.multiplier);
  const units = affordable(total, each, at.scale);
  return isMultiple(units, of.quantityIncrement) ? units : roundDown(units, of.quantityIncrement);
}

/**
 * The price on the instrument's tick at or next to an estimate.
 *
 * @param round `down` for a price that may not be exceeded, `up` for one that may not be undercut
 */
export function onTick(of: Instrument, at: number, round: 'up' | 'down'): Price {
  const step = of.tick.findLast(({ from }) => from.toNumber() <= at) ?? of.tick[0]!;
  const steps = at / step.increment.toNumber();
  // An estimate a rounding error away from a tick is on it.
  const whole = round === 'down' ? Math.floor(steps + 1e-9) : Math.ceil(steps - 1e-9);
  return step.increment.times(decimal(whole)).trimmed();
}

/** Whether a quantity is a whole number of increments of its instrument. */
export function isQuantityStep(of: Instrument, units: Quantity): boolean {
  return isMultiple(units, of.quantityIncrement);
}

/** The price increment that applies at a price. */
function tickAt(of: Instrument, at: Price): Price {
  let found = of.tick[0];
  for (const step of of.tick) {
    if (at.lessThan(step.from)) break;
    found = step;
  }
  assert(found !== undefined, 'a tick rule has at least one step');
  return found.increment;
}

/** Whether a price is one that the instrument's tick rule allows. */
export function isOnTick(of: Instrument, at: Price): boolean {
  return isMultiple(at, tickAt(of, at));
}

function isMultiple<Unit extends string>(value: Decimal<Unit>, step: Decimal<Unit>): boolean {
  // Most steps are a power of ten, where the digits decide.
  if (step.small === 1) return value.scale <= step.scale || value.trimmed().scale <= step.scale;
  return roundDown(value, step).equals(value);
}

function roundDown<Unit extends string>(value: Decimal<Unit>, step: Decimal<Unit>): Decimal<Unit> {
  const scale = Math.max(value.scale, step.scale);
  const units = value.units * 10n ** BigInt(scale - value.scale);
  const increment = step.units * 10n ** BigInt(scale - step.scale);
  return new Decimal<Unit>(units - (units % increment), scale);
}
