import {
  decimal,
  least,
  notional,
  type Decimal,
  type Money,
  type Quantity,
  ZERO_MONEY,
} from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Side } from '../orders/request.ts';
import type { FeeOptions } from './options.ts';
import { ratesOn, tradingDay, type RegulatoryRates } from './regulatory-rates.ts';

/** One execution, as fees depend on it. */
export interface FeeBasis {
  readonly side: Side;
  readonly quantity: Quantity;
  /** Quantity times price. */
  readonly value: Money;
  readonly at: EpochMs;
}

/** What has accrued on a day before rounding; the memory of a fee model. */
export interface FeeAccrual {
  readonly day: number;
  readonly section31: Money;
  readonly activity: Money;
}

/** What an execution costs beside its price. */
export interface FeeModel {
  /** One sentence for the account's statement. */
  readonly note: string;
  /** A positive amount, or undefined when nothing is due. Counts toward the day's accrual. */
  charge(basis: FeeBasis): Money | undefined;
  /** What has accrued, for a snapshot; undefined for models without memory. */
  readonly accrual: FeeAccrual | undefined;
}

/** Chooses the fee model of an exchange's options, continuing an accrual where there is one. */
export function feeModel(fees: FeeOptions, accrual?: FeeAccrual): FeeModel {
  if (fees === 'none') return { note: 'No fees', charge: () => undefined, accrual: undefined };
  if (fees === 'us_equities') return regulatoryFees(accrual);
  return rateFees(decimal(fees.rate));
}

/** A fixed fraction of the notional of every execution, both sides, exact. */
function rateFees(rate: Decimal): FeeModel {
  return {
    note: `Fee of ${rate.toString()} of the notional`,
    charge: rate.isZero() ? () => undefined : ({ value }) => value.times(rate),
    accrual: undefined,
  };
}

const NO_ACCRUAL: FeeAccrual = { day: -1, section31: ZERO_MONEY, activity: ZERO_MONEY };

/**
 * The SEC's section 31 fee and FINRA's trading activity fee, on sales, by the day.
 *
 * Rounded as Alpaca does since 2021-04-26: each fee is summed over the day and the sum is rounded
 * up to the cent. An execution is charged what it adds to the rounded sums, so that the charges of
 * a day come to exactly that; the first sale of a day therefore pays at least a cent of each. The
 * consolidated audit trail fee (since 2024, under 0.01 cent a share) is not charged.
 *
 * @see docs.alpaca.markets/docs/regulatory-fees
 */
function regulatoryFees(start: FeeAccrual = NO_ACCRUAL): FeeModel {
  let { day, section31, activity } = start;
  let rates: RegulatoryRates = ratesOn(day);
  return {
    note: 'SEC section 31 fee and FINRA trading activity fee',
    charge({ side, quantity, value, at }) {
      if (side !== 'sell') return undefined;
      const today = tradingDay(at);
      if (today !== day) {
        day = today;
        section31 = ZERO_MONEY;
        activity = ZERO_MONEY;
        rates = ratesOn(day);
      }
      const before = toCents(section31).plus(toCents(activity));
      section31 = section31.plus(value.times(rates.section31));
      activity = activity.plus(least(notional(rates.activity, quantity), rates.activityCap));
      const due = toCents(section31).plus(toCents(activity)).minus(before);
      return due.isZero() ? undefined : due;
    },
    get accrual() {
      return day === -1 ? undefined : { day, section31, activity };
    },
  };
}

function toCents(amount: Money): Money {
  return amount.round(2, 'ceil');
}
