import { QuipuError } from '../../core/errors.ts';
import type { MetricValue } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import {
  checkPosition,
  positionCost,
  expiriesOf,
  type OptionPosition,
  positionValue,
  type PositionMarket,
  profitAtExpiry,
  contractShares,
} from './position.ts';
import { rightSign } from './option.ts';

/** What a position can earn and lose by the time it ends, in dollars before fees. */
export interface PayoffProfile {
  /** Dollars paid to take it; negative for a credit. */
  readonly cost: number;
  /** Undefined with the reason where it has no bound. */
  readonly maxProfit: MetricValue;
  /** A loss as a non-negative number; undefined with the reason where it has no bound. */
  readonly maxLoss: MetricValue;
  /** Prices of the underlying at which nothing is earned or lost, ascending. */
  readonly breakEvens: readonly number[];
}

const UNBOUNDED = 'it has no bound as the price rises';

/**
 * Greatest profit, greatest loss and break-evens at the common expiry of a position's options.
 *
 * Exact: between strikes the profit is a straight line in the price of the underlying.
 *
 * @throws QuipuError `analysis.invalid_position`, `analysis.mixed_expiries`
 */
export function payoffProfile(position: OptionPosition): PayoffProfile {
  checkPosition(position);
  if (expiriesOf(position).length > 1) {
    throw new QuipuError(
      'analysis.mixed_expiries',
      `Expected one expiry of all options of ${position.name}, found several.`,
      { next: 'Use horizonProfile, which values the later options by a model.' },
    );
  }
  const knots = [0, ...strikesOf(position)];
  const profits = knots.map((spot) => profitAtExpiry(position, spot));
  const slope = finalSlope(position);
  const zeros: number[] = [];
  for (let index = 0; index < knots.length; index += 1) {
    const [from, left] = [knots[index]!, profits[index]!];
    const right = profits[index + 1];
    if (left === 0) zeros.push(from);
    else if (right === undefined) {
      if (left * slope < 0) zeros.push(from - left / slope);
    } else if (left * right < 0) {
      zeros.push(from + ((knots[index + 1]! - from) * left) / (left - right));
    }
  }
  return {
    cost: positionCost(position),
    maxProfit: slope > 0 ? undefinedBecause(UNBOUNDED) : Math.max(...profits),
    maxLoss: slope < 0 ? undefinedBecause(UNBOUNDED) : Math.max(0, -Math.min(...profits)),
    breakEvens: zeros,
  };
}

function strikesOf({ legs }: OptionPosition): readonly number[] {
  const strikes = legs.flatMap((leg) => (leg.kind === 'option' ? [leg.strike] : []));
  return [...new Set(strikes)].sort((a, b) => a - b);
}

/** Dollars per dollar of the underlying above all strikes; the puts have no part in it. */
function finalSlope(position: OptionPosition): number {
  return position.legs.reduce(
    (sum, leg) =>
      leg.kind === 'option' && rightSign(leg.right) < 0 ? sum : sum + contractShares(leg, position),
    0,
  );
}

const GRID = 400;

/**
 * The same at the first expiry of a position, its later options valued by the model then.
 *
 * Numerical: prices of the underlying on a grid from a quarter of the lowest strike or spot to four
 * times the highest, each extreme and each crossing refined; for calendar and diagonal spreads.
 *
 * @throws QuipuError `analysis.invalid_position`
 */
export function horizonProfile(position: OptionPosition, market: PositionMarket): PayoffProfile {
  checkPosition(position);
  const elapsed = expiriesOf(position)[0] ?? 0;
  const cost = positionCost(position);
  const profit = (spot: number): number =>
    positionValue(position, { ...market, spot, elapsed }).price - cost;
  const around = [market.spot, ...strikesOf(position)];
  const grid = gridAround(around);
  const profits = grid.map(profit);
  const slope = finalSlope(position);
  const zeros: number[] = [];
  for (let index = 1; index < grid.length; index += 1) {
    const [a, b] = [profits[index - 1]!, profits[index]!];
    if (b === 0) zeros.push(grid[index]!);
    else if (a * b < 0) zeros.push(bisect(profit, grid[index - 1]!, grid[index]!));
  }
  const best = refined(profit, grid, profits);
  const worst = -refined(
    (spot) => -profit(spot),
    grid,
    profits.map((value) => -value),
  );
  return {
    cost,
    maxProfit: slope > 0 ? undefinedBecause(UNBOUNDED) : best,
    maxLoss: slope < 0 ? undefinedBecause(UNBOUNDED) : Math.max(0, -worst),
    breakEvens: zeros,
  };
}

function gridAround(prices: readonly number[]): readonly number[] {
  const low = Math.min(...prices) / 4;
  const high = Math.max(...prices) * 4;
  const ratio = (high / low) ** (1 / GRID);
  const even = Array.from({ length: GRID + 1 }, (_, index) => low * ratio ** index);
  return [...new Set([...even, ...prices])].sort((a, b) => a - b);
}

function bisect(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rising = f(low) < 0;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (f(middle) < 0 === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The greatest value of `f` near the best point of a grid, by golden section. */
function refined(
  f: (x: number) => number,
  grid: readonly number[],
  values: readonly number[],
): number {
  const best = values.indexOf(Math.max(...values));
  let low = grid[Math.max(0, best - 1)]!;
  let high = grid[Math.min(grid.length - 1, best + 1)]!;
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 60; step += 1) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (f(a) >= f(b)) high = b;
    else low = a;
  }
  return Math.max(values[best]!, f((low + high) / 2));
}
