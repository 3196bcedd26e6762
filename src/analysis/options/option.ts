import { QuipuError } from '../../core/errors.ts';

/** The right to buy or the right to sell. */
export type OptionRight = 'call' | 'put';

/** When an option may be exercised: at its end only, or at any time. */
export type ExerciseStyle = 'european' | 'american';

/** An option and its market, without the volatility: what a price is explained by. */
export interface OptionTerms {
  readonly right: OptionRight;
  /** Price of the underlying, above zero. */
  readonly spot: number;
  /** Above zero. */
  readonly strike: number;
  /** Time to expiry in years of 365 days, 0 or more. */
  readonly years: number;
  /** Interest a year, continuously compounded, a fraction. */
  readonly rate: number;
  /** Dividends a year, continuously paid, as a fraction of the price; 0 when absent. */
  readonly dividendYield?: number;
}

/** Everything that determines the value of an option under a constant volatility. */
export interface OptionInputs extends OptionTerms {
  /** Standard deviation of log returns a year, a fraction (0.2 = 20%), 0 or more. */
  readonly volatility: number;
}

/** A value per share of the underlying and its sensitivities, in plain mathematical units. */
export interface OptionValue {
  readonly price: number;
  /** Per 1.00 of the underlying's price. */
  readonly delta: number;
  /** Change of delta per 1.00 of the underlying's price. */
  readonly gamma: number;
  /** Per 1.00 of volatility, that is per 100 points. */
  readonly vega: number;
  /** Per year that passes; usually negative. */
  readonly theta: number;
  /** Per 1.00 of the interest rate, that is per 100 points. */
  readonly rho: number;
}

/** 1 for a call, -1 for a put. */
export function rightSign(right: OptionRight): 1 | -1 {
  return right === 'call' ? 1 : -1;
}

/** What exercising now is worth, never below zero. */
export function intrinsicValue({ right, spot, strike }: OptionTerms): number {
  return Math.max(0, rightSign(right) * (spot - strike));
}

/**
 * Sensitivities in the units that traders quote: vega and rho per point (0.01), theta per calendar
 * day (a 365th of a year); price, delta and gamma as they are.
 */
export function quotedGreeks(value: OptionValue): OptionValue {
  return {
    ...value,
    vega: value.vega / 100,
    theta: value.theta / 365,
    rho: value.rho / 100,
  };
}

/**
 * Refuses terms that no option can have.
 *
 * @throws QuipuError `analysis.invalid_option`
 */
export function checkTerms(terms: OptionTerms & { readonly volatility?: number }): void {
  const { right, spot, strike, years, rate, dividendYield = 0, volatility = 0 } = terms;
  refuseUnless(right === 'call' || right === 'put', "'call' or 'put' as right", `'${right}'`);
  refuseUnless(spot > 0 && Number.isFinite(spot), 'a price of the underlying above 0', spot);
  refuseUnless(strike > 0 && Number.isFinite(strike), 'a strike above 0', strike);
  refuseUnless(years >= 0 && Number.isFinite(years), 'years to expiry of 0 or more', years);
  refuseUnless(Number.isFinite(rate), 'a finite interest rate', rate);
  refuseUnless(Number.isFinite(dividendYield), 'a finite dividend yield', dividendYield);
  refuseUnless(
    volatility >= 0 && Number.isFinite(volatility),
    'a volatility of 0 or more',
    volatility,
  );
  // Interest below 0 that lets a dollar grow beyond what a number holds.
  const growth = -Math.min(rate, dividendYield) * years;
  refuseUnless(growth <= 600, 'rates below 0 under which a dollar grows to e^600 at most', growth);
}

/**
 * Refuses an invalid exercise style, for programs without types.
 *
 * @throws QuipuError `analysis.invalid_option`
 */
export function checkStyle(style: ExerciseStyle): void {
  const known = style === 'european' || style === 'american';
  refuseUnless(known, "'european' or 'american' as style", `'${style}'`);
}

/**
 * Refuses a size of a tree that cannot be built.
 *
 * @throws QuipuError `analysis.invalid_option`
 */
export function checkSteps(steps: number): void {
  const whole = Number.isSafeInteger(steps) && steps >= 1 && steps <= 20_000;
  refuseUnless(whole, 'a whole number of steps from 1 to 20000', steps);
}

function refuseUnless(holds: boolean, expected: string, found: number | string): void {
  if (holds) return;
  throw new QuipuError('analysis.invalid_option', `Expected ${expected}, found ${found}.`, {
    next: 'Give rates, yields and volatility as fractions a year, and time in years.',
  });
}
