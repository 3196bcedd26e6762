import type { MetricValue } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import { blackScholes } from './black-scholes.ts';
import {
  americanWithDividends,
  type CashDividend,
  escrowed,
  europeanWithDividends,
  worthAt,
} from './cash-dividends.ts';
import {
  impliedBy,
  impliedVolatility,
  type ImpliedVolatilityOptions,
} from './implied-volatility.ts';
import { intrinsicValue, type OptionInputs, type OptionTerms, type OptionValue } from './option.ts';

/** How far the price of the underlying is moved, in deviations to expiry: beyond a tree's steps. */
const APART = 0.05;

/**
 * Value and sensitivities of a European option on an asset that pays cash dividends.
 *
 * Those of Black-Scholes on the price less the dividends, to which rho and theta add what the worth
 * of the dividends changes with interest and time.
 *
 * @throws QuipuError `analysis.invalid_option`, `analysis.invalid_dividends`
 */
export function europeanOptionWithDividends(
  inputs: OptionInputs,
  dividends: readonly CashDividend[],
): OptionValue {
  const value = blackScholes(escrowed(inputs, dividends));
  const { rate, years } = inputs;
  const slope = dividends
    .filter((one) => one.years <= years)
    .reduce((total, one) => total + one.amount * one.years * Math.exp(-rate * one.years), 0);
  return {
    ...value,
    theta: value.theta - value.delta * rate * worthAt(inputs, dividends, 0),
    rho: value.rho + value.delta * slope,
  };
}

/**
 * Value and sensitivities of an American option on an asset that pays cash dividends.
 *
 * Those of the European option, and of the worth of early exercise by differences of the tree's
 * price; while exercise is best now, those of what it is worth.
 *
 * @param options.steps of the tree; 400 by default
 * @throws QuipuError `analysis.invalid_option`, `analysis.invalid_dividends`
 */
export function americanOptionWithDividends(
  inputs: OptionInputs,
  dividends: readonly CashDividend[],
  options: { readonly steps?: number } = {},
): OptionValue {
  const own = europeanOptionWithDividends(inputs, dividends);
  const price = americanWithDividends(inputs, dividends, options);
  const now = intrinsicValue(inputs);
  if (now > 0 && price <= now) {
    const delta = inputs.right === 'call' ? 1 : -1;
    return { price, delta, gamma: 0, vega: 0, theta: 0, rho: 0 };
  }
  const { spot, volatility, rate, years } = inputs;
  const apart = APART * spot * volatility * Math.sqrt(years);
  // Without time or doubt there is no slope that a difference could find.
  if (apart < 1e-7 * spot) return { ...own, price };
  const premium = (change: Partial<OptionInputs>, paid = dividends): number => {
    const changed = { ...inputs, ...change };
    return americanWithDividends(changed, paid, options) - europeanWithDividends(changed, paid);
  };
  const slope = (key: 'volatility' | 'rate', at: number, by: number): number =>
    (premium({ [key]: at + by }) - premium({ [key]: at - by })) / (2 * by);
  const [below, here, above] = [spot - apart, spot, spot + apart].map((one) =>
    premium({ spot: one }),
  ) as [number, number, number];
  // A day, or less where a dividend or the end is nearer.
  const day = Math.min(1 / 365, years / 100, ...dividends.map((one) => one.years / 2));
  const later = dividends.map((one) => ({ ...one, years: one.years - day }));
  return {
    price,
    delta: own.delta + (above - below) / (2 * apart),
    gamma: own.gamma + (above - 2 * here + below) / (apart * apart),
    vega: own.vega + slope('volatility', volatility, Math.min(0.01, volatility / 10)),
    theta: own.theta + (premium({ years: years - day }, later) - here) / day,
    rho: own.rho + slope('rate', rate, 0.001),
  };
}

/**
 * The volatility under which an option on an asset that pays cash dividends has the given price: of
 * the price less the dividends, as in {@link europeanWithDividends}.
 *
 * @returns a fraction a year; undefined with the reason as `impliedVolatility` has it
 * @throws QuipuError `analysis.invalid_option`, `analysis.invalid_dividends`
 */
export function impliedVolatilityWithDividends(
  terms: OptionTerms,
  dividends: readonly CashDividend[],
  options: ImpliedVolatilityOptions,
): MetricValue {
  const bare = escrowed({ ...terms, volatility: 0 }, dividends);
  const { price, style, steps } = options;
  const bareTerms: OptionTerms = { ...terms, spot: bare.spot };
  if (!Number.isFinite(price) || terms.years === 0 || style !== 'american') {
    return impliedVolatility(bareTerms, { price });
  }
  if (price <= intrinsicValue(terms)) return undefinedBecause('exercise now is worth the price');
  const { right, spot, strike, years, rate } = terms;
  const most = right === 'call' ? spot : strike * Math.max(1, Math.exp(-rate * years));
  const tree = steps === undefined ? {} : { steps };
  return impliedBy(
    (volatility) => americanWithDividends({ ...terms, volatility }, dividends, tree),
    {
      price,
      most,
      scale: Math.max(spot, strike),
      guess: impliedVolatility(bareTerms, { price }),
    },
  );
}
