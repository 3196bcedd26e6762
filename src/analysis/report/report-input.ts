import type { EpochMs } from '../../core/time.ts';
import type { Convention } from '../performance/context.ts';
import type { Holdings } from '../performance/holdings.ts';
import type { PerformanceInput } from '../performance/input.ts';
import type { Against } from './against.ts';
import type { Caveat } from './caveat.ts';
import type { ReproduceCommand } from './command.ts';
import type { PriceCharts } from './price-chart.ts';
import type { StressRun } from './stress-run.ts';

/** What a report is about, and what its numbers rest on; all of it may come from outside. */
export interface ReportHeader {
  /** The strategy, the account or the file. */
  readonly title: string;
  readonly kind: 'backtest' | 'account' | 'returns';
  /** Which market an account trades in. */
  readonly mode?: 'sim' | 'paper' | 'live';
  readonly symbols?: readonly string[];
  /** The strategy's parameters by name. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** What the benchmark is called. */
  readonly benchmark?: string;
  /** Everything that was assumed, a sentence or clause each. */
  readonly assumptions?: readonly string[];
  /** What to know before reading any figure, above every headline. */
  readonly caveats?: readonly Caveat[];
  /** What was noticed about the data and should be known before the numbers are believed. */
  readonly findings?: readonly string[];
  /** Further facts of the run, such as data hash, seed and version, in their order. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  /** The books of an account and the strategies that they run. */
  readonly books?: readonly { readonly book: string; readonly strategy: string }[];
  /** The command that makes this report again. */
  readonly reproduce?: ReproduceCommand;
  /** When the run was made, from the run itself. */
  readonly madeAt?: EpochMs;
}

/** A holding at the end, valued at its last price. */
export interface ReportPosition {
  readonly symbol: string;
  /** Decimal text. */
  readonly quantity: string;
  /** Dollars, decimal text. */
  readonly cost: string;
  readonly price: number;
  readonly value: number;
}

/** An execution against the price at the decision behind it. */
export interface ReportSlippage {
  /** Basis points of the decision's price, positive when it was to our loss. */
  readonly bps: number;
  /** Dollars, positive when it was to our loss. */
  readonly cost: number;
}

/** What the measures of a report are made of: what was recorded, with what was held. */
export function measuredOf({ performance: recorded, holdings }: ReportInput): PerformanceInput {
  return holdings === undefined ? recorded : { ...recorded, holdings };
}

/** Everything that a report is made of. */
export interface ReportInput {
  readonly header: ReportHeader;
  readonly performance: PerformanceInput;
  /** Convention to follow; our own when absent. */
  readonly convention?: Convention;
  readonly openPositions?: readonly ReportPosition[];
  readonly slippages?: readonly ReportSlippage[];
  readonly holdings?: Holdings;
  /** Prices of the symbols that were traded most, with every execution. */
  readonly charts?: PriceCharts;
  /** The same strategy run again under stress, the run itself first. */
  readonly stress?: readonly StressRun[];
  /** A backtest to hold an account against. */
  readonly against?: Against;
  /** Orders that the gate stopped, by the code of the control. */
  readonly denied?: Readonly<Record<string, number>>;
  /** Orders that the broker refused, by its code, with its message for the first of them. */
  readonly refused?: readonly {
    readonly code: number | null;
    readonly count: number;
    readonly message: string;
  }[];
}
