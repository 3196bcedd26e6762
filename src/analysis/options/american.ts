import { blackScholes, blackScholesPrice } from './black-scholes.ts';
import {
  checkSteps,
  checkTerms,
  intrinsicValue,
  rightSign,
  type OptionInputs,
  type OptionValue,
} from './option.ts';

/** Steps of the tree unless asked otherwise: the error is about two millionths of the spot. */
const STEPS = 201;
/** A forward so many deviations from the strike is certain to end on its side. */
const CERTAIN = 25;
/** Beyond so much σ√T the price has long been next to nothing or beyond all measure. */
const SETTLED = 12;
/** Discounted by e to the minus this, nothing at the end is worth anything now. */
const ENDLESS = 12;

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
 * extrapolation from a tree of half the steps. Where σ√T is above 12, what happens after that much
 * of it no longer matters; as σ grows, the price goes to the strike of a put at a rate above 0, and
 * to the spot of a call with a yield above 0.
 *
 * @param steps of the larger tree, made odd
 * @throws QuipuError `analysis.invalid_option`
 * @see Leisen and Reimer 1996, Applied Mathematical Finance 3(4)
 */
export function americanPrice(inputs: OptionInputs, steps = STEPS): number {
  checkTerms(inputs);
  checkSteps(steps);
  const known = knownValue(inputs);
  if (known !== undefined) return known.price;
  const near = withinReach(inputs);
  const premium = premiumOf(near, finer(near, steps));
  if (premium.now) return intrinsicValue(inputs);
  return bounded(inputs, blackScholesPrice(near) + premium.price);
}

/** A price is between what exercise now and at the end are worth, and the most it could bring. */
function bounded(inputs: OptionInputs, price: number): number {
  const { right, spot, strike, years } = inputs;
  const least = Math.max(intrinsicValue(inputs), blackScholesPrice(inputs));
  const most =
    (right === 'call' ? spot : strike) * Math.exp(Math.max(0, -earlyGain(inputs) * years));
  return Math.max(least, Math.min(most, price));
}

/**
 * Price and greeks of an American option; see {@link americanPrice}.
 *
 * Delta and gamma come from the tree's first nodes, theta from the Black-Scholes equation
 * θ = rV - (r - q)SΔ - σ²S²Γ/2, vega and rho from central differences of the price. Where
 * exercising now is best, the value is the intrinsic one, delta is ±1 and the rest is 0.
 *
 * @throws QuipuError `analysis.invalid_option`
 */
export function americanOption(inputs: OptionInputs, steps = STEPS): OptionValue {
  checkTerms(inputs);
  checkSteps(steps);
  const known = knownValue(inputs);
  if (known !== undefined) return known;
  const near = withinReach(inputs);
  return uncertainValue(near, finer(near, steps));
}

