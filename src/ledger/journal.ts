import type { Brand } from '../core/brand.ts';
import type { Money, Price, Quantity } from '../core/decimal.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrder, Fill, OrderEvent } from '../orders/event.ts';
import type { BookId, ClientOrderId, OrderRequest } from '../orders/request.ts';

/** The place of an entry in its journal: 1, 2, 3, … without a hole. */
export type Sequence = Brand<number, 'Sequence'>;

/** Real or simulated money. A backtest is a run, not a mode; its journal has `sim`. */
export type Mode = 'sim' | 'paper' | 'live';

/**
 * The format of a journal: 1 has ordinary stocks only, 2 can name instruments.
 *
 * An entry names its instrument wherever it is not an ordinary stock, so a journal of stocks is the
 * same in both, byte for byte, and a reader of format 1 refuses what it does not know.
 */
export type JournalFormat = 1 | 2;

/** The newest {@link JournalFormat}, which a run writes when it trades more than stocks. */
export const JOURNAL_FORMAT: JournalFormat = 2;

/** What was run: enough to run it again and get the same journal. */
export interface RunManifest {
  /** The {@link JournalFormat} that the run's symbols need; absent means 1. */
  readonly format?: JournalFormat;
  readonly version: string;
  readonly mode: Mode;
  readonly account: string;
  readonly books: readonly BookManifest[];
  /** Canonical JSON of the risk limits in force at the start. */
  readonly limits: string;
  /** SHA-256 of the input data, or of the market's seed and model. */
  readonly data: string;
  readonly seed: number | null;
}

/** One strategy's share of the account. */
export interface BookManifest {
  readonly book: BookId;
  readonly strategy: string;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly symbols: readonly Ticker[];
  /** Fraction of the account's equity at the start that the book receives. */
  readonly capital: number;
}

/** A cash flow without a trade. */
export interface CashFlow {
  readonly kind: 'deposit' | 'withdrawal' | 'dividend' | 'interest' | 'fee';
  /** Signed: what the account gains. */
  readonly amount: Money;
  readonly book: BookId;
  readonly symbol?: Ticker;
  /** The broker's id of the activity; a flow is booked once per id. */
  readonly id: string;
  readonly note: string;
}

/** A cash flow as a broker reports it: it knows the order behind it, never our books. */
export type BrokerFlow = Omit<CashFlow, 'book'> & {
  readonly at: EpochMs;
  /** Whether the broker names a day only; `at` is its midnight in New York then. */
  readonly dateOnly?: true;
  /** The client order id behind it (a fee of its fill), when the broker says. */
  readonly order: string | null;
};

/** The account as the broker reports it, for comparison only. */
export interface BrokerSnapshot {
  readonly at: EpochMs;
  readonly account: BrokerAccount;
  readonly positions: readonly BrokerPosition[];
  readonly openOrders: readonly BrokerOrder[];
  /** Executions since the requested cursor, oldest first, ours and others'. */
  readonly fills: readonly Fill[];
  /** Fees, dividends and transfers since the cursor, oldest first. */
  readonly flows: readonly BrokerFlow[];
}

/** The broker's account, as far as we compare it. */
export interface BrokerAccount {
  readonly id: string;
  readonly status: string;
  readonly cash: Money;
  readonly equity: Money;
  readonly buyingPower: Money;
  readonly tradingBlocked: boolean;
}

/** The broker's account statement, and its instant on the broker's clock. */
export type Statement = Pick<BrokerSnapshot, 'at' | 'account'>;

/** A holding as the broker reports it. */
export interface BrokerPosition {
  readonly symbol: Ticker;
  readonly instrument: Instrument;
  readonly quantity: Quantity;
  readonly averagePrice: Price;
  /** The broker's last price of it; absent where the broker names none. */
  readonly marketPrice?: Price;
}

