import { moneyText, numberText } from '../../core/number-text.ts';
import { QuipuError } from '../../core/errors.ts';
import type { MetricValue } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import { normalizedBlack } from './black-scholes.ts';

/** Implied volatility at a strike. */
export interface SmilePoint {
  /** Above zero. */
  readonly strike: number;
  /** A fraction a year, above zero. */
  readonly volatility: number;
}

/** The smile of one expiry. */
export interface Smile {
  /** Time to expiry in years, above zero. */
  readonly years: number;
  /** Forward price of the underlying at expiry, above zero. */
  readonly forward: number;
  /** At least one point; in any order. */
  readonly points: readonly SmilePoint[];
}

/** A place at which the quotes would let someone earn without risk. */
export interface SurfaceViolation {
  /**
   * `spread`: calls that rise with the strike, or fall faster than it; `butterfly`: a price above
   * the line between its neighbors; `calendar`: less total variance at a later expiry.
   */
  readonly kind: 'spread' | 'butterfly' | 'calendar';
  readonly years: number;
  /** Strike of the later expiry for a calendar, of the middle option for a butterfly. */
  readonly strike: number;
  /** What was found, as a sentence. */
  readonly message: string;
}

/** Volatilities of all expiries, between the quotes too. */
export interface VolatilitySurface {
  /** The volatility at a strike and a time; undefined outside the quoted expiries. */
  volatilityAt(strike: number, years: number): MetricValue;
  /**
   * Where the quotes contradict each other; empty where there is no arbitrage between the quotes of
   * one expiry, nor a calendar arbitrage over the strikes that two neighboring expiries share.
   */
  readonly violations: readonly SurfaceViolation[];
}

/** A smile as total variance σ²T over log-moneyness ln(K / F). */
interface Slice {
  readonly years: number;
  readonly forward: number;
  readonly k: readonly number[];
  readonly w: readonly number[];
}

function sliceOf({ years, forward, points }: Smile): Slice {
  const sorted = points.toSorted((a, b) => a.strike - b.strike);
  const fine =
    years > 0 &&
    forward > 0 &&
    Number.isFinite(years * forward) &&
    sorted.length > 0 &&
    sorted.every(
      ({ strike, volatility }, i) =>
        strike > (sorted[i - 1]?.strike ?? 0) && volatility > 0 && volatility * strike < Infinity,
    );
  if (!fine) {
    throw new QuipuError(
      'analysis.invalid_smile',
      `Expected different strikes with volatilities above 0, found the smile of ${years} years.`,
      { next: 'Drop quotes without a volatility, and keep one quote for each strike.' },
    );
  }
  return {
    years,
    forward,
    k: sorted.map(({ strike }) => Math.log(strike / forward)),
    w: sorted.map(({ volatility }) => volatility * volatility * years),
  };
}

/** Total variance between quotes by a line, beyond them as at the last one. */
function varianceAt({ k, w }: Slice, x: number): number {
  const after = k.findIndex((value) => value >= x);
  if (after < 0) return w.at(-1)!;
  if (after === 0) return w[0]!;
  const part = (x - k[after - 1]!) / (k[after]! - k[after - 1]!);
  return w[after - 1]! + part * (w[after]! - w[after - 1]!);
}

/** Undiscounted call prices in units of the forward, at the quotes. */
function callsOf({ k, w }: Slice): readonly number[] {
  return k.map(
    (x, i) => Math.exp(x / 2) * normalizedBlack(-x, Math.sqrt(w[i]!)) + Math.max(0, -Math.expm1(x)),
  );
}

function strikeViolations(slice: Slice): readonly SurfaceViolation[] {
  const { years, forward, k } = slice;
  const calls = callsOf(slice);
  const strikes = k.map(Math.exp);
  const found: SurfaceViolation[] = [];
  const tell = (kind: 'spread' | 'butterfly', at: number, what: string): void => {
    const strike = forward * strikes[at]!;
    const message = `At ${years} years the call at ${moneyText(strike)} ${what}.`;
    found.push({ kind, years, strike, message });
  };
  const slope = (i: number): number =>
    (calls[i]! - calls[i - 1]!) / (strikes[i]! - strikes[i - 1]!);
  for (let i = 1; i < k.length; i += 1) {
    if (slope(i) > 1e-10) tell('spread', i, 'costs more than the one of the strike before');
    if (slope(i) < -1 - 1e-10) tell('spread', i, 'is cheaper by more than the strikes differ');
    if (i > 1 && slope(i) < slope(i - 1) - 1e-9) {
      tell('butterfly', i - 1, 'costs more than the adjacent calls allow');
    }
  }
  return found;
}

/** Total variance must not fall with time at the same distance from the forward. */
function calendarViolations(earlier: Slice, later: Slice): readonly SurfaceViolation[] {
  const from = Math.max(earlier.k[0]!, later.k[0]!);
  const to = Math.min(earlier.k.at(-1)!, later.k.at(-1)!);
  // Between lines the difference is least at a quote of one of the two.
  const places = [...new Set([...earlier.k, ...later.k])].toSorted((a, b) => a - b);
  return places.flatMap((x): readonly SurfaceViolation[] => {
    if (x < from || x > to) return [];
    const [before, after] = [varianceAt(earlier, x), varianceAt(later, x)];
    if (after >= before * (1 - 1e-9)) return [];
    const strike = later.forward * Math.exp(x);
    const message =
      `At ${later.years} years and ${moneyText(strike)} the total variance is ` +
      `${numberText(after, 6)}, at ${earlier.years} years ${numberText(before, 6)}.`;
    return [{ kind: 'calendar', years: later.years, strike, message }];
  });
}

/**
 * A volatility surface from the smiles of its expiries, with the arbitrage between its quotes.
 *
 * Total variance σ²T is linear in ln(K/F) within a smile, flat beyond its last quotes, and linear
 * in time at the same ln(K/F) between two expiries.
 *
 * Where no calendar violation is listed, total variance rises with time over the strikes that both
 * expiries quote, between them too. Of butterflies only the quotes are checked: a line of total
 * variance bends at each quote and ends in a flat piece, so that between and beyond the quotes the
 * surface may imply a density below 0.
 *
 * @throws QuipuError `analysis.invalid_smile`
 * @see Gatheral and Jacquier 2014, Quantitative Finance 14(1)
 */
export function volatilitySurface(smiles: readonly Smile[]): VolatilitySurface {
  const slices = smiles.map(sliceOf).toSorted((a, b) => a.years - b.years);
  const violations = slices.flatMap((slice, i) => [
    ...strikeViolations(slice),
    ...(i > 0 ? calendarViolations(slices[i - 1]!, slice) : []),
  ]);
  const volatilityAt = (strike: number, years: number): MetricValue => {
    const after = slices.findIndex((slice) => slice.years >= years);
    const later = slices[after];
    if (!(strike > 0)) return undefinedBecause('there is no strike of 0 or less');
    if (later === undefined) return undefinedBecause('it is after the last quoted expiry');
    if (later.years === years) {
      return Math.sqrt(varianceAt(later, Math.log(strike / later.forward)) / years);
    }
    const earlier = slices[after - 1];
    if (earlier === undefined) return undefinedBecause('it is before the first quoted expiry');
    const part = (years - earlier.years) / (later.years - earlier.years);
    const forward = earlier.forward * (later.forward / earlier.forward) ** part;
    const x = Math.log(strike / forward);
    const early = varianceAt(earlier, x);
    return Math.sqrt((early + part * (varianceAt(later, x) - early)) / years);
  };
  return { violations, volatilityAt };
}
