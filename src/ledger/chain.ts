import { sha256Hex } from '../core/sha256.ts';
import type { JournalEntry, Sequence } from './journal.ts';
import { encodeEntry } from './journal-codec.ts';

/** SHA-256 of bytes as 64 hexadecimal digits; a platform may bring a faster one. */
export type Digest = (bytes: Uint8Array) => string;

/** The hash before the first entry: sixty-four zeros. */
export const GENESIS = '0'.repeat(64);

/** An entry as read from a store, not yet verified. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  /** Canonical JSON of the whole entry. */
  readonly bytes: string;
  /** Its link in the chain, hexadecimal. */
  readonly hash: string;
}

/** Where a journal ends; sequence 0 and {@link GENESIS} when it is empty. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The result of a chain check: valid to its head, or the first invalid entry. */
export type ChainVerdict =
  | { readonly sound: true; readonly head: ChainHead }
  | { readonly sound: false; readonly seq: number; readonly why: string };

const encoder = new TextEncoder();

/**
 * The hash of an entry in its chain.
 *
 * SHA-256(previous ‖ seq ‖ at ‖ kind ‖ bytes), where `previous` is 64 hexadecimal digits and each
 * field is a netstring without its comma: its length in bytes as decimal text, a colon, its UTF-8.
 */
export function linkHash(
  previous: string,
  entry: Omit<StoredEntry, 'hash'>,
  digest: Digest = sha256Hex,
): string {
  const bytes = encoder.encode(entry.bytes);
  const seq = String(entry.seq);
  const at = String(entry.at);
  const lead = encoder.encode(
    `${previous}${seq.length}:${seq}${at.length}:${at}` +
      `${encoder.encode(entry.kind).length}:${entry.kind}${bytes.length}:`,
  );
  const message = new Uint8Array(lead.length + bytes.length);
  message.set(lead);
  message.set(bytes, lead.length);
  return digest(message);
}

/** Entries made ready to be stored after `head`, each with its link. */
export function linkEntries(
  entries: readonly JournalEntry[],
  head: ChainHead,
  digest: Digest = sha256Hex,
): readonly StoredEntry[] {
  let { hash } = head;
  return entries.map((entry) => {
    const unlinked = {
      seq: entry.seq,
      at: entry.at,
      kind: entry.body.kind,
      bytes: encodeEntry(entry),
    };
    hash = linkHash(hash, unlinked, digest);
    return { ...unlinked, hash };
  });
}

/** Checks one stored entry as the successor of `head`; undefined when it is valid. */
export function misfit(
  stored: StoredEntry,
  head: ChainHead,
  digest: Digest = sha256Hex,
): { readonly seq: number; readonly why: string } | undefined {
  const expected = head.seq + 1;
  if (stored.seq > expected) return { seq: expected, why: 'the entry is missing' };
  if (stored.seq < expected) return { seq: stored.seq, why: 'the entry is there twice' };
  if (linkHash(head.hash, stored, digest) !== stored.hash) {
    return { seq: expected, why: 'its content does not have the hash that was stored with it' };
  }
  if (!agrees(stored)) return { seq: expected, why: 'its content differs from its own row' };
  return undefined;
}

function agrees(stored: StoredEntry): boolean {
  try {
    const read = JSON.parse(stored.bytes) as Partial<JournalEntry> | null;
    const { seq, at, body } = read ?? {};
    return seq === (stored.seq as Sequence) && at === stored.at && body?.kind === stored.kind;
  } catch {
    return false;
  }
}

/**
 * Walks a chain from its first entry and reports the first one that was altered.
 *
 * A chain alone does not show that its end was cut off or that all of it was rewritten: compare
 * `head` with one kept elsewhere.
 */
export function verifyChain(
  entries: Iterable<StoredEntry>,
  digest: Digest = sha256Hex,
): ChainVerdict {
  let head: ChainHead = { seq: 0, hash: GENESIS };
  for (const stored of entries) {
    const found = misfit(stored, head, digest);
    if (found !== undefined) return { sound: false, ...found };
    head = { seq: stored.seq, hash: stored.hash };
  }
  return { sound: true, head };
}
