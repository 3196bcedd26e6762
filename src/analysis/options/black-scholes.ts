import { erfcx } from '../performance/error-function.ts';
import { normalCdf, normalDensity } from '../performance/normal.ts';
import {
  type OptionValue,
  checkTerms,
  type OptionInputs,
  type OptionTerms,
  rightSign,
} from './option.ts';

/** What the formulas share: discounting, the forward price and the total deviation. */
export interface Forward {
  /** e^(-rT). */
  readonly discount: number;
  /** e^(-qT). */
  readonly carry: number;
  /** S·e^((r - q)T). */
  readonly price: number;
}

/** The forward price and the discount factors of an option's market. */
export function forwardOf({ spot, years, rate, dividendYield = 0 }: OptionTerms): Forward {
  const discount = Math.exp(-rate * years);
  const carry = Math.exp(-dividendYield * years);
  return { discount, carry, price: (spot * carry) / discount };
}

/**
 * Black's formula for an out-of-the-money option in units of √(forward·strike), undiscounted.
 *
 * b(x, s) = e^(-|x|/2)·N(-|x|/s + s/2) - e^(|x|/2)·N(-|x|/s - s/2), accurate however small it is
 *
 * @param x ln(forward / strike)
 * @param s σ√T, above zero
 * @see Jäckel 2015, Let's Be Rational, Wilmott 2015(75), equation 6.9
 */
export function normalizedBlack(x: number, s: number): number {
  const distance = -Math.abs(x);
  const h = distance / s;
  const t = s / 2;
  if (h + t > 1) {
    return Math.exp(distance / 2) * normalCdf(h + t) - Math.exp(-distance / 2) * normalCdf(h - t);
  }
  const difference = erfcx(-(h + t) * Math.SQRT1_2) - erfcx(-(h - t) * Math.SQRT1_2);
  return (Math.exp(-(h * h + t * t) / 2) * difference) / 2;
}

/**
 * Price of a European option on an asset with a continuous dividend yield, per share.
 *
 * ω·(S·e^(-qT)·N(ω·d1) - K·e^(-rT)·N(ω·d2)), d1,2 = (ln(F/K) ± σ²T/2) / (σ√T), ω = ±1; computed
 * as the out-of-the-money option and put-call parity, so that parity holds to rounding
 *
 * @throws QuipuError `analysis.invalid_option`
 * @see Black and Scholes 1973, J. Political Economy 81(3); Merton 1973, Bell J. Economics 4(1)
 */
export function blackScholesPrice(inputs: OptionInputs): number {
  checkTerms(inputs);
  return priceOn(inputs, forwardOf(inputs));
}

/** Beyond this ln(forward / strike) the forward price may leave what a number holds. */
const FURTHEST = 500;

/** ln(forward / strike). */
function distanceOf({ spot, strike, years, rate, dividendYield = 0 }: OptionInputs): number {
  return Math.log(spot / strike) + (rate - dividendYield) * years;
}

function priceOn(inputs: OptionInputs, forward: Forward): number {
  const { right, spot, strike, volatility, years } = inputs;
  const s = volatility * Math.sqrt(years);
  const x = distanceOf(inputs);
  if (Math.abs(x) > FURTHEST) {
    // So far apart that only the one side is worth anything that a sum could lose.
    const d1 = s === 0 ? certain(x) : x / s + s / 2;
    const d2 = s === 0 ? certain(x) : x / s - s / 2;
    const sign = rightSign(right);
    const asset = spot * forward.carry * normalCdf(sign * d1);
    return Math.max(0, sign * (asset - strike * forward.discount * normalCdf(sign * d2)));
  }
  const inside = rightSign(right) * forward.discount * (forward.price - strike);
  if (s === 0) return Math.max(0, inside);
  const scale = forward.discount * Math.sqrt(forward.price * strike);
  const outside = scale * normalizedBlack(Math.log(forward.price / strike), s);
  return inside > 0 ? inside + outside : outside;
}

/**
 * Price and greeks of a European option on an asset with a continuous dividend yield, per share.
 *
 * Δ = ω·e^(-qT)·N(ω·d1) · Γ = e^(-qT)·φ(d1)/(Sσ√T) · vega = S·e^(-qT)·φ(d1)·√T ·
 * θ = -S·e^(-qT)·φ(d1)·σ/(2√T) + ω·(q·S·e^(-qT)·N(ω·d1) - r·K·e^(-rT)·N(ω·d2)) ·
 * ρ = ω·K·T·e^(-rT)·N(ω·d2)
 *
 * @returns see {@link OptionValue} for the units; at expiry, or without volatility, the greeks of
 *   what is then certain, with half a delta exactly at the strike
 * @throws QuipuError `analysis.invalid_option`
 * @see Haug 2007, The Complete Guide to Option Pricing Formulas, 2nd edition, chapters 1 and 2
 */
export function blackScholes(inputs: OptionInputs): OptionValue {
  checkTerms(inputs);
  const { spot, strike, years, rate, dividendYield = 0, volatility } = inputs;
  const forward = forwardOf(inputs);
  const sign = rightSign(inputs.right);
  const root = Math.sqrt(years);
  const s = volatility * root;
  const far = distanceOf(inputs);
  const x = Math.abs(far) > FURTHEST ? far : Math.log(forward.price / strike);
  const d1 = s === 0 ? certain(x) : x / s + s / 2;
  const d2 = s === 0 ? certain(x) : x / s - s / 2;
  const asset = spot * forward.carry * normalCdf(sign * d1);
  const cash = strike * forward.discount * normalCdf(sign * d2);
  const density = s === 0 ? 0 : normalDensity(d1);
  const vega = spot * forward.carry * density * root;
  const decay = s === 0 ? 0 : (vega * volatility) / (2 * years);
  return {
    price: priceOn(inputs, forward),
    delta: (sign * asset) / spot,
    gamma: s === 0 ? 0 : (forward.carry * density) / (spot * s),
    vega,
    theta: -decay + sign * (dividendYield * asset - rate * cash),
    rho: sign * years * cash,
  };
}

/** The limit of d1 and d2 as the deviation vanishes. */
function certain(x: number): number {
  return x === 0 ? 0 : x > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