/** One place where the broker's statement and our ledger differ. */
export interface Drift {
  readonly what: 'cash' | 'position' | 'order';
  readonly symbol: Ticker | null;
  readonly ours: string;
  readonly theirs: string;
  /** How it was handled: explained, adopted with evidence, or left for the user. */
  readonly resolution: 'adopted' | 'unexplained';
}

/** One control's verdict on one order, with its inputs. */
export interface ControlResult {
  /** `R-03` and so on; see the control's file. */
  readonly control: string;
  readonly outcome: 'pass' | 'deny' | 'not_applicable';
  readonly code: string;
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
}

/** Engine states that persist. */
export type EngineState = 'running' | 'reduce_only' | 'halted';

/** What an entry records. Every displayed number is a fold over these. */
export type JournalBody =
  | { readonly kind: 'run_started'; readonly manifest: RunManifest }
  | {
      readonly kind: 'book_funded';
      readonly book: BookId;
      /** Moves from the manual book; signed. */
      readonly amount: Money;
    }
  | {
      readonly kind: 'session';
      readonly phase: 'open' | 'close';
      /** The trading day in New York. */
      readonly date: IsoDate;
      /**
       * Equity at the marks of that moment, an estimate; daily loss is measured from it. Null while
       * the account is not known or something it holds has no price.
       */
      readonly equity: number | null;
      /** At an open the same of each book, null while something it holds has no price. */
      readonly books?: Readonly<Record<string, number | null>>;
    }
  /** The first complete valuation of a trading day that opened without one. */
  | {
      readonly kind: 'day_valued';
      readonly date: IsoDate;
      /** Equity at the marks of that moment; the day's loss is measured from it. */
      readonly equity: number;
      readonly books: Readonly<Record<string, number | null>>;
    }
  | { readonly kind: 'ordered'; readonly order: OrderRequest }
  | {
      readonly kind: 'reviewed';
      readonly order: ClientOrderId;
      readonly verdict: 'approved' | 'denied';
      readonly controls: readonly ControlResult[];
    }
  | { readonly kind: 'order_event'; readonly event: OrderEvent }
  /** An order at the broker that we did not make; counted in risk, never canceled by us. */
  | { readonly kind: 'external_order'; readonly order: BrokerOrder }
  /** A transition that the table of states does not have; the book is halted, the rest runs on. */
  | { readonly kind: 'illegal_event'; readonly event: OrderEvent; readonly found: string }
  | { readonly kind: 'cash_moved'; readonly flow: CashFlow }
  | { readonly kind: 'action_applied'; readonly action: CorporateAction }
  | {
      readonly kind: 'reconciled';
      /** The statement's own instant, on the broker's clock. */
      readonly asOf: EpochMs;
      readonly account: BrokerAccount;
      readonly drift: readonly Drift[];
      /**
       * Flows already in the opening balance, by id, because the broker gives no instant that would
       * show it; in the first statement only.
       */
      readonly contained?: readonly string[];
    }
  /** A correction with its cause, so that an execution is never invented. */
  | {
      readonly kind: 'adjusted';
      readonly book: BookId;
      readonly symbol: Ticker | null;
      /** What the symbol stands for; null for an adjustment of cash. */
      readonly instrument: Instrument | null;
      readonly quantity: Quantity;
      readonly cost: Money;
      readonly cash: Money;
      readonly cause: string;
    }
  | {
      readonly kind: 'engine_state';
      readonly state: EngineState;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'book_state';
      readonly book: BookId;
      readonly state: 'running' | 'paused' | 'error';
      readonly reason: string;
    }
  /** A strategy's own scratch memory, canonical JSON, whenever it changed. */
  | { readonly kind: 'remembered'; readonly book: BookId; readonly memory: string };

/** One journal entry. */
export interface JournalEntry {
  readonly seq: Sequence;
  readonly at: EpochMs;
  /** The entry that led to this one, when there is one. */
  readonly cause: Sequence | null;
  readonly body: JournalBody;
}
