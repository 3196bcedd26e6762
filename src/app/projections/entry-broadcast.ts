import type { JournalEntry } from '../../ledger/journal.ts';
import type { ClientOrderId } from '../../orders/request.ts';

/** Passes durable entries to all subscribers: streams, waits and histories. */
export interface EntryBroadcast {
  /** Called with every entry once it is durable, in order. */
  publish(entries: readonly JournalEntry[]): void;
  /** Calls `take` with new entries until the returned function is called. */
  subscribe(take: (entries: readonly JournalEntry[]) => void): () => void;
  readonly listeners: number;
}

/** Creates a broadcast without subscribers. */
export function createEntryBroadcast(): EntryBroadcast {
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

/** Returns the order of an entry, undefined for entries about other things. */
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
