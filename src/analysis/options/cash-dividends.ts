import { moneyText } from '../../core/number-text.ts';
import { QuipuError } from '../../core/errors.ts';
import { blackScholesPrice } from './black-scholes.ts';
import { checkTerms, intrinsicValue, type OptionInputs, rightSign, checkSteps } from './option.ts';

/** A dividend in dollars a share. */
export interface CashDividend {
  /** Time to the ex-dividend date in years, above 0; one after expiry does not count. */
  readonly years: number;
  /** Above zero. */
  readonly amount: number;
}

/** Steps of the tree unless asked otherwise. */
const STEPS = 400;

/** Greatest σ√T of the tree. */
const GREATEST_DEVIATION = 12;

/** What dividends that go ex after `from` and up to expiry are worth at that time. */
export function worthAt(
  inputs: OptionInputs,
  dividends: readonly CashDividend[],
  from: number,
): number {
  return dividends.reduce(
    (total, { years, amount }) =>
      years > from && years <= inputs.years
        ? total + amount * Math.exp(-inputs.rate * (years - from))
        : total,
    0,
  );
}

/** The inputs with the price less what the dividends are worth today. */
export function escrowed(inputs: OptionInputs, dividends: readonly CashDividend[]): OptionInputs {
  checkTerms(inputs);
  const wrong = dividends.find(({ years, amount }) => !(years > 0 && amount >= 0 && amount < 1e12));
  const spot = inputs.spot - worthAt(inputs, dividends, 0);
  if (wrong === undefined && spot > 0) return { ...inputs, spot };
  const found =
    wrong === undefined
      ? `dividends worth ${moneyText(inputs.spot - spot)} on a price of ${moneyText(inputs.spot)}`
      : `${wrong.amount} in ${wrong.years} years`;
  throw new QuipuError(
    'analysis.invalid_dividends',
    `Expected coming dividends of 0 or more, worth less than the price, found ${found}.`,
    { next: 'Give the dollars a share and the years to the ex-dividend date of each dividend.' },
  );
}

/**
 * Price of a European option on an asset that pays cash dividends, per share.
 *
 * Black-Scholes on the price less the present value of the dividends up to expiry (escrowed); the
 * volatility is that of the remaining price.
 *
 * @throws QuipuError `analysis.invalid_option`, `analysis.invalid_dividends`
 * @see Hull 2018, Options, Futures, and Other Derivatives, 10th edition, 15.12
 */
export function europeanWithDividends(
  inputs: OptionInputs,
  dividends: readonly CashDividend[],
): number {
  return blackScholesPrice(escrowed(inputs, dividends));
}

/**
 * Price of an American option on an asset that pays cash dividends, per share.
 *
 * A tree of the price without its dividends, to which each node adds what they are still worth when
 * exercise is considered. The European price by formula
 * replaces the tree's own, so that the tree's error mostly cancels. Above a σ√T of 12 the price is
 * the greater of the one there and the European one: a lower bound, about 1% of the strike away.
 *
 * @param options.steps of the tree; 400 by default
 * @throws QuipuError `analysis.invalid_option`, `analysis.invalid_dividends`
 * @see Hull 2018, Options, Futures, and Other Derivatives, 10th edition, 21.3
 */
export function americanWithDividends(
  inputs: OptionInputs,
  dividends: readonly CashDividend[],
  options: { readonly steps?: number } = {},
): number {
  const bare = escrowed(inputs, dividends);
  const { volatility, years } = inputs;
  checkSteps(options.steps ?? STEPS);
  if (volatility * Math.sqrt(years) < 1e-6) return certainly(inputs, bare, dividends);
  const least = Math.max(intrinsicValue(inputs), blackScholesPrice(bare));
  // Beyond, steps of the tree are too far apart, and the price hardly rises.
  const tamed = { volatility: Math.min(volatility, GREATEST_DEVIATION / Math.sqrt(years)) };
  const [given, stripped] = [
    { ...inputs, ...tamed },
    { ...bare, ...tamed },
  ];
  const tree = { bare: stripped, dividends, steps: options.steps ?? STEPS };
  return Math.max(least, blackScholesPrice(stripped) + earlyExercise(given, tree));
}

/** Without volatility, exercise is best now, next to an ex-dividend date, or at expiry. */
function certainly(
  inputs: OptionInputs,
  bare: OptionInputs,
  dividends: readonly CashDividend[],
): number {
  const { right, strike, rate, dividendYield = 0, years } = inputs;
  const exercises = dividends.flatMap((dividend) => {
    if (dividend.years >= years) return [];
    const grown = bare.spot * Math.exp((rate - dividendYield) * dividend.years);
    const after = worthAt(inputs, dividends, dividend.years);
    return [after + dividend.amount, after].map(
      (held) => rightSign(right) * (grown + held - strike) * Math.exp(-rate * dividend.years),
    );
  });
  return Math.max(blackScholesPrice(bare), intrinsicValue(inputs), ...exercises);
}

interface Tree {
  readonly bare: OptionInputs;
  readonly dividends: readonly CashDividend[];
  readonly steps: number;
}

/** American less European value of a Cox-Ross-Rubinstein tree. */
function earlyExercise(inputs: OptionInputs, { bare, dividends, steps }: Tree): number {
  const { right, strike, years, rate, dividendYield = 0, volatility } = inputs;
  const sign = rightSign(right);
  const step = years / steps;
  const growth = Math.exp((rate - dividendYield) * step);
  // Wide enough for a probability between 0 and 1, however little is uncertain.
  const move = Math.max(volatility * Math.sqrt(step), Math.abs(rate - dividendYield) * step * 1.01);
  const up = Math.exp(move);
  const probability = (growth - 1 / up) / (up - 1 / up);
  const discount = Math.exp(-rate * step);
  const price = (layer: number, k: number): number => bare.spot * up ** (2 * k - layer);
  const american = Float64Array.from({ length: steps + 1 }, (_, k) =>
    Math.max(0, sign * (price(steps, k) - strike)),
  );
  const european = Float64Array.from(american);
  for (let layer = steps - 1; layer >= 0; layer -= 1) {
    const time = layer * step;
    const held = worthAt(inputs, dividends, time);
    for (let k = 0; k <= layer; k += 1) {
      european[k] = discount * (probability * european[k + 1]! + (1 - probability) * european[k]!);
      const kept = discount * (probability * american[k + 1]! + (1 - probability) * american[k]!);
      american[k] = Math.max(kept, sign * (price(layer, k) + held - strike));
    }
  }
  return american[0]! - european[0]!;
}
