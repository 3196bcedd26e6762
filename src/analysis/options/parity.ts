import { checkStyle, checkTerms } from './option.ts';
import { forwardOf } from './black-scholes.ts';
import type { ExerciseStyle, OptionTerms } from './option.ts';

/** The prices of a call and a put of one strike and expiry, and how they are exercised. */
export interface ParityPrices {
  readonly call: number;
  readonly put: number;
  /** `european` when absent. */
  readonly style?: ExerciseStyle;
}

/** How far call and put are from what excludes arbitrage between them. */
export interface ParityCheck {
  /** Call less put. */
  readonly difference: number;
  /** Least and greatest difference without arbitrage; equal for European options. */
  readonly low: number;
  readonly high: number;
  /** Dollars per share outside the bounds: above 0 the call is dear, below 0 the put; 0 inside. */
  readonly gap: number;
}

/**
 * Put-call parity: C - P = S·e^(-qT) - K·e^(-rT), and for American options the bounds
 * S·e^(-qT) - K ≤ C - P ≤ S - K·e^(-rT), which hold for rates and yields of 0 or more.
 *
 * @throws QuipuError `analysis.invalid_option`
 * @see Stoll 1969, J. Finance 24(5); Merton 1973, Bell J. Economics 4(1)
 */
export function checkParity(
  terms: Omit<OptionTerms, 'right'>,
  { call, put, style = 'european' }: ParityPrices,
): ParityCheck {
  const { spot, strike } = terms;
  checkTerms({ ...terms, right: 'call' });
  checkStyle(style);
  const { discount, carry } = forwardOf({ ...terms, right: 'call' });
  const american = style === 'american';
  const low = spot * carry - strike * (american ? Math.max(1, discount) : discount);
  const high = spot * (american ? Math.max(1, carry) : carry) - strike * discount;
  const difference = call - put;
  const gap = difference > high ? difference - high : Math.min(0, difference - low);
  return { difference, low, high, gap };
}
