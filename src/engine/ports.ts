import type { EpochMs } from '../core/time.ts';
import type { BarColumns } from '../core/columns.ts';
import type {
  BrokerFlow,
  BrokerSnapshot,
  JournalEntry,
  Mode,
  Sequence,
} from '../ledger/journal.ts';
import type { Timeframe } from '../market/bar.ts';
import type { FeedEvent } from '../market/event.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrder, Evidence, OrderEvent, WorkingStatus } from '../orders/event.ts';
import type { BrokerOrderId, ClientOrderId } from '../orders/request.ts';
import type { ApprovedOrder } from '../risk/approved.ts';

/** Where market events come from: files, our paper broker, Alpaca's stream. */
export interface MarketFeed {
  /**
   * Yields events in order until the signal aborts, the bars of an instant together; reconnects
   * automatically and yields `gap`.
   */
  events(signal: AbortSignal): AsyncIterable<FeedEvent>;
}

/** The outcome of a submission, with the evidence. */
export type Submission =
  | {
      readonly kind: 'acknowledged';
      readonly brokerId: BrokerOrderId;
      readonly status: WorkingStatus;
      readonly at: EpochMs;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'refused'; readonly at: EpochMs; readonly evidence: Evidence }
  /** The broker answered that this id already exists: query it. */
  | { readonly kind: 'duplicate'; readonly at: EpochMs; readonly evidence: Evidence }
  /** Nothing was sent, because the order could no longer be sent when its turn came. */
  | { readonly kind: 'withheld'; readonly at: EpochMs; readonly evidence: Evidence }
  /** No answer, or one that proves nothing. Never a reason to send under a second id. */
  | { readonly kind: 'unknown'; readonly at: EpochMs; readonly evidence: Evidence };

/** The outcome of a cancel request. `requested` is not yet canceled. */
export type CancelAnswer =
  | { readonly kind: 'requested' }
  | { readonly kind: 'refused' | 'unknown'; readonly evidence: Evidence };

/**
 * Unsolicited broker events. `connected` follows every (re)connection: earlier events may have been
 * missed and must be read again.
 */
export type BrokerEvent =
  | { readonly kind: 'order'; readonly event: OrderEvent }
  /** Cash that moved without a trade; some brokers report it in snapshots only. */
  | { readonly kind: 'flow'; readonly at: EpochMs; readonly flow: BrokerFlow }
  /** An event of an order that is not ours. */
  | { readonly kind: 'external'; readonly order: BrokerOrder }
  | { readonly kind: 'connected' | 'disconnected'; readonly at: EpochMs };

/** Start of a statement's executions, and of its cash flows without a trade. */
export interface StatementWindow {
  readonly fills: EpochMs;
  readonly flows: EpochMs;
}

/** The broker, seen from the engine. The simulator and Alpaca's client are its two forms. */
export interface Broker {
  readonly mode: Mode;
  /**
   * Sends once; idempotent on the client order id. Takes nothing but an approved order.
   *
   * @param canStillSend asked right before the first byte leaves, however long that took; on false
   *   nothing is sent and the answer is `withheld`
   */
  submit(order: ApprovedOrder, canStillSend?: () => boolean): Promise<Submission>;
  /** Asks by client order id; undefined when the broker does not know it (yet). */
  find(id: ClientOrderId): Promise<BrokerOrder | undefined>;
  cancel(id: BrokerOrderId): Promise<CancelAnswer>;
  replace(id: BrokerOrderId, next: ApprovedOrder): Promise<Submission>;
  events(signal: AbortSignal): AsyncIterable<BrokerEvent>;
  /** The whole account, with what happened in it since. */
  snapshot(since: StatementWindow): Promise<BrokerSnapshot>;
}

/** A stored entry with its place in the hash chain. */
export interface ChainedEntry {
  readonly entry: JournalEntry;
  /** SHA-256 over the previous hash and this entry's canonical bytes, hexadecimal. */
  readonly hash: string;
}

/** The journal: append only, durable before `append` resolves, hash-chained. */
export interface Journal {
  /**
   * Appends all or nothing; the entries continue the sequence without a hole.
   *
   * @throws QuipuError `store.*` after which nothing more may be sent to a broker
   */
  append(entries: readonly JournalEntry[]): Promise<void>;
  read(from?: Sequence): AsyncIterable<ChainedEntry>;
  /** The last sequence and hash; sequence 0 and sixty-four zeros when empty. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
}

/** Requested bars; both ends inclusive, by the bars' starts. */
export interface BarQuery {
  readonly symbol: Ticker;
  readonly timeframe: Timeframe;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A source of bars, stored or fetched. */
export interface BarStore {
  read(query: BarQuery): Promise<BarColumns>;
  write(query: BarQuery, bars: BarColumns): Promise<void>;
}
