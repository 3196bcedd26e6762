import type { EpochMs } from '../core/time.ts';
import type { Journal } from '../engine/ports.ts';
import type { ChainVerdict } from '../ledger/chain.ts';

/** A journal that can be read and checked, but not written. */
export interface JournalReader extends Pick<Journal, 'read' | 'head'> {
  /** Checks the whole chain and names the first bad entry. */
  verify(): Promise<ChainVerdict>;
  close(): Promise<void>;
}

/** A journal that owns its place until it is closed. */
export interface JournalStore extends Journal, JournalReader {}

/** Who holds a data directory. */
export interface LeaseHolder {
  readonly pid: number;
  readonly host: string;
  readonly since: EpochMs;
}

/** The right to be the only instance on a data directory; it ends with the process. */
export interface Lease {
  /** Grows with every lease on this directory, so that an older holder can be told apart. */
  readonly epoch: number;
  readonly holder: LeaseHolder;
  release(): void;
}

/** A stored document: JSON under a key. */
export interface Document {
  readonly key: string;
  /** JSON as plain data, to be judged by a schema before it is believed. */
  readonly value: unknown;
}

/** Some documents of a collection, newest first. */
export interface DocumentPage {
  readonly documents: readonly Document[];
  /** Pass it on to read further; absent on the last page. */
  readonly next?: string;
}

/** What of a collection is wanted. */
export interface DocumentQuery {
  /** At most this many, 1 or more. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/**
 * Small documents by collection and key, as durable as the journal: access tokens, idempotency
 * keys, summaries of backtests.
 *
 * Never state of the portfolio, which the journal alone holds.
 */
export interface Documents {
  get(collection: string, key: string): Promise<unknown>;
  /** Writes or replaces; a replaced document keeps its age. */
  put(collection: string, key: string, value: unknown): Promise<void>;
  /**
   * Writes unless the key is taken, in one step: of two callers one inserts and the other is told
   * what is there.
   */
  insertIfAbsent(
    collection: string,
    key: string,
    value: unknown,
  ): Promise<{ readonly inserted: true } | { readonly inserted: false; readonly found: unknown }>;
  remove(collection: string, key: string): Promise<void>;
  /** @throws QuipuError `store.invalid_cursor` for a cursor that no page gave */
  list(collection: string, query: DocumentQuery): Promise<DocumentPage>;
  close(): Promise<void>;
}
