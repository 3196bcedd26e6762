import type { Money } from '../../../core/decimal.ts';
import { ZERO_MONEY } from '../../../core/decimal.ts';
import { apply } from '../../../ledger/apply.ts';
import type { JournalEntry } from '../../../ledger/journal.ts';
import { emptyPortfolio, type Portfolio } from '../../../ledger/portfolio.ts';
import type { Fill } from '../../../orders/event.ts';
import type { BookId, ClientOrderId } from '../../../orders/request.ts';
import type { EpochMs } from '../../../core/time.ts';
import { newYorkDate } from '../../../market/calendar.ts';
import type { NetDeposit } from './performance.ts';

/** One fill and the lots that it closed. */
export interface FillNote {
  readonly seq: number;
  readonly fill: Fill;
  readonly book: BookId;
  readonly reason: string;
  /** Realized P&L; null when the fill only opened a position. */
  readonly realized: Money | null;
}

/** Fees of the account up to an instant. */
export interface FeesPaid {
  at: EpochMs;
  total: Money;
}

/** A halt as the page reports it. */
export interface HaltNote {
  readonly at: EpochMs;
  /** Open orders that the halt canceled because they would have increased a position. */
  canceled: number;
  /** Whether more entries of the halt itself may follow. */
  counting: boolean;
}

/**
 * The page's view of the account: the portfolio from the shared reducer, and the lists that users
 * look at, all computed from the same journal entries.
 */
export interface PageAccount {
  readonly portfolio: Portfolio;
  /** Entries of each order, oldest first; only for the latest orders. */
  readonly stories: Map<ClientOrderId, JournalEntry[]>;
  /** Ids of the latest orders, oldest first. */
  readonly latest: ClientOrderId[];
  /** The latest fills, oldest first. */
  readonly fills: FillNote[];
  /** Number of denied orders, by denial code. */
  readonly denied: Map<string, number>;
  /** Every change of net deposits, oldest first. */
  readonly deposits: NetDeposit[];
  /** Cumulative fees at the end of each day with fees, oldest first. */
  readonly fees: FeesPaid[];
  /** The last halt and what it canceled; null before the first. */
  halt: HaltNote | null;
  /** Hash of the last applied entry, which covers all earlier ones; empty before the first. */
  hash: string;
}

const ORDERS_KEPT = 1_000;
const FILLS_KEPT = 200;

/** An account before the first entry. */
export function emptyPageAccount(): PageAccount {
  return {
    portfolio: emptyPortfolio(),
    stories: new Map(),
    latest: [],
    fills: [],
    denied: new Map(),
    deposits: [],
    fees: [],
    halt: null,
    hash: '',
  };
}

/**
 * Applies the next entry, in place.
 *
 * @throws AssertionError when the entry does not continue the journal
 */
export function takeEntry(account: PageAccount, entry: JournalEntry, hash: string): void {
  const { portfolio } = account;
  let realized: Money | null = null;
  const fillsBefore = portfolio.fillCount;
  const { contributed, fees } = portfolio;
  apply(portfolio, entry, {
    onClosed: (closed) => {
      realized = (realized ?? ZERO_MONEY).plus(closed.realized);
    },
  });
  account.hash = hash;
  noteDeposit(account, entry.at, portfolio.contributed.minus(contributed));
  if (!portfolio.fees.minus(fees).isZero()) noteFees(account, entry.at);
  noteHalt(account, entry);
  const { body } = entry;
  switch (body.kind) {
    case 'ordered':
      account.latest.push(body.order.id);
      tell(account, body.order.id, entry);
      forgetOldest(account);
      return;
    case 'reviewed':
      tell(account, body.order, entry);
      return;
    case 'illegal_event':
      tell(account, body.event.order, entry);
      return;
    case 'order_event': {
      const { event } = body;
      tell(account, event.order, entry);
      if (event.kind === 'denied') {
        for (const { code } of event.denials) {
          account.denied.set(code, (account.denied.get(code) ?? 0) + 1);
        }
      } else if (event.kind === 'filled' && portfolio.fillCount > fillsBefore) {
        const request = portfolio.orders.get(event.order)?.request;
        if (request === undefined) return;
        const { book, reason } = request;
        account.fills.push({ seq: entry.seq, fill: event.fill, book, reason, realized });
        if (account.fills.length > 2 * FILLS_KEPT) account.fills.splice(0, FILLS_KEPT);
      }
      return;
    }
    default:
  }
}

function noteDeposit({ deposits }: PageAccount, at: EpochMs, amount: Money): void {
  if (!amount.isZero()) deposits.push({ at, amount: amount.toNumber() });
}

function noteFees({ fees, portfolio }: PageAccount, at: EpochMs): void {
  const last = fees.at(-1);
  if (last !== undefined && newYorkDate(last.at) === newYorkDate(at)) {
    last.at = at;
    last.total = portfolio.fees;
  } else {
    fees.push({ at, total: portfolio.fees });
  }
}

/** A halt writes its own entry, then one for each order that it cancels, with none in between. */
function noteHalt(account: PageAccount, { at, body }: JournalEntry): void {
  if (body.kind === 'engine_state') {
    account.halt = body.state === 'halted' ? { at, canceled: 0, counting: true } : null;
    return;
  }
  const { halt } = account;
  if (halt === null || !halt.counting) return;
  if (body.kind === 'order_event' && body.event.kind === 'cancel_requested') halt.canceled += 1;
  else halt.counting = false;
}

function tell(account: PageAccount, order: ClientOrderId, entry: JournalEntry): void {
  const story = account.stories.get(order);
  if (story === undefined) account.stories.set(order, [entry]);
  else story.push(entry);
}

function forgetOldest({ latest, stories, portfolio }: PageAccount): void {
  if (latest.length <= 2 * ORDERS_KEPT) return;
  for (const id of latest.splice(0, ORDERS_KEPT)) {
    if (!portfolio.open.has(id)) stories.delete(id);
  }
}
