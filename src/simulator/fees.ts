import {
  amountAt,
  decimal,
  least,
  type Money,
  type Price,
  type Quantity,
  ZERO_MONEY,
} from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Side } from '../orders/request.ts';
import type { Commission, FeeOptions } from './options.ts';
import { ratesOn, tradingDay, type RegulatoryRates } from './regulatory-rates.ts';

/** Execution, as the fee model needs it. */
export interface FeeBasis {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly quantity: Quantity;
  /** The notional of the execution. */
  readonly value: Money;
  readonly at: EpochMs;
}

/** Unrounded accrual of a day; the state of a fee model. */
export interface FeeAccrual {
  readonly day: number;
  readonly section31: Money;
  readonly activity: Money;
}

/** Cost of an execution in addition to its price. */
export interface FeeModel {
  /** Description for the account's statement. */
  readonly note: string;
  /** Returns a positive amount, or undefined when nothing is due. Adds to the day's accrual. */
  charge(basis: FeeBasis): Money | undefined;
  /** Returns the accrual for a snapshot; undefined for models without state. */
  readonly accrual: FeeAccrual | undefined;
}

/** Creates the fee model of an exchange's options, continuing an accrual if there is one. */
export function feeModel(fees: FeeOptions, accrual?: FeeAccrual): FeeModel {
  if (fees === 'none') return { note: 'No fees', charge: () => undefined, accrual: undefined };
  if (fees === 'us_equities') return regulatoryFees(accrual);
  return commission(fees, fees.regulatory === true ? regulatoryFees(accrual) : undefined);
}

/**
 * Creates a model that charges a fraction of the notional and dollars per share, on both sides,
 * exactly.
 */
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
      const own = basis.value.times(ofValue).plus(perUnit(ofShare, basis));
      const due = own.plus(regulatory?.charge(basis) ?? ZERO_MONEY);
      return due.isZero() ? undefined : due;
    },
    get accrual() {
      return regulatory?.accrual;
    },
  };
}

/** A commission per share or contract; coins are charged by value only. */
function perUnit(each: Price, { instrument, quantity }: FeeBasis): Money {
  return instrument.assetClass === 'crypto' ? ZERO_MONEY : amountAt(each, quantity);
}

const NO_ACCRUAL: FeeAccrual = { day: -1, section31: ZERO_MONEY, activity: ZERO_MONEY };

/**
 * Creates the model of the SEC's section 31 fee and FINRA's trading activity fee, on sells, by day.
 *
 * Rounded as Alpaca does since 2021-04-26: each fee is summed over the day and the sum is rounded
 * up to the cent. An execution is charged the amount it adds to the rounded sums, so that a day's
 * charges add up to exactly those; the first sell of a day therefore pays at least a cent of each.
 * The consolidated audit trail fee (since 2024, under 0.01 cent a share) is not charged.
 *
 * @see docs.alpaca.markets/docs/regulatory-fees
 */
function regulatoryFees(start: FeeAccrual = NO_ACCRUAL): FeeModel {
  let { day, section31, activity } = start;
  let rates: RegulatoryRates = ratesOn(day);
  return {
    note: 'SEC section 31 fee and FINRA trading activity fee',
    charge({ instrument, side, quantity, value, at }) {
      // The rates are those of shares: coins have none, and contracts have their own.
      if (side !== 'sell' || instrument.assetClass !== 'us_equity') return undefined;
      const today = tradingDay(at);
      if (today !== day) {
        day = today;
        section31 = ZERO_MONEY;
        activity = ZERO_MONEY;
        rates = ratesOn(day);
      }
      const before = toCents(section31).plus(toCents(activity));
      section31 = section31.plus(value.times(rates.section31));
      activity = activity.plus(least(amountAt(rates.activity, quantity), rates.activityCap));
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
