import { QuipuError } from '../../core/errors.ts';
import { americanOption } from './american.ts';
import { blackScholes } from './black-scholes.ts';
import {
  checkStyle,
  rightSign,
  type ExerciseStyle,
  type OptionRight,
  type OptionValue,
} from './option.ts';

/** Contracts of one option within a position. */
export interface OptionLeg {
  readonly kind: 'option';
  readonly right: OptionRight;
  readonly strike: number;
  /** Years to expiry when the position is taken. */
  readonly years: number;
  /** Contracts, negative when written. */
  readonly quantity: number;
  /** Price per share of the underlying at which it was bought or written. */
  readonly premium: number;
}

/** Shares of the underlying within a position. */
export interface StockLeg {
  readonly kind: 'stock';
  /** Shares, negative when sold short. */
  readonly quantity: number;
  readonly price: number;
}

/** Options on one underlying, and shares of it, held together. */
export interface OptionPosition {
  /** What it is called, such as `bull call spread`. */
  readonly name: string;
  readonly legs: readonly (OptionLeg | StockLeg)[];
  /** Shares per contract: 100 for listed US options, the default. */
  readonly multiplier?: number;
}

/** The market that a position is valued in; rates and yields as in `OptionTerms`. */
export interface PositionMarket {
  readonly spot: number;
  readonly rate: number;
  readonly dividendYield?: number;
  /** One volatility for all legs, or one for each option leg. */
  readonly volatility: number | ((leg: OptionLeg) => number);
  /** Years since the position was taken; 0 when absent. */
  readonly elapsed?: number;
  /** `european` when absent. */
  readonly style?: ExerciseStyle;
}

/** Shares that a leg stands for, negative when short. */
export function contractShares(
  leg: OptionLeg | StockLeg,
  { multiplier = 100 }: OptionPosition,
): number {
  return leg.kind === 'stock' ? leg.quantity : leg.quantity * multiplier;
}

/** Dollars paid to take a position; negative when it brings a credit. Fees are not included. */
export function positionCost(position: OptionPosition): number {
  let cost = 0;
  for (const leg of position.legs) {
    cost += contractShares(leg, position) * (leg.kind === 'stock' ? leg.price : leg.premium);
  }
  return cost;
}

/** Profit in dollars of a position whose options all expire with the underlying at `spot`. */
export function profitAtExpiry(position: OptionPosition, spot: number): number {
  let worth = 0;
  for (const leg of position.legs) {
    const each =
      leg.kind === 'stock' ? spot : Math.max(0, rightSign(leg.right) * (spot - leg.strike));
    worth += contractShares(leg, position) * each;
  }
  return worth - positionCost(position);
}

/**
 * Value and greeks in dollars of a whole position before or at an expiry, by the model.
 *
 * An option that has expired by then is worth what its exercise was at this spot.
 *
 * @returns units as in `OptionValue`, times the shares of each leg
 * @throws QuipuError `analysis.invalid_option`
 */
export function positionValue(position: OptionPosition, market: PositionMarket): OptionValue {
  const { spot, rate, dividendYield = 0, volatility, elapsed = 0, style = 'european' } = market;
  checkStyle(style);
  const total = { price: 0, delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0 };
  for (const leg of position.legs) {
    const shares = contractShares(leg, position);
    if (leg.kind === 'stock') {
      total.price += shares * spot;
      total.delta += shares;
      continue;
    }
    const inputs = {
      right: leg.right,
      spot,
      strike: leg.strike,
      years: Math.max(0, leg.years - elapsed),
      rate,
      dividendYield,
      volatility: typeof volatility === 'number' ? volatility : volatility(leg),
    };
    const value = style === 'american' ? americanOption(inputs) : blackScholes(inputs);
    total.price += shares * value.price;
    total.delta += shares * value.delta;
    total.gamma += shares * value.gamma;
    total.vega += shares * value.vega;
    total.theta += shares * value.theta;
    total.rho += shares * value.rho;
  }
  return total;
}

/** The expiries of a position's options in years, ascending, each once. */
export function expiriesOf({ legs }: OptionPosition): readonly number[] {
  const years = legs.flatMap((leg) => (leg.kind === 'option' ? [leg.years] : []));
  return [...new Set(years)].sort((a, b) => a - b);
}

/**
 * Refuses a position that is empty or has numbers no leg can have.
 *
 * @throws QuipuError `analysis.invalid_position`
 */
export function checkPosition({ name, legs, multiplier = 100 }: OptionPosition): void {
  const numbers = legs.flatMap((leg) =>
    leg.kind === 'stock'
      ? [leg.quantity, leg.price]
      : [leg.quantity, leg.premium, leg.strike - Number.MIN_VALUE, leg.years],
  );
  const sizes = legs.map(({ quantity }) => quantity);
  const sound =
    legs.length > 0 &&
    multiplier > 0 &&
    numbers.every(Number.isFinite) &&
    sizes.every((quantity) => quantity !== 0) &&
    legs.every((leg) => leg.kind === 'stock' || (leg.strike > 0 && leg.years >= 0));
  if (sound) return;
  throw new QuipuError(
    'analysis.invalid_position',
    `Expected legs of ${name} with a quantity other than 0, strikes above 0 and finite prices.`,
  );
}
