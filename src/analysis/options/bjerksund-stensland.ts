import { bivariateNormalCdf } from '../performance/bivariate-normal.ts';
import { normalCdf } from '../performance/normal.ts';
import { americanPrice } from './american.ts';
import { blackScholesPrice } from './black-scholes.ts';
import { checkTerms, intrinsicValue, type OptionInputs } from './option.ts';

/** A call in the formula's own terms: `carry` is interest less dividends. */
interface Call {
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  readonly rate: number;
  readonly carry: number;
  readonly variance: number;
}

/** Exercise above `early` before the first date, above `late` from then on. */
interface Boundary {
  readonly first: number;
  readonly early: number;
  readonly late: number;
}

/** Bounds beyond which nothing is uncertain: the tree knows these cases. */
const LEAST_DEVIATION = 1e-3;

/**
 * Price of an American option by the approximation of Bjerksund and Stensland of 2002, per share.
 *
 * The value of exercising at the first touch of one of two flat boundaries: a lower bound of the
 * price, many times faster than the tree of `americanPrice`. Close around the strike; deep in the
 * money, at a high volatility and with dividends, it can be below by 7% of the strike. Where
 * interest is below 0, or almost nothing is uncertain, the tree answers.
 *
 * @throws QuipuError `analysis.invalid_option`
 * @see Bjerksund and Stensland 2002, Closed Form Valuation of American Options; Haug 2007, 3.4
 */
export function americanApproximation(inputs: OptionInputs): number {
  checkTerms(inputs);
  const { right, spot, strike, years, rate, dividendYield = 0, volatility } = inputs;
  const variance = volatility * volatility;
  if (volatility * Math.sqrt(years) < LEAST_DEVIATION || rate < 0 || dividendYield < 0) {
    return americanPrice(inputs);
  }
  // A put is a call with price and strike, interest and dividends exchanged.
  const call =
    right === 'call'
      ? { spot, strike, years, rate, carry: rate - dividendYield, variance }
      : {
          spot: strike,
          strike: spot,
          years,
          rate: dividendYield,
          carry: dividendYield - rate,
          variance,
        };
  const european = blackScholesPrice(inputs);
  if (call.carry >= call.rate) return Math.max(european, intrinsicValue(inputs));
  const value = callValue(call);
  // Where almost nothing is uncertain, the formula's powers leave the range of a double.
  if (!Number.isFinite(value)) return americanPrice(inputs);
  return Math.max(european, intrinsicValue(inputs), value);
}

function callValue(call: Call): number {
  const { spot, strike, years, rate, carry, variance } = call;
  const tilt = carry / variance - 0.5;
  const beta = -tilt + Math.sqrt(tilt * tilt + (2 * rate) / variance);
  const highest = (beta / (beta - 1)) * strike;
  const lowest = Math.max(strike, (rate / (rate - carry)) * strike);
  const boundaryAt = (time: number): number => {
    const speed = carry * time + 2 * Math.sqrt(variance * time);
    const exponent = (-speed * strike * strike) / ((highest - lowest) * lowest);
    return lowest + (highest - lowest) * -Math.expm1(exponent);
  };
  const first = ((Math.sqrt(5) - 1) / 2) * years;
  // The later boundary is that of a time to expiry of `first`, as in Haug's printed values.
  const boundary = { first, early: boundaryAt(years), late: boundaryAt(first) };
  const { early, late } = boundary;
  if (spot >= early) return spot - strike;
  if (!(beta > 1) || !Number.isFinite(highest)) return Number.NaN;
  const one = (gamma: number, above: number, at: number): number =>
    phi(call, { gamma, above, at, time: first });
  const two = (gamma: number, above: number): number => psi(call, { gamma, above, boundary });
  const a = (early - strike) * early ** -beta;
  const b = (late - strike) * late ** -beta;
  return (
    a * spot ** beta -
    a * one(beta, early, early) +
    one(1, early, early) -
    one(1, late, early) -
    strike * one(0, early, early) +
    strike * one(0, late, early) +
    b * one(beta, late, early) -
    b * two(beta, late) +
    two(1, late) -
    two(1, strike) -
    strike * two(0, late) +
    strike * two(0, strike)
  );
}

interface Term {
  readonly gamma: number;
  /** The term counts prices below this one. */
  readonly above: number;
}

/** The value of S^γ at a time, where S is then below `above` and was never above `at` before. */
function phi(
  { spot, rate, carry, variance }: Call,
  { gamma, above, at, time }: Term & { readonly at: number; readonly time: number },
): number {
  const s = Math.sqrt(variance * time);
  const lambda = -rate + gamma * carry + 0.5 * gamma * (gamma - 1) * variance;
  const kappa = (2 * carry) / variance + 2 * gamma - 1;
  const d = -(Math.log(spot / above) + (carry + (gamma - 0.5) * variance) * time) / s;
  const reflected = d - (2 * Math.log(at / spot)) / s;
  return (
    Math.exp(lambda * time) *
    spot ** gamma *
    (normalCdf(d) - (at / spot) ** kappa * normalCdf(reflected))
  );
}

/** The same at expiry, under both boundaries in turn. */
function psi(
  { spot, years, rate, carry, variance }: Call,
  { gamma, above, boundary }: Term & { readonly boundary: Boundary },
): number {
  const { first, early, late } = boundary;
  const s1 = Math.sqrt(variance * first);
  const s2 = Math.sqrt(variance * years);
  const drift = carry + (gamma - 0.5) * variance;
  const mirror = (early * early) / spot;
  const e1 = (Math.log(spot / late) + drift * first) / s1;
  const e2 = (Math.log(mirror / late) + drift * first) / s1;
  const e3 = (Math.log(spot / late) - drift * first) / s1;
  const e4 = (Math.log(mirror / late) - drift * first) / s1;
  const f1 = (Math.log(spot / above) + drift * years) / s2;
  const f2 = (Math.log(mirror / above) + drift * years) / s2;
  const f3 = (Math.log((late * late) / (spot * above)) + drift * years) / s2;
  const f4 = (Math.log((spot * late * late) / (above * early * early)) + drift * years) / s2;
  const rho = Math.sqrt(first / years);
  const lambda = -rate + gamma * carry + 0.5 * gamma * (gamma - 1) * variance;
  const kappa = (2 * carry) / variance + 2 * gamma - 1;
  const inside =
    bivariateNormalCdf(-e1, -f1, rho) -
    (early / spot) ** kappa * bivariateNormalCdf(-e2, -f2, rho) -
    (late / spot) ** kappa * bivariateNormalCdf(-e3, -f3, -rho) +
    (late / early) ** kappa * bivariateNormalCdf(-e4, -f4, -rho);
  return Math.exp(lambda * years) * spot ** gamma * inside;
}
