import { moneyText } from '../../core/number-text.ts';
import type { MetricValue } from '../performance/metric.ts';
import { isDefined, undefinedBecause } from '../performance/metric.ts';
import { normalDensity } from '../performance/normal.ts';
import { americanPrice } from './american.ts';
import { forwardOf, normalizedBlack } from './black-scholes.ts';
import {
  type ExerciseStyle,
  checkStyle,
  checkTerms,
  type OptionTerms,
  rightSign,
} from './option.ts';

/** A price, and how to explain it. */
export interface ImpliedVolatilityOptions {
  /** Price of the option per share. */
  readonly price: number;
  /** `european` when absent. */
  readonly style?: ExerciseStyle;
  /** Steps of the tree of an American option, see `americanPrice`. */
  readonly steps?: number;
}

const EPSILON = 2 ** -52;
/** No market is known to be more volatile than this: 10,000%. */
const HIGHEST = 100;
const NO_TIME_VALUE = 'the price has no time value: it is what certain exercise is worth';

/**
 * The volatility under which a model's price is the given one, to 1e-8 where the price can tell.
 *
 * European: Newton's method on the logarithm of the normalized out-of-the-money price, kept within
 * a shrinking bracket; American: the same bracket with the regula falsi of the tree's price.
 *
 * @returns a fraction a year; undefined with the reason when the price breaks an arbitrage bound,
 *   has no time value that a double can carry, or the option has expired
 * @throws QuipuError `analysis.invalid_option`
 * @see Jäckel 2015, Let's Be Rational, Wilmott 2015(75)
 */
export function impliedVolatility(
  terms: OptionTerms,
  options: ImpliedVolatilityOptions,
): MetricValue {
  checkTerms(terms);
  const { price } = options;
  if (!Number.isFinite(price)) return undefinedBecause('there is no price');
  if (terms.years === 0) return undefinedBecause('the option has expired');
  const { style = 'european' } = options;
  checkStyle(style);
  return style === 'american' ? american(terms, options) : european(terms, price);
}

function european(terms: OptionTerms, price: number): MetricValue {
  const { right, strike, years } = terms;
  const { discount, price: forward } = forwardOf(terms);
  const inside = Math.max(0, rightSign(right) * (forward - strike)) * discount;
  // Parity turns an option in the money into the one out of it, where nothing cancels.
  const outside = price - inside;
  const noise = 4 * EPSILON * Math.max(inside, inside > 0 ? strike * discount : 0);
  if (outside < -noise) {
    return undefinedBecause(`the price is below its arbitrage bound of ${moneyText(inside)}`);
  }
  if (outside <= noise) return undefinedBecause(NO_TIME_VALUE);
  const most = discount * Math.min(forward, strike);
  if (outside >= most) {
    const bound = moneyText(inside + most);
    return undefinedBecause(`the price reaches its arbitrage bound of ${bound}`);
  }
  const x = Math.log(forward / strike);
  const target = outside / (discount * Math.sqrt(forward * strike));
  const s = totalDeviation(x, target);
  return s === undefined ? undefinedBecause(NO_TIME_VALUE) : s / Math.sqrt(years);
}

/** The s at which the normalized price is `target`; undefined when no s moves the price. */
function totalDeviation(x: number, target: number): number | undefined {
  let low = 0;
  let high = 1;
  while (normalizedBlack(x, high) < target && high < 1e3) {
    low = high;
    high *= 2;
  }
  // The price bends at √(2|x|); from there Newton cannot overshoot far.
  let s = Math.min(high, Math.max(low, Math.sqrt(2 * Math.abs(x)) || high / 2));
  const wanted = Math.log(target);
  for (let step = 0; step < 200; step += 1) {
    const value = normalizedBlack(x, s);
    if (value < target) low = s;
    else high = s;
    // d b / d s is the density at the mean of d1 and d2, whichever side is out of the money.
    const vega = normalDensity(Math.abs(x) / s) * Math.exp((-s * s) / 8);
    const next = s - ((Math.log(value) - wanted) * value) / vega;
    const inside = next > low && next < high;
    const moved = inside ? next : (low + high) / 2;
    if (Math.abs(moved - s) <= 2 * EPSILON * s || high - low <= 2 * EPSILON * high) return moved;
    s = moved;
  }
  return s > 0 ? s : undefined;
}

function american(terms: OptionTerms, options: ImpliedVolatilityOptions): MetricValue {
  const { price, steps = 201 } = options;
  const { right, spot, strike, years, rate, dividendYield = 0 } = terms;
  const value = (volatility: number): number => americanPrice({ ...terms, volatility }, steps);
  // Exercised whenever it is worth most: now, or at the end where interest is below 0.
  const [asset, yearly] = right === 'call' ? [spot, dividendYield] : [strike, rate];
  const most = asset * Math.max(1, Math.exp(-yearly * years));
  // Early exercise is worth something, so that the European volatility is seldom below.
  return impliedBy(value, {
    price,
    most,
    scale: Math.max(spot, strike),
    guess: european(terms, price),
  });
}

/** What a price is searched by: its upper bound, the size of its noise, and a first guess. */
export interface ImpliedSearch {
  readonly price: number;
  readonly most: number;
  readonly scale: number;
  readonly guess: MetricValue;
}

/** The volatility at which a value that rises with it is the price; undefined beyond its bounds. */
export function impliedBy(
  value: (volatility: number) => number,
  { price, most, scale, guess }: ImpliedSearch,
): MetricValue {
  const least = value(0);
  const noise = 1e-12 * scale;
  if (price < least - noise) {
    return undefinedBecause(`the price is below its arbitrage bound of ${moneyText(least)}`);
  }
  if (price <= least + noise) return undefinedBecause(NO_TIME_VALUE);
  if (price >= most) {
    return undefinedBecause(`the price reaches its arbitrage bound of ${moneyText(most)}`);
  }
  let high = isDefined(guess) ? guess * (1 + 1e-9) + 1e-9 : 0.5;
  let low = isDefined(guess) ? guess * 0.9 : 0;
  while (value(high) < price) {
    low = high;
    high *= 2;
    if (high > HIGHEST) return undefinedBecause('the volatility would be above 10,000%');
  }
  while (low > 1e-6 && value(low) > price) {
    high = low;
    low /= 2;
  }
  return root((volatility) => value(volatility) - price, low > 1e-6 ? low : 0, high);
}

/** The zero of an increasing function in a bracket, by the Illinois form of regula falsi. */
function root(f: (x: number) => number, from: number, to: number): number {
  let [a, b, fa, fb] = [from, to, f(from), f(to)];
  for (let step = 0; step < 100 && b - a > 1e-10 * b; step += 1) {
    // Now and then a step halves, so that a flat stretch cannot hold the bracket open.
    const split = step % 5 === 4 ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
    const x = split > a && split < b ? split : (a + b) / 2;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0) {
      [b, fb] = [x, fx];
      fa /= 2;
    } else {
      [a, fa] = [x, fx];
      fb /= 2;
    }
  }
  return (a + b) / 2;
}
