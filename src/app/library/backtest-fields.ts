import { SERIOUS_CODES } from '../../analysis/report/caveat.ts';
import {
  anyOf,
  exact,
  flag,
  type InferShape,
  list,
  number,
  oneOf,
  optional,
  record,
  text,
} from '../../core/schema.ts';
import type { BacktestOptions } from '../../research/options.ts';
import { limitChanges } from '../configuration/limit-changes.ts';
import { conventionField, dayField } from '../operation/fields.ts';

/** Costs and assumptions of a backtest, the same on every surface. */
export const backtestFields = {
  symbols: optional(
    list(text({ max: 32 }), { min: 1, max: 50, description: "Instead of the strategy's own." }),
  ),
  timeframe: optional(
    oneOf(['1Min', '5Min', '15Min', '30Min', '1Hour', '1Day'], {
      description: "Length of the bars, instead of the strategy's own.",
    }),
  ),
  from: dayField('First day, included, such as 2004-01-01.'),
  to: dayField('Last day, included.'),
  cash: optional(
    exact<'USD'>({ positive: true, description: 'Starting cash in dollars; 100000 by default.' }),
  ),
  params: optional(
    record(anyOf(number(), flag(), text()), { description: "The strategy's parameters by name." }),
  ),
  fill: oneOf(['next_open', 'close'], {
    default: 'next_open',
    description: 'When a market order decided at a close fills; the same close is optimistic.',
  }),
  halfSpreadBps: number({
    min: 0,
    max: 1_000,
    default: 1,
    description: 'Half the bid-ask spread that a market order pays, in basis points.',
  }),
  slippageBps: number({
    min: 0,
    max: 1_000,
    default: 1,
    description: 'Slippage in addition to the spread, in basis points.',
  }),
  commissionBps: number({
    min: 0,
    max: 1_000,
    default: 0,
    description: 'Commission per fill, in basis points of its value.',
  }),
  commissionPerShare: number({
    min: 0,
    max: 100,
    default: 0,
    description: 'Commission per fill, in dollars per share.',
  }),
  fees: oneOf(['us_equities', 'none'], {
    default: 'us_equities',
    description: 'Regulatory fees in force on the day, charged on sells; or none.',
  }),
  shares: optional(
    oneOf(['whole', 'fractional'], {
      description: "How targets are sized; by the strategy's own choice unless said.",
    }),
  ),
  dividends: oneOf(['cash', 'ignore'], {
    default: 'cash',
    description: 'Dividends paid in cash on the ex-day, or ignored.',
  }),
  delisting: optional(
    record(number({ min: 0, max: 1_000_000 }), {
      description:
        'Dollars per share, by symbol, at which a symbol that ends is closed; else its last price.',
    }),
  ),
  limits: optional(
    record(anyOf(number(), flag()), {
      description: 'Risk limits by name, such as maxOrderValue or dailyLoss.halt.',
    }),
  ),
  stress: optional(
    flag({
      description:
        'Adds stress runs to the report: one bar later, and at 0, 2 and 3 times the costs.',
    }),
  ),
  benchmark: optional(
    text({ max: 32, description: 'A symbol to compare with, such as SPY, dividends included.' }),
  ),
  allow: optional(
    list(oneOf(SERIOUS_CODES), {
      description: 'Codes of serious caveats that you accept.',
    }),
  ),
  convention: conventionField,
  riskFree: number({
    min: -1,
    max: 1,
    default: 0,
    description: 'Annual risk-free rate, a fraction: 0.02 is 2%.',
  }),
  periodsPerYear: number({
    min: 1,
    max: 366,
    default: 252,
    description: 'Trading days per year, for metrics annualized by trading day.',
  }),
  growthBy: oneOf(['calendar', 'sessions'], {
    default: 'calendar',
    description: 'How annual growth counts years: calendar days or trading days.',
  }),
};

/** Parsed values of {@link backtestFields}. */
export type BacktestInput = InferShape<typeof backtestFields>;

/** Converts an input to backtest options, without bars and benchmark. */
export function backtestOptions(input: BacktestInput): Omit<BacktestOptions, 'bars' | 'benchmark'> {
  const { from, to, cash, params, limits, shares } = input;
  const { halfSpreadBps, slippageBps, commissionBps, commissionPerShare, fees } = input;
  const { fill, dividends, delisting, riskFree, periodsPerYear, growthBy } = input;
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(cash === undefined ? {} : { cash: cash.toString() }),
    ...(params === undefined ? {} : { params }),
    ...(shares === undefined ? {} : { shares }),
    ...(delisting === undefined ? {} : { delisting }),
    ...(limits === undefined ? {} : { limits: limitChanges(limits) }),
    costs: { halfSpreadBps, slippageBps, commissionBps, commissionPerShare, fees },
    fill,
    dividends,
    riskFree,
    periodsPerYear,
    growthBy,
  };
}
