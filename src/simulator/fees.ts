import {
  decimal,
  least,
  notional,
  type Money,
  type Quantity,
  ZERO_MONEY,
} from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Side } from '../orders/request.ts';
import type { Commission, FeeOptions } from './options.ts';
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
  return commission(fees, fees.regulatory === true ? regulatoryFees(accrual) : undefined);
}

/** A fraction of the notional and dollars a share of every execution, both sides, exact. */
function commission({ rate, perShare = 0 }: Commission, regulatory?: FeeModel): FeeModel {
  const [ofValue, ofShare] = [decimal(rate), decimal<'USD/unit'>(perShare)];
  const parts = [
    ...(rate === 0 && perShare !== 0 ? [] : [`Fee of ${ofValue.toString()} of the notional`]),
    ...(perShare === 0 ? [] : [`commission of ${ofShare.toString()} a share`]),
    ...(regulatory === undefined ? [] : [regulatory.note]),
  ];
  return {
    note: parts.join(', '),
    charge(basis) {
      const own = basis.value.times(ofValue).plus(notional(ofShare, basis.quantity));
      const due = own.plus(regulatory?.charge(basis) ?? ZERO_MONEY);
      return due.isZero() ? undefined : due;
    },
    get accrual() {
      return regulatory?.accrual;
    },
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