function uncertainValue(inputs: OptionInputs, steps: number): OptionValue {
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

/** What early exercise could earn: interest on the strike, or the dividends of the asset. */
function earlyGain({ right, rate, dividendYield = 0 }: OptionInputs): number {
  return right === 'put' ? rate : dividendYield;
}

/** The value where no tree is needed: exercise is best at the end, certain, or has no end. */
function knownValue(inputs: OptionInputs): OptionValue | undefined {
  const { right, years, rate, dividendYield = 0, volatility } = inputs;
  const gain = earlyGain(inputs);
  const loss = right === 'put' ? dividendYield : rate;
  const settled = volatility * Math.sqrt(years) > SETTLED;
  if (gain <= 0 && (loss >= 0 || settled)) return blackScholes(inputs);
  if (gain <= 0 || volatility === 0) return certainExercise(inputs);
  // Where the price drifts away from exercise, a holder who has not exercised soon never will.
  const away = (gain - loss) * Math.sqrt(years) >= CERTAIN * volatility;
  return away || gain * years > ENDLESS ? perpetual(inputs) : certainExercise(inputs);
}

/** Steps that are fine enough for what early exercise earns from one to the next. */
function finer(inputs: OptionInputs, steps: number): number {
  return steps * Math.max(1, Math.ceil(earlyGain(inputs) * inputs.years));
}

/**
 * The same option as far ahead as its end matters.
 *
 * By then a put is in the money, or the call's dividends will not come any more: a holder who has
 * not exercised does so immediately.
 */
function withinReach(inputs: OptionInputs): OptionInputs {
  const years = (SETTLED / inputs.volatility) ** 2;
  return years < inputs.years ? { ...inputs, years } : inputs;
}

/**
 * An American option without an end, whose early exercise earns something.
 *
 * (S* - K)·(S/S*)^λ with S* = K·λ/(λ - 1), λ the root of σ²λ(λ - 1)/2 + (r - q)λ - r = 0 that
 * is above 1 for a call and below 0 for a put.
 *
 * @see Merton 1973, Bell J. Economics 4(1), section 8
 */
function perpetual(inputs: OptionInputs): OptionValue {
  const { right, spot, strike, volatility } = inputs;
  const sign = rightSign(right);
  const root = perpetualRoot(inputs);
  const bound = (strike * root) / (root - 1);
  if (sign * (spot - bound) >= 0) return exercised(inputs, 0);
  const price = perpetualPrice(inputs);
  const slopeOf = (name: 'volatility' | 'rate', width: number): number =>
    (perpetualPrice({ ...inputs, [name]: inputs[name] + width }) -
      perpetualPrice({ ...inputs, [name]: inputs[name] - width })) /
    (2 * width);
  return {
    price,
    delta: (root * price) / spot,
    gamma: (root * (root - 1) * price) / (spot * spot),
    vega: slopeOf('volatility', 1e-4 * volatility),
    theta: 0,
    rho: slopeOf('rate', 1e-4 * Math.max(1e-3, Math.abs(inputs.rate))),
  };
}

function perpetualPrice(inputs: OptionInputs): number {
  const { spot, strike, right } = inputs;
  const root = perpetualRoot(inputs);
  const bound = (strike * root) / (root - 1);
  return ((rightSign(right) * strike) / (root - 1)) * (spot / bound) ** root;
}

function perpetualRoot({ right, rate, dividendYield = 0, volatility }: OptionInputs): number {
  const variance = volatility * volatility;
  const tilt = 0.5 - (rate - dividendYield) / variance;
  const wide = Math.sqrt(tilt * tilt + (2 * rate) / variance);
  const root = tilt + rightSign(right) * wide;
  // The two roots' product is -2r/σ²: the one that cancels follows from the other.
  const other = tilt - rightSign(right) * wide;
  return tilt * rightSign(right) < 0 ? (-2 * rate) / (variance * other) : root;
}

/** The value where nothing is uncertain: the best time to exercise is known now. */
function certainExercise(inputs: OptionInputs): OptionValue | undefined {
  const { spot, strike, years, rate, dividendYield = 0, volatility } = inputs;
  const s = volatility * Math.sqrt(years);
  const distance = Math.log(spot / strike) + (rate - dividendYield) * years;
  if (s > 0 && Math.abs(distance) / s < CERTAIN) return undefined;
  // ω(S·e^(-qt) - K·e^(-rt)) is greatest at an end, or where its slope is 0.
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
  const sign = rightSign(right);
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

/** Probabilities of an up and of a down move by the second inversion of Peizer and Pratt. */
function inversion(z: number, steps: number): readonly [number, number] {
  const ratio = z / (steps + 1 / 3 + 0.1 / (steps + 1));
  const exponent = -ratio * ratio * (steps + 1 / 6);
  const root = Math.sqrt(-Math.expm1(exponent));
  // (1 - √(1 - e)) / 2 without the difference.
  // Never 0, so that a ratio of two stays a number.
  const rare = Math.max(1e-300, Math.exp(exponent) / (2 * (1 + root)));
  return z > 0 ? [0.5 + root / 2, rare] : [rare, 0.5 + root / 2];
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
  const sign = rightSign(right);
  const s = volatility * Math.sqrt(years);
  const drift = (rate - dividendYield) * years;
  const d1 = (Math.log(spot / strike) + drift) / s + s / 2;
  const growth = Math.exp(drift / steps);
  const [likely, unlikely] = inversion(d1 - s, steps);
  const [shiftedUp, shiftedDown] = inversion(d1, steps);
  const up = (growth * shiftedUp) / likely;
  const down = (growth * shiftedDown) / unlikely;
  const discount = Math.exp((-rate * years) / steps);
  const rise = discount * likely;
  const fall = discount * unlikely;
  // Prices whose intermediate values overflow are computed from their logarithms.
  const wide = Math.max(Math.log(up), -Math.log(down)) * steps > 600;
  const [lnUp, lnDown] = [Math.log(up), Math.log(down)];
  const at = (layer: number, k: number): number =>
    spot * Math.exp(Math.min(650, k * lnUp + (layer - k) * lnDown));
  const american = new Float64Array(steps + 1);
  const european = new Float64Array(steps + 1);
  // Node k of a layer has k up moves; each layer's prices follow from those of the layer after it.
  const prices = new Float64Array(steps + 1);
  for (let k = 0; k <= steps; k += 1) {
    prices[k] = wide ? at(steps, k) : spot * down ** (steps - k) * up ** k;
    american[k] = european[k] = Math.max(0, sign * (prices[k]! - strike));
  }
  const early: number[][] = [];
  for (let layer = steps - 1; layer >= 0; layer -= 1) {
    for (let k = 0; k <= layer; k += 1) {
      const price = (prices[k] = wide ? at(layer, k) : prices[k]! / down);
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
