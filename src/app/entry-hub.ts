import type { JournalEntry } from '../ledger/journal.ts';
import type { ClientOrderId } from '../orders/request.ts';

/** Hands durable entries to whoever listens: streams, waits and histories. */
export interface EntryHub {
  /** To be called with every entry once it is durable, in order. */
  publish(entries: readonly JournalEntry[]): void;
  /** Calls `take` with entries from now on, until the returned function is called. */
  subscribe(take: (entries: readonly JournalEntry[]) => void): () => void;
  readonly listeners: number;
}

/** Starts a hub with nobody listening. */
export function createEntryHub(): EntryHub {
  const takers = new Set<(entries: readonly JournalEntry[]) => void>();
  return {
    publish(entries) {
      for (const take of takers) take(entries);
    },
    subscribe(take) {
      takers.add(take);
      return () => takers.delete(take);
    },
    get listeners() {
      return takers.size;
    },
  };
}

/** The order that an entry is about, undefined for entries of other things. */
export function orderOf({ body }: JournalEntry): ClientOrderId | undefined {
  switch (body.kind) {
    case 'ordered':
      return body.order.id;
    case 'reviewed':
      return body.order;
    case 'order_event':
    case 'illegal_event':
      return body.event.order;
    default:
      return undefined;
  }
}
