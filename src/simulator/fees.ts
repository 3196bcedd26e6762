import { decimal, type Decimal, type Money, type Quantity } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Side } from '../orders/request.ts';
import type { FeeOptions } from './options.ts';

/** One execution, as fees depend on it. */
export interface FeeBasis {
  readonly side: Side;
  readonly quantity: Quantity;
  /** Quantity times price. */
  readonly value: Money;
  readonly at: EpochMs;
}

/** What an execution costs beside its price. */
export interface FeeModel {
  /** One sentence for the account's statement. */
  readonly note: string;
  /** A positive amount, or undefined when nothing is due. */
  charge(basis: FeeBasis): Money | undefined;
}

/** Chooses the fee model of an exchange's options. */
export function feeModel(fees: FeeOptions): FeeModel {
  if (fees === 'none') return { note: 'No fees', charge: () => undefined };
  if (fees === 'us_equities') return { note: 'No fees', charge: () => undefined };
  return rateFees(decimal(fees.rate));
}

/** A fixed fraction of the notional of every execution, both sides, exact. */
function rateFees(rate: Decimal): FeeModel {
  return {
    note: `Fee of ${rate.toString()} of the notional`,
    charge: rate.isZero() ? () => undefined : ({ value }) => value.times(rate),
  };
}
