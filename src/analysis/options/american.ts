import { blackScholes, blackScholesPrice } from './black-scholes.ts';
import {
  type OptionValue,
  checkTerms,
  intrinsicValue,
  type OptionInputs,
  signOf,
} from './option.ts';

/** Steps of the tree unless asked otherwise: the error is about two millionths of the spot. */
const STEPS = 201;
/** Beyond so many deviations from the strike the tree's branches coincide: nothing is uncertain. */
const CERTAIN = 40;

/** American less European at the first nodes of a tree: what early exercise adds. */
interface Premium {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  /** Whether exercising now is best. */
  readonly now: boolean;
}

/**
 * Price of an American option on an asset with a continuous dividend yield, per share.
 *
 * Black-Scholes-Merton plus what early exercise adds in a Leisen-Reimer tree: the tree's own error
 * cancels in the difference of its American and its European value, and most of what is left in the
 * extrapolation from a tree of half the steps.
 *
 * @param steps of the larger tree, made odd
 * @throws QuipuError `analysis.invalid_option`
 * @see Leisen and Reimer 1996, Applied Mathematical Finance 3(4)
 */
export function americanPrice(inputs: OptionInputs, steps = STEPS): number {
  checkTerms(inputs);
  const known = certainExercise(inputs);
  if (known !== undefined) return known.price;
  const premium = premiumOf(inputs, steps);
  if (premium.now) return intrinsicValue(inputs);
  return Math.max(intrinsicValue(inputs), blackScholesPrice(inputs) + premium.price);
}

/**
 * Price and greeks of an American option; see {@link americanPrice}.
 *
 * Delta and gamma come from the tree's first nodes, theta from the Black-Scholes equation
 * θ = rV − (r − q)SΔ − σ²S²Γ/2, vega and rho from central differences of the price. Where
 * exercising now is best, the value is the intrinsic one, delta is ±1 and the rest is 0.
 *
 * @throws QuipuError `analysis.invalid_option`
 */
export function americanOption(inputs: OptionInputs, steps = STEPS): OptionValue {
  checkTerms(inputs);
  const known = certainExercise(inputs);
  if (known !== undefined) return known;
  const european = blackScholes(inputs);
  const premium = premiumOf(inputs, steps);
  const price = european.price + premium.price;
  if (premium.now || price < intrinsicValue(inputs)) return exercised(inputs, 0);
  const { spot, rate, dividendYield = 0, volatility } = inputs;
  const delta = european.delta + premium.delta;
  const gamma = european.gamma + premium.gamma;
  const drift = (rate - dividendYield) * spot * delta;
  return {
    price,
    delta,
    gamma,
    vega: european.vega + slope(inputs, 'volatility', steps),
    theta: rate * price - drift - (volatility ** 2 * spot ** 2 * gamma) / 2,
    rho: european.rho + slope(inputs, 'rate', steps),
  };
}

/** Change of the early exercise premium per 1.00 of an input. */
function slope(inputs: OptionInputs, name: 'volatility' | 'rate', steps: number): number {
  // Wide enough that what the tree rounds off does not show.
  const width = name === 'rate' ? 1e-2 : Math.min(2e-2, inputs.volatility / 2);
  const up = premiumOf({ ...inputs, [name]: inputs[name] + width }, steps).price;
  const down = premiumOf({ ...inputs, [name]: inputs[name] - width }, steps).price;
  return (up - down) / (2 * width);
}

/** The value where nothing is uncertain: the best time to exercise is known now. */
function certainExercise(inputs: OptionInputs): OptionValue | undefined {
  const { spot, strike, years, rate, dividendYield = 0, volatility } = inputs;
  const s = volatility * Math.sqrt(years);
  const distance = Math.log(spot / strike) + (rate - dividendYield) * years;
  if (s > 0 && Math.abs(distance) / s + s / 2 < CERTAIN) return undefined;
  // ω(S·e^(−qt) − K·e^(−rt)) is greatest at an end, or where its slope is 0.
  const turn = Math.log((rate * strike) / (dividendYield * spot)) / (rate - dividendYield);
  const times = [0, years, ...(turn > 0 && turn < years ? [turn] : [])];
  const worth = (time: number): number => exercised(inputs, time).price;
  const best = times.reduce((kept, time) => (worth(time) > worth(kept) ? time : kept), 0);
  const european = blackScholes(inputs);
  return best === years || european.price >= worth(best) ? european : exercised(inputs, best);
}

