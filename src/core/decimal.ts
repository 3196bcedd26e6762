import { assert } from './assert.ts';
import { QuipuError } from './errors.ts';

/** Rounding mode of a division or a rounding; half even by default. */
export type Rounding = 'half_even' | 'half_up' | 'down' | 'up' | 'floor' | 'ceil';

declare const unit: unique symbol;

const POWERS: bigint[] = [];
for (let exponent = 0; exponent <= 40; exponent += 1) POWERS.push(10n ** BigInt(exponent));

function power(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** Powers of ten that are exact doubles. */
const TENS: number[] = [];
for (let exponent = 0; exponent <= 22; exponent += 1) TENS.push(Number(power(exponent)));

const MOST = Number.MAX_SAFE_INTEGER;

/** Whether a result of integer arithmetic in doubles is the exact integer; NaN is not. */
function isExact(value: number): boolean {
  return value <= MOST && value >= -MOST;
}

/**
 * Exact decimal number: `units / 10^scale`.
 *
 * Sums and products lose nothing and grow the scale; only {@link divide} and {@link Decimal.round}
 * can lose digits, and both name scale and rounding. `Unit` is a compile-time tag, so that money
 * does not add to a price. Two decimals are equal when their values are, whatever their scales.
 *
 * Units within 2^53 are kept as a double, whose integer arithmetic is exact there and several
 * times faster; whatever would pass that bound is computed and kept as a bigint.
 */
export class Decimal<Unit extends string = 'ratio'> {
  declare readonly [unit]: Unit;
  readonly scale: number;
  /** The units where they are a safe integer; NaN where they are not, and `large` has them. */
  readonly small: number;
  readonly large: bigint | undefined;

  /**
   * Prefer {@link decimal}; this constructor assumes that both are whole and `scale` is 0 or more.
   */
  constructor(units: bigint | number, scale: number) {
    this.scale = scale;
    if (typeof units === 'number') {
      this.small = units;
      this.large = undefined;
      return;
    }
    const small = Number(units);
    const fits = isExact(small);
    this.small = fits ? small : Number.NaN;
    this.large = fits ? undefined : units;
  }

  /** The digits as one whole number. */
  get units(): bigint {
    return this.large ?? BigInt(this.small);
  }

  plus(other: Decimal<Unit>): Decimal<Unit> {
    const more = this.scale - other.scale;
    if (more === 0) {
      const sum = this.small + other.small;
      if (isExact(sum)) return new Decimal(sum, this.scale);
    } else if (more > 0) {
      const raised = other.small * (TENS[more] ?? Number.NaN);
      const sum = this.small + raised;
      if (isExact(raised) && isExact(sum)) return new Decimal(sum, this.scale);
    } else {
      const raised = this.small * (TENS[-more] ?? Number.NaN);
      const sum = raised + other.small;
      if (isExact(raised) && isExact(sum)) return new Decimal(sum, other.scale);
    }
    const scale = more > 0 ? this.scale : other.scale;
    return new Decimal(unitsAt(this, scale) + unitsAt(other, scale), scale);
  }

  minus(other: Decimal<Unit>): Decimal<Unit> {
    if (this.scale === other.scale) {
      const rest = this.small - other.small;
      if (isExact(rest)) return new Decimal(rest, this.scale);
    }
    return this.plus(other.negated());
  }

  negated(): Decimal<Unit> {
    // Zero minus the value, because minus zero is a separate double.
    return this.large === undefined
      ? new Decimal(0 - this.small, this.scale)
      : new Decimal(-this.large, this.scale);
  }

  abs(): Decimal<Unit> {
    return this.sign() < 0 ? this.negated() : this;
  }

  /** The exact product with a bare ratio; the unit stays. */
  times(ratio: Decimal): Decimal<Unit> {
    return product(this, ratio);
  }

  /**
   * Returns a negative number, zero or a positive number as this is less than, equal to or greater
   * than `other`.
   */
  compare(other: Decimal<Unit>): number {
    const more = this.scale - other.scale;
    const a = more >= 0 ? this.small : this.small * (TENS[-more] ?? Number.NaN);
    const b = more <= 0 ? other.small : other.small * (TENS[more] ?? Number.NaN);
    if (isExact(a) && isExact(b)) return a < b ? -1 : a > b ? 1 : 0;
    const scale = more > 0 ? this.scale : other.scale;
    const left = unitsAt(this, scale);
    const right = unitsAt(other, scale);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  equals(other: Decimal<Unit>): boolean {
    return this.compare(other) === 0;
  }

  lessThan(other: Decimal<Unit>): boolean {
    return this.compare(other) < 0;
  }

  greaterThan(other: Decimal<Unit>): boolean {
    return this.compare(other) > 0;
  }

  isZero(): boolean {
    return this.small === 0;
  }

  /** -1, 0 or 1. */
  sign(): number {
    if (this.large !== undefined) return this.large < 0n ? -1 : 1;
    return this.small < 0 ? -1 : this.small > 0 ? 1 : 0;
  }

  /** This value with at most `scale` digits after the point. */
  round(scale: number, rounding: Rounding = 'half_even'): Decimal<Unit> {
    if (this.scale <= scale) return this;
    return new Decimal(quotient(this.units, power(this.scale - scale), rounding), scale);
  }

  /** Returns the same value without trailing zeros after the point. */
  trimmed(): Decimal<Unit> {
    let { scale } = this;
    if (this.large === undefined) {
      let { small } = this;
      while (scale > 0 && small % 10 === 0) {
        small /= 10;
        scale -= 1;
      }
      return scale === this.scale ? this : new Decimal(small, scale);
    }
    let { large } = this;
    while (scale > 0 && large % 10n === 0n) {
      large /= 10n;
      scale -= 1;
    }
    return scale === this.scale ? this : new Decimal(large, scale);
  }

  /** Returns the nearest binary float, for estimates; the only inexact conversion. */
  toNumber(): number {
    // Both operands exact and the division correctly rounded: the result is the nearest double.
    return this.large === undefined && this.scale <= 22
      ? this.small / TENS[this.scale]!
      : Number(this.toString());
  }

  /**
   * Returns minimal decimal text: no exponent, no trailing zeros, `-` only on values below zero.
   */
  toString(): string {
    const { large, small, scale } = this;
    const whole = large === undefined ? String(small) : large.toString();
    if (scale === 0) return whole;
    const negative = whole.charCodeAt(0) === MINUS;
    const digits = (negative ? whole.slice(1) : whole).padStart(scale + 1, '0');
    let end = digits.length;
    const point = digits.length - scale;
    while (end > point && digits.charCodeAt(end - 1) === ZERO) end -= 1;
    const text =
      end === point
        ? digits.slice(0, point)
        : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
    return negative ? `-${text}` : text;
  }

  /** Returns text with exactly `scale` digits after the point, for people. */
  toFixed(scale: number): string {
    const rounded = this.round(scale);
    const text = rounded.toString();
    if (scale === 0) return text;
    const [whole, fraction = ''] = text.split('.');
    return `${whole}.${fraction.padEnd(scale, '0')}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

const MINUS = 45;
const ZERO = 48;

function unitsAt({ units, scale: own }: Decimal<string>, scale: number): bigint {
  return scale === own ? units : units * power(scale - own);
}

function product<Unit extends string>(a: Decimal<string>, b: Decimal<string>): Decimal<Unit> {
  const scale = a.scale + b.scale;
  const small = a.small * b.small;
  // Adding zero turns minus zero into zero.
  return isExact(small) ? new Decimal(small + 0, scale) : new Decimal(a.units * b.units, scale);
}

/** Amount of US dollars. */
export type Money = Decimal<'USD'>;
/** US dollars per share. */
export type Price = Decimal<'USD/unit'>;
/** Number of shares, fractions allowed. */
export type Quantity = Decimal<'unit'>;

/** Every number of this many digits is a safe integer. */
const SHORT = 15;

const TEXT = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads an exact decimal from text, a bigint, or a number through its shortest decimal text.
 *
 * @param value `'187.15'`, `187.15` (which stays 187.15) or `187n`
 * @throws QuipuError `core.invalid_decimal` when it is not a finite decimal number
 */
export function decimal<Unit extends string = 'ratio'>(
  value: string | number | bigint,
): Decimal<Unit> {
  if (typeof value === 'bigint') return new Decimal(value, 0);
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return new Decimal(value + 0, 0);
    const cents = Math.round(value * 100);
    // Most prices have two digits; this test is exact because the division rounds correctly.
    if (Number.isSafeInteger(cents) && cents / 100 === value) return new Decimal(cents, 2);
  }
  const match = TEXT.exec(typeof value === 'number' ? String(value) : value);
  if (match === null) {
    throw new QuipuError(
      'core.invalid_decimal',
      `Expected a decimal number such as 187.15, found "${String(value)}".`,
    );
  }
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const scale = fraction.length - Number(exponent);
  if (digits.length <= SHORT && scale >= 0) {
    const small = Number(digits);
    return new Decimal(sign === '-' ? 0 - small : small, scale);
  }
  const size = BigInt(digits);
  const units = sign === '-' ? -size : size;
  return scale >= 0 ? new Decimal(units, scale) : new Decimal(units * power(-scale), 0);
}

/** Reads an amount of dollars; see {@link decimal}. */
export function money(value: string | number | bigint): Money {
  return decimal<'USD'>(value);
}

/** Reads a price per share; see {@link decimal}. */
export function price(value: string | number | bigint): Price {
  return decimal<'USD/unit'>(value);
}

/** Reads a number of shares; see {@link decimal}. */
export function quantity(value: string | number | bigint): Quantity {
  return decimal<'unit'>(value);
}

/** No money. */
export const ZERO_MONEY: Money = new Decimal(0, 0);
/** No shares. */
export const ZERO_QUANTITY: Quantity = new Decimal(0, 0);

/**
 * Returns exactly `each` dollars for every one of `units`: fees and dividends.
 *
 * The value of a trade is `notional` of its instrument, which has the multiplier.
 */
export function amountAt(each: Price, units: Quantity): Money {
  return product(each, units);
}

/**
 * `a / b` to `scale` digits after the point.
 *
 * @throws AssertionError when `b` is zero
 */
export function divide<Unit extends string>(
  a: Decimal<Unit>,
  b: Decimal,
  to: { readonly scale: number; readonly rounding?: Rounding },
): Decimal<Unit> {
  return rawDivide(a, b, to.scale, to.rounding ?? 'half_even');
}

/** Returns the price at which `quantity` shares cost `total`, to `scale` digits (9 by default). */
export function unitPrice(total: Money, quantity: Quantity, scale = 9): Price {
  return rawDivide(total, quantity, scale, 'half_even');
}

/** Returns the shares that `total` buys at `price`, to `scale` digits, rounded down. */
export function affordable(total: Money, price: Price, scale: number): Quantity {
  return rawDivide(total, price, scale, 'down');
}

/** Returns the bare ratio of two values of one unit, to `scale` digits. */
export function ratio<Unit extends string>(a: Decimal<Unit>, b: Decimal<Unit>, scale = 9): Decimal {
  return rawDivide(a, b, scale, 'half_even');
}

function rawDivide<Unit extends string>(
  a: Decimal<string>,
  b: Decimal<string>,
  scale: number,
  rounding: Rounding,
): Decimal<Unit> {
  assert(b.small !== 0, 'a decimal is never divided by zero');
  const shift = scale + b.scale - a.scale;
  const numerator = shift >= 0 ? a.units * power(shift) : a.units;
  const denominator = shift >= 0 ? b.units : b.units * power(-shift);
  return new Decimal(quotient(numerator, denominator, rounding), scale);
}

function quotient(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const whole = numerator / denominator;
  const rest = numerator - whole * denominator;
  if (rest === 0n) return whole;
  const away = rest < 0n === denominator < 0n ? 1n : -1n;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const size = denominator < 0n ? -denominator : denominator;
  switch (rounding) {
    case 'down':
      return whole;
    case 'up':
      return whole + away;
    case 'floor':
      return away < 0n ? whole - 1n : whole;
    case 'ceil':
      return away > 0n ? whole + 1n : whole;
    case 'half_up':
      return twice >= size ? whole + away : whole;
    case 'half_even':
      return twice > size || (twice === size && whole % 2n !== 0n) ? whole + away : whole;
  }
}

/**
 * Returns the share of `total` for `part` of `whole`, rounded down to `scale` digits.
 *
 * Subtract it from the total to get the rest, which includes the remainder, so nothing is lost.
 */
export function allocate<Unit extends string>(
  total: Decimal<Unit>,
  shares: { readonly part: Quantity; readonly whole: Quantity; readonly scale: number },
): Decimal<Unit> {
  if (shares.part.equals(shares.whole)) return total;
  const whole = product<Unit>(total, shares.part);
  return rawDivide(whole, shares.whole, shares.scale, 'down');
}

/** Returns the smaller of two decimals. */
export function least<Unit extends string>(a: Decimal<Unit>, b: Decimal<Unit>): Decimal<Unit> {
  return a.compare(b) <= 0 ? a : b;
}

/** Returns the larger of two decimals. */
export function greatest<Unit extends string>(a: Decimal<Unit>, b: Decimal<Unit>): Decimal<Unit> {
  return a.compare(b) >= 0 ? a : b;
}
