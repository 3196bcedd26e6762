import type { Money } from '../../../core/decimal.ts';
import { ZERO_MONEY } from '../../../core/decimal.ts';
import { apply } from '../../../ledger/apply.ts';
import type { JournalEntry } from '../../../ledger/journal.ts';
import { emptyPortfolio, type Portfolio } from '../../../ledger/portfolio.ts';
import type { Fill } from '../../../orders/event.ts';
import type { BookId, ClientOrderId } from '../../../orders/request.ts';

/** One execution with what it closed. */
export interface FillNote {
  readonly seq: number;
  readonly fill: Fill;
  readonly book: BookId;
  readonly reason: string;
  /** What it realized, null when it only opened. */
  readonly realized: Money | null;
}

/**
 * Everything that the page knows of the account: the portfolio by the one reducer, and beside it
 * what a person asks about it, each a fold over the same entries.
 */
export interface Account {
  readonly portfolio: Portfolio;
  /** The entries about each order, oldest first; of the latest orders only. */
  readonly stories: Map<ClientOrderId, JournalEntry[]>;
  /** Ids of the latest orders, oldest first. */
  readonly latest: ClientOrderId[];
  /** The latest executions, oldest first. */
  readonly fills: FillNote[];
  /** Orders stopped, by the code of the denial. */
  readonly denied: Map<string, number>;
  /** The hash of the last entry taken, which covers all before it; empty before the first. */
  hash: string;
}

const ORDERS_KEPT = 1_000;
const FILLS_KEPT = 200;

/** An account before the first entry. */
export function emptyAccount(): Account {
  return {
    portfolio: emptyPortfolio(),
    stories: new Map(),
    latest: [],
    fills: [],
    denied: new Map(),
    hash: '',
  };
}

/**
 * Takes in the next entry, in place.
 *
 * @throws AssertionError when the entry does not continue the journal
 */
export function takeEntry(account: Account, entry: JournalEntry, hash: string): void {
  const { portfolio } = account;
  let realized: Money | null = null;
  const fillsBefore = portfolio.fillCount;
  apply(portfolio, entry, {
    onClosed: (closed) => {
      realized = (realized ?? ZERO_MONEY).plus(closed.realized);
    },
  });
  account.hash = hash;
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

function tell(account: Account, order: ClientOrderId, entry: JournalEntry): void {
  const story = account.stories.get(order);
  if (story === undefined) account.stories.set(order, [entry]);
  else story.push(entry);
}

function forgetOldest({ latest, stories, portfolio }: Account): void {
  if (latest.length <= 2 * ORDERS_KEPT) return;
  for (const id of latest.splice(0, ORDERS_KEPT)) {
    if (!portfolio.open.has(id)) stories.delete(id);
  }
}
