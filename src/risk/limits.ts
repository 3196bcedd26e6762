import { canonicalJson } from '../core/canonical.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { flag, number, integer, nullable, object, type Infer } from '../core/schema.ts';

const fraction = (description: string) => number({ min: 0, max: 10, description });

/** The shape of the limits that the gate enforces; every field is a number a person can read. */
export const riskLimitsSchema = object({
  maxOrderFraction: fraction('R-03: value of one order as a fraction of equity'),
  maxOrderValue: nullable(number({ min: 0, description: 'R-03: value of one order in dollars' })),
  maxOrderShares: nullable(number({ min: 0, description: 'R-04: shares of one order' })),
  priceCollar: object({
    high: fraction('R-05: distance of a limit from the market for prices of 25 and more'),
    middle: fraction('R-05: the same for prices from 3 to 25'),
    low: fraction('R-05: the same for prices below 3'),
    stop: fraction('R-05: distance of a stop trigger from the market'),
  }),
  duplicateWindowMs: integer({ min: 0, description: 'R-09: how long a like order is a duplicate' }),
  refusalBackoff: object({
    firstMs: integer({ min: 0, description: 'R-12: wait after the first refusal, then doubled' }),
    mostMs: integer({ min: 0, description: 'R-12: longest wait of what adds to a position' }),
    mostReducingMs: integer({ min: 0, description: 'R-12: longest wait of what reduces one' }),
  }),
  maxOpenOrders: object({
    account: integer({ min: 0, description: 'R-13: orders that may be alive at a time' }),
    symbol: integer({ min: 0, description: 'R-13: the same in one symbol' }),
  }),
  maxGross: fraction('R-14: value of all positions as a fraction of equity'),
  cashBuffer: fraction('R-14: cash that stays uninvested, as a fraction of equity'),
  allowShort: flag({ description: 'R-14: whether shares may be sold that are not held' }),
  spendProceeds: flag({
    description: 'R-14: whether own market sells that are still working count as cash',
  }),
  maxConcentration: fraction('R-15: value of one symbol as a fraction of equity'),
  dailyLoss: object({
    warn: fraction('R-17: loss since the start of the day that is reported'),
    reduce: fraction('R-17: loss at which only reducing orders pass'),
    halt: fraction('R-17: loss at which no order passes'),
    latch: flag({ description: 'R-17: whether a person must re-open, not the next session' }),
  }),
  quoteStaleMs: integer({ min: 0, description: 'R-22: greatest age of a quote in the session' }),
  barStalePeriods: number({ min: 0, description: 'R-22: greatest age of a bar, in its periods' }),
  maxUnknownOrders: integer({
    min: 1,
    description: 'R-28: orders of unknown fate from which on nothing is added to any position',
  }),
  maxCashDrift: number({
    min: 0,
    description: 'R-35: unexplained difference of cash in dollars up to which orders still add',
  }),
});

/** The limits in force; see {@link riskLimitsSchema} for each field. */
export type RiskLimits = Infer<typeof riskLimitsSchema>;

/** What may be changed of the defaults: any part of the limits. */
export type RiskLimitsChange = {
  readonly [K in keyof RiskLimits]?: RiskLimits[K] extends object
    ? Partial<RiskLimits[K]>
    : RiskLimits[K];
};

/** Defaults where money is real or meant to be: live and Alpaca's paper accounts. */
export const LIVE_LIMITS: RiskLimits = {
  maxOrderFraction: 0.1,
  maxOrderValue: null,
  maxOrderShares: 10_000,
  priceCollar: { high: 0.03, middle: 0.05, low: 0.1, stop: 0.15 },
  duplicateWindowMs: 10_000,
  refusalBackoff: { firstMs: MINUTE, mostMs: HOUR, mostReducingMs: 4 * MINUTE },
  maxOpenOrders: { account: 50, symbol: 5 },
  maxGross: 1,
  cashBuffer: 0.02,
  allowShort: false,
  spendProceeds: false,
  maxConcentration: 0.2,
  dailyLoss: { warn: 0.02, reduce: 0.03, halt: 0.05, latch: true },
  quoteStaleMs: 5_000,
  barStalePeriods: 1.5,
  maxUnknownOrders: 3,
  maxCashDrift: 1,
};

/** Defaults of the embedded market: every control on, a plain strategy may be fully invested. */
export const SIM_LIMITS: RiskLimits = {
  ...LIVE_LIMITS,
  maxOrderFraction: 1,
  maxOrderShares: null,
  maxOpenOrders: { account: 1_000, symbol: 50 },
  cashBuffer: 0.005,
  maxConcentration: 1,
  dailyLoss: { warn: 0.05, reduce: 0.1, halt: 0.2, latch: false },
  quoteStaleMs: 60_000,
};

/**
 * Defaults of a backtest: as in the embedded market, and sales decided at one close pay for
 * purchases decided at the same close, because both fill at the same open.
 */
export const RESEARCH_LIMITS: RiskLimits = {
  ...SIM_LIMITS,
  maxOpenOrders: { account: 100_000, symbol: 1_000 },
  spendProceeds: true,
};

/**
 * Limits with some fields changed.
 *
 * @throws QuipuError `core.invalid_input` when the result is not a set of limits
 */
export function changeLimits(limits: RiskLimits, change: RiskLimitsChange): RiskLimits {
  const merged: Record<string, unknown> = { ...limits };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    merged[key] =
      typeof value === 'object' && value !== null && typeof before === 'object'
        ? { ...before, ...value }
        : value;
  }
  return riskLimitsSchema.parse(merged);
}

/** The limits as one text, for manifests and digests. */
export function limitsText(limits: RiskLimits): string {
  return canonicalJson(limits);
}
