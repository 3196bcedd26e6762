import type { IsoDate } from '../../core/time.ts';

/** Every code of a caveat, the gravest first; a list of caveats keeps this order. */
export const CAVEAT_CODES = [
  'caveat.simulated_prices',
  'caveat.negative_equity',
  'caveat.no_orders',
  'caveat.no_fills',
  'caveat.orders_denied',
  'caveat.orders_refused',
  'caveat.orders_expired',
  'caveat.order_prices',
  'caveat.rows_left_out',
  'caveat.missing_sessions',
  'caveat.data_gaps',
  'caveat.price_jumps',
  'caveat.symbol_ended',
  'caveat.data_range',
  'caveat.benchmark_sessions',
  'caveat.negative_cash',
] as const;

/** Codes of caveats that can be serious, which a user can allow. */
export const SERIOUS_CODES = [
  'caveat.negative_equity',
  'caveat.orders_denied',
  'caveat.orders_refused',
  'caveat.rows_left_out',
  'caveat.missing_sessions',
] as const satisfies readonly CaveatCode[];

/** The code of a caveat. */
export type CaveatCode = (typeof CAVEAT_CODES)[number];

/**
 * The facts of a caveat, by code. `count` is what the code counts: orders, sessions, rows, jumps.
 *
 * Nothing is decided by the text of a caveat; every number of the text is here.
 */
export type CaveatFacts =
  /** `count` symbols of the simulated market of a seed. */
  | { readonly code: 'caveat.simulated_prices'; readonly count: number; readonly seed: number }
  /** `lookback` where no symbol had enough bars to warm the indicators; else 0. */
  | { readonly code: 'caveat.no_orders'; readonly count: 0; readonly lookback: number }
  /** `count` orders were decided and `stopped` of them did not get through. */
  | { readonly code: 'caveat.no_fills'; readonly count: number; readonly stopped: number }
  /**
   * `stopped` orders were denied or refused. Repeats of one cause for one symbol in one session
   * count once, in every number.
   */
  | {
      readonly code: 'caveat.orders_denied' | 'caveat.orders_refused';
      readonly count: number;
      readonly of: number;
      readonly stopped: number;
    }
  | { readonly code: 'caveat.orders_expired'; readonly count: number; readonly of: number }
  | { readonly code: 'caveat.order_prices'; readonly count: number; readonly of: number }
  | {
      readonly code: 'caveat.rows_left_out';
      readonly count: number;
      readonly of: number;
      readonly symbol: string;
    }
  /** `date` is the day of the bar after the first hole, `longest` the sessions of the longest. */
  | {
      readonly code: 'caveat.missing_sessions';
      readonly count: number;
      readonly symbol: string;
      readonly date: IsoDate;
      readonly longest: number;
    }
  /** Stretches within sessions without a bar. */
  | {
      readonly code: 'caveat.data_gaps';
      readonly count: number;
      readonly symbol: string;
      readonly date: IsoDate;
    }
  | {
      readonly code: 'caveat.price_jumps';
      readonly count: number;
      readonly symbol: string;
      readonly date: IsoDate;
    }
  /** `count` sessions passed after the last bar; `price` is what a share was then worth. */
  | {
      readonly code: 'caveat.symbol_ended';
      readonly count: number;
      readonly symbol: string;
      readonly date: IsoDate;
      readonly price: number;
      readonly valued: 'last_price' | 'delisting_value';
    }
  /** The data begin after, or end before, the requested day. */
  | {
      readonly code: 'caveat.data_range';
      readonly count: number;
      readonly edge: 'from' | 'to';
      readonly date: IsoDate;
      readonly requested: IsoDate;
    }
  /** `of` sessions of the run, `count` without a price of the benchmark. */
  | {
      readonly code: 'caveat.benchmark_sessions';
      readonly count: number;
      readonly of: number;
      readonly symbol: string;
    }
  /** `count` sessions that ended below zero, the first on `date`; `amount` is the lowest. */
  | {
      readonly code: 'caveat.negative_cash' | 'caveat.negative_equity';
      readonly count: number;
      readonly date: IsoDate;
      readonly amount: number;
    };

/** Something to know before reading any figure of a run. */
export type Caveat = CaveatFacts & {
  /** A serious one makes the result unreliable, unless the user allows its code. */
  readonly severity: 'warning' | 'serious';
  /** The sentence for the user, made from the other fields. */
  readonly text: string;
};

/** Returns the serious caveats that the user did not allow. */
export function unreliable(
  caveats: readonly Caveat[],
  allowed: readonly CaveatCode[] = [],
): readonly Caveat[] {
  return caveats.filter(({ code, severity }) => severity === 'serious' && !allowed.includes(code));
}
