import type { BarColumns } from '../core/columns.ts';
import type { EpochMs } from '../core/time.ts';
import type { BrokerSnapshot, JournalEntry } from '../ledger/journal.ts';
import type { Timeframe } from '../market/bar.ts';
import type { FeedEvent } from '../market/event.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrder } from '../orders/event.ts';
import type { BookId, BrokerOrderId, ClientOrderId } from '../orders/request.ts';
import type { ApprovedOrder } from '../risk/approved.ts';
import type { OrderDraft } from '../strategy/intent.ts';
import type { BrokerEvent, CancelAnswer, StatementWindow, Submission } from './ports.ts';

/** A user's request to the engine, from any surface. */
export type ControlEvent = { readonly at: EpochMs; readonly by: string } & (
  | {
      readonly kind: 'place';
      readonly draft: OrderDraft;
      /** The book to trade for; the manual one unless named. */
      readonly book?: BookId;
      /** Minted by the caller and saved before sending; the same key is the same decision. */
      readonly key: string;
      readonly reason: string;
    }
  | { readonly kind: 'cancel'; readonly order: ClientOrderId; readonly reason: string }
  | {
      /** Books a difference from the broker's statement. */
      readonly kind: 'adjust';
      /** The difference as the user saw it; any other is not booked. */
      readonly difference: string;
      readonly reason: string;
    }
  | { readonly kind: 'halt' | 'reduce_only' | 'resume'; readonly reason: string }
  | {
      readonly kind: 'pause_book' | 'resume_book';
      readonly book: BookId;
      readonly reason: string;
    }
);

/** The result of a command. */
export type Answer =
  | {
      readonly kind: 'submission';
      readonly order: ClientOrderId;
      readonly attempt: number;
      readonly submission: Submission;
    }
  | {
      readonly kind: 'cancel';
      readonly at: EpochMs;
      readonly order: ClientOrderId;
      readonly answer: CancelAnswer;
    }
  | {
      readonly kind: 'found';
      readonly at: EpochMs;
      /** When the query left, on the monotonic clock: the answer describes that moment or later. */
      readonly askedAt: number;
      readonly order: ClientOrderId;
      readonly found: BrokerOrder | undefined;
    }
  | {
      readonly kind: 'snapshot';
      /** The number of the command that requested it. */
      readonly statement: number;
      readonly snapshot: BrokerSnapshot;
    }
  /** A query failed or was not answered; it is repeated later. */
  | {
      readonly kind: 'failed';
      readonly at: EpochMs;
      readonly command: Command;
      readonly message: string;
    }
  | {
      readonly kind: 'history';
      readonly at: EpochMs;
      readonly symbol: Ticker;
      readonly timeframe: Timeframe;
      /** In today's shares, oldest first. */
      readonly bars: BarColumns;
    };

/** Everything that can happen to an engine. */
export type EngineEvent =
  | { readonly from: 'market'; readonly event: FeedEvent }
  | { readonly from: 'broker'; readonly event: BrokerEvent }
  | { readonly from: 'answer'; readonly answer: Answer }
  | { readonly from: 'operator'; readonly event: ControlEvent }
  /** Time passed, on three clocks. */
  | {
      readonly from: 'clock';
      /** The market's present. */
      readonly at: EpochMs;
      /** Milliseconds that never go back; every wait and interval is counted on them. */
      readonly monotonic: number;
      /** How far the wall clock moved beyond the time that passed since the last tick. */
      readonly wallJumpMs: number;
    };

/** External work that the engine requests, carried out after its entries are durable. */
export type Command =
  | { readonly kind: 'submit'; readonly order: ApprovedOrder; readonly attempt: number }
  | {
      readonly kind: 'cancel';
      readonly order: ClientOrderId;
      readonly brokerId: BrokerOrderId;
    }
  | { readonly kind: 'find'; readonly order: ClientOrderId }
  | { readonly kind: 'snapshot'; readonly statement: number; readonly since: StatementWindow }
  /** Bars to warm indicators with, in today's shares, ending at `until`. */
  | {
      readonly kind: 'history';
      readonly symbol: Ticker;
      readonly timeframe: Timeframe;
      readonly bars: number;
      readonly until: EpochMs;
    };

/** The result of an event: entries to make durable, then commands to carry out. */
export interface Outcome {
  readonly entries: readonly JournalEntry[];
  readonly commands: readonly Command[];
}

/** The outcome of a quiet event; shared, so that quiet bars allocate nothing. */
export const QUIET: Outcome = { entries: [], commands: [] };
