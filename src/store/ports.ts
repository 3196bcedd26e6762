import type { EpochMs } from '../core/time.ts';
import type { Journal } from '../engine/ports.ts';
import type { ChainVerdict } from '../ledger/chain.ts';

/** Journal that can be read and verified, but not written. */
export interface JournalReader extends Pick<Journal, 'read' | 'head'> {
  /** Checks the whole chain and names the first bad entry. */
  verify(): Promise<ChainVerdict>;
  close(): Promise<void>;
}

/** Open journal, with exclusive write access until it is closed. */
export interface JournalStore extends Journal, JournalReader {}

/** Holder of a data directory. */
export interface LeaseHolder {
  readonly pid: number;
  readonly host: string;
  readonly since: EpochMs;
}

/** Lease on a data directory for exactly one instance; it ends with the process. */
export interface Lease {
  /** Grows with every lease on this directory, which identifies an older holder. */
  readonly epoch: number;
  readonly holder: LeaseHolder;
  release(): Promise<void>;
}

/** Stored document: JSON under a key. */
export interface Document {
  readonly key: string;
  /** JSON as plain data; validate it with a schema before use. */
  readonly value: unknown;
}

/** Page of documents of a collection, newest first. */
export interface DocumentPage {
  readonly documents: readonly Document[];
  /** Cursor of the next page; absent on the last page. */
  readonly next?: string;
}

/** Query of a collection. */
export interface DocumentQuery {
  /** Maximum number of documents, 1 or more. */
  readonly limit: number;
  /** `next` of the previous page. */
  readonly cursor?: string;
}

/**
 * Small documents by collection and key, as durable as the journal: access tokens, idempotency
 * keys, backtest summaries.
 *
 * Portfolio state is never stored here, only in the journal.
 */
export interface Documents {
  get(collection: string, key: string): Promise<unknown>;
  /** Writes or replaces; a replaced document keeps its age. */
  put(collection: string, key: string, value: unknown): Promise<void>;
  /**
   * Writes atomically unless the key exists: of two callers one inserts and the other gets the
   * existing document.
   */
  insertIfAbsent(
    collection: string,
    key: string,
    value: unknown,
  ): Promise<{ readonly inserted: true } | { readonly inserted: false; readonly found: unknown }>;
  remove(collection: string, key: string): Promise<void>;
  /** @throws QuipuError `store.invalid_cursor` for a cursor that no page returned */
  list(collection: string, query: DocumentQuery): Promise<DocumentPage>;
  close(): Promise<void>;
}