/** The value of certainly exercising after `time` years. */
function exercised(inputs: OptionInputs, time: number): OptionValue {
  const { right, spot, strike, rate, dividendYield = 0 } = inputs;
  const sign = signOf(right);
  const carry = Math.exp(-dividendYield * time);
  const cash = strike * Math.exp(-rate * time);
  const value = sign * (spot * carry - cash);
  if (value <= 0) return { price: 0, delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0 };
  return {
    price: value,
    delta: sign * carry,
    gamma: 0,
    vega: 0,
    theta: 0,
    rho: time === 0 ? 0 : sign * time * cash,
  };
}

/** Probability of an up move by the second inversion of Peizer and Pratt. */
function inversion(z: number, steps: number): number {
  const ratio = z / (steps + 1 / 3 + 0.1 / (steps + 1));
  return 0.5 + (Math.sign(z) * Math.sqrt(-Math.expm1(-ratio * ratio * (steps + 1 / 6)))) / 2;
}

/** What early exercise adds, extrapolated in 1/steps from two trees. */
function premiumOf(inputs: OptionInputs, wanted: number): Premium {
  const few = Math.max(1, Math.floor(wanted / 4)) * 2 + 1;
  const many = few * 2 - 1;
  const coarse = treePremium(inputs, few);
  const fine = treePremium(inputs, many);
  const extrapolated = (a: number, b: number): number => (many * b - few * a) / (many - few);
  return {
    price: Math.max(0, extrapolated(coarse.price, fine.price)),
    delta: extrapolated(coarse.delta, fine.delta),
    gamma: extrapolated(coarse.gamma, fine.gamma),
    now: coarse.now && fine.now,
  };
}

function treePremium(inputs: OptionInputs, steps: number): Premium {
  const { right, spot, strike, years, rate, dividendYield = 0, volatility } = inputs;
  const sign = signOf(right);
  const s = volatility * Math.sqrt(years);
  const drift = (rate - dividendYield) * years;
  const d1 = (Math.log(spot / strike) + drift) / s + s / 2;
  const growth = Math.exp(drift / steps);
  const probability = inversion(d1 - s, steps);
  const shifted = inversion(d1, steps);
  const up = (growth * shifted) / probability;
  const down = (growth * (1 - shifted)) / (1 - probability);
  const discount = Math.exp((-rate * years) / steps);
  const rise = discount * probability;
  const fall = discount * (1 - probability);
  const american = new Float64Array(steps + 1);
  const european = new Float64Array(steps + 1);
  // Node k of a layer has k up moves; each layer's prices follow from those of the layer after it.
  const prices = new Float64Array(steps + 1);
  for (let k = 0; k <= steps; k += 1) {
    prices[k] = spot * down ** (steps - k) * up ** k;
    american[k] = european[k] = Math.max(0, sign * (prices[k]! - strike));
  }
  const early: number[][] = [];
  for (let layer = steps - 1; layer >= 0; layer -= 1) {
    for (let k = 0; k <= layer; k += 1) {
      const price = (prices[k] = prices[k]! / down);
      european[k] = fall * european[k]! + rise * european[k + 1]!;
      const kept = fall * american[k]! + rise * american[k + 1]!;
      const taken = sign * (price - strike);
      american[k] = taken > kept ? taken : kept;
    }
    if (layer <= 2) {
      early[layer] = Array.from({ length: layer + 1 }, (_, k) => american[k]! - european[k]!);
    }
  }
  const now = american[0]! <= sign * (prices[0]! - strike);
  return { price: early[0]![0]!, now, ...curve(early[2]!, { spot, up, down }) };
}

/** Delta and gamma at the spot of the parabola through the three nodes after two steps. */
function curve(
  [low, middle, high]: readonly number[],
  { spot, up, down }: { readonly spot: number; readonly up: number; readonly down: number },
): { readonly delta: number; readonly gamma: number } {
  const a = spot * down * down;
  const b = spot * up * down;
  const c = spot * up * up;
  const left = (middle! - low!) / (b - a);
  const right = (high! - middle!) / (c - b);
  const bend = (right - left) / (c - a);
  return { delta: left + bend * (2 * spot - a - b), gamma: 2 * bend };
}
