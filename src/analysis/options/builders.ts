import { QuipuError } from '../../core/errors.ts';
import type { OptionRight } from './option.ts';
import { checkPosition, type OptionLeg, type OptionPosition } from './position.ts';

/** One option to build from: its strike, and what it costs per share. */
export interface Quoted {
  readonly strike: number;
  readonly premium: number;
}

/** What all positions of one expiry share. */
export interface Built {
  /** Years to expiry. */
  readonly years: number;
  /** How many of the position; 1 when absent, negative for its opposite. */
  readonly quantity?: number;
}

/** A vertical spread: one option bought, one of the same kind and expiry written. */
export function verticalSpread(
  given: Built & {
    readonly right: OptionRight;
    readonly long: Quoted;
    readonly short: Quoted;
  },
): OptionPosition {
  const { right, long, short } = given;
  const bull = long.strike < short.strike;
  return build(`${bull ? 'bull' : 'bear'} ${right} spread`, [
    option(given, right, long, 1),
    option(given, right, short, -1),
  ]);
}

/** A straddle: a call and a put at one strike, both bought (or both written, with quantity -1). */
export function straddle(
  given: Built & { readonly strike: number; readonly call: number; readonly put: number },
): OptionPosition {
  const { strike, call, put } = given;
  return build('straddle', [
    option(given, 'call', { strike, premium: call }, 1),
    option(given, 'put', { strike, premium: put }, 1),
  ]);
}

/** A strangle: a call above and a put below the price, both bought (or both written). */
export function strangle(
  given: Built & { readonly call: Quoted; readonly put: Quoted },
): OptionPosition {
  inOrder('strangle', [given.put, given.call]);
  return build('strangle', [
    option(given, 'call', given.call, 1),
    option(given, 'put', given.put, 1),
  ]);
}

/** A butterfly: one option bought below and one above, two written between them. */
export function butterfly(
  given: Built & {
    readonly right: OptionRight;
    readonly low: Quoted;
    readonly middle: Quoted;
    readonly high: Quoted;
  },
): OptionPosition {
  const { right, low, middle, high } = given;
  inOrder('butterfly', [low, middle, high]);
  return build(`${right} butterfly`, [
    option(given, right, low, 1),
    option(given, right, middle, -2),
    option(given, right, high, 1),
  ]);
}

/** An iron condor: a put spread written below the price and a call spread written above it. */
export function ironCondor(
  given: Built & {
    readonly longPut: Quoted;
    readonly shortPut: Quoted;
    readonly shortCall: Quoted;
    readonly longCall: Quoted;
  },
): OptionPosition {
  const { longPut, shortPut, shortCall, longCall } = given;
  inOrder('iron condor', [longPut, shortPut, shortCall, longCall]);
  return build('iron condor', [
    option(given, 'put', longPut, 1),
    option(given, 'put', shortPut, -1),
    option(given, 'call', shortCall, -1),
    option(given, 'call', longCall, 1),
  ]);
}

/** Shares bought at a price, 100 of them for each contract. */
export interface WithShares extends Built {
  readonly stockPrice: number;
}

/** A covered call: shares, and a call written on them. */
export function coveredCall(given: WithShares & { readonly call: Quoted }): OptionPosition {
  return build('covered call', [shares(given), option(given, 'call', given.call, -1)]);
}

/** A protective put: shares, and a put bought on them. */
export function protectivePut(given: WithShares & { readonly put: Quoted }): OptionPosition {
  return build('protective put', [shares(given), option(given, 'put', given.put, 1)]);
}

/** A collar: shares, a put bought below the price and a call written above it. */
export function collar(
  given: WithShares & { readonly put: Quoted; readonly call: Quoted },
): OptionPosition {
  return build('collar', [
    shares(given),
    option(given, 'put', given.put, 1),
    option(given, 'call', given.call, -1),
  ]);
}

/** An expiry and what the option costs then. */
export interface Dated {
  readonly years: number;
  readonly premium: number;
}

/** A calendar spread: the later option bought and the nearer one written, at one strike. */
export function calendarSpread(given: {
  readonly right: OptionRight;
  readonly strike: number;
  readonly near: Dated;
  readonly far: Dated;
  readonly quantity?: number;
}): OptionPosition {
  const { right, strike, near, far, quantity = 1 } = given;
  if (near.years >= far.years) refuse('calendar spread', 'the nearer option to expire first');
  const leg = ({ years, premium }: Dated, size: number): OptionLeg =>
    option({ years, quantity }, right, { strike, premium }, size);
  return build(`${right} calendar spread`, [leg(near, -1), leg(far, 1)]);
}

function shares({ stockPrice, quantity = 1 }: WithShares): OptionPosition['legs'][number] {
  return { kind: 'stock', quantity: 100 * quantity, price: stockPrice };
}

function option(
  { years, quantity = 1 }: Built,
  right: OptionRight,
  { strike, premium }: Quoted,
  size: number,
): OptionLeg {
  return { kind: 'option', right, strike, years, quantity: size * quantity, premium };
}

function build(name: string, legs: OptionPosition['legs']): OptionPosition {
  const position: OptionPosition = { name, legs };
  checkPosition(position);
  return position;
}

function inOrder(name: string, quoted: readonly Quoted[]): void {
  const rising = quoted.every(({ strike }, index) => strike > (quoted[index - 1]?.strike ?? 0));
  if (!rising) refuse(name, 'strikes in ascending order');
}

function refuse(name: string, expected: string): never {
  throw new QuipuError('analysis.invalid_strategy', `Expected for the ${name} ${expected}.`);
}
