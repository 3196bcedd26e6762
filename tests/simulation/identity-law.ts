import { createHash } from 'node:crypto';
import { DAY, MINUTE } from '../../src/core/time.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { MANUAL_BOOK, type OrderRequest } from '../../src/orders/request.ts';

/** Maximum delay of a decision after its bar: an outage may last over a long weekend. */
const LATEST_MS = 5 * DAY;
/** Maximum number of orders that a seed's strategy makes per bar and symbol. */
const ORDINALS = 2;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** Sources of a journal's orders. */
export interface Deciders {
  /** Account that the ids belong to. */
  readonly account: string;
  /** Keys that users may have ordered under. */
  readonly keys: readonly string[];
}

/**
 * INV-01: recomputes the id of every order in a journal from its decision, with independent
 * arithmetic, and compares the two.
 *
 * The seeds' strategies decide on one-minute bars, so the end of an earlier bar must yield the id,
 * and no bar yields the same id for two decisions.
 */
export function identities(
  entries: readonly JournalEntry[],
  { account, keys }: Deciders,
): readonly string[] {
  const manual = new Set(keys.map((key) => idOf(account, MANUAL_BOOK, key)));
  const decided = new Set<string>();
  const waited = new Set<string>();
  const found: string[] = [];
  for (const { body } of entries) {
    if (body.kind !== 'ordered') continue;
    const { id, book, symbol, reason } = body.order;
    if (book === MANUAL_BOOK && manual.has(id)) continue;
    const end = book === MANUAL_BOOK ? undefined : barOf(account, body.order, waited);
    if (body.order.waits !== undefined) waited.add(id);
    if (end === undefined) {
      found.push(`INV-01: ${id} of ${book} does not follow from its decision`);
      continue;
    }
    // In every seed's strategy, the orders of one bar have different reasons.
    const decision = `${book} ${symbol} ${end} ${reason}`;
    if (decided.has(decision)) found.push(`INV-01: ${id} is a second order for "${decision}"`);
    decided.add(decision);
  }
  return found;
}

/** Returns the end of the bar that yields an order's id; undefined when no bar does. */
function barOf(
  account: string,
  order: OrderRequest,
  earlier: ReadonlySet<string>,
): number | undefined {
  const { id, book, symbol, decidedAt } = order;
  // The rest of an exit that was smaller than decided: its id follows from that exit's.
  for (const one of earlier) if (idOf(account, book, `${one}|rest`) === id) return decidedAt;
  const last = Math.floor(decidedAt / MINUTE) * MINUTE;
  for (let end = last; end > last - LATEST_MS; end -= MINUTE) {
    for (let ordinal = 0; ordinal < ORDINALS; ordinal += 1) {
      if (idOf(account, book, `${end}|${symbol}|${symbol}|${ordinal}`) === id) return end;
    }
  }
  return undefined;
}

/** Returns a decision's client order id: `qp1-`, eight characters of the source, 125 hash bits. */
export function idOf(account: string, source: string, key: string): string {
  const hash = createHash('sha256').update(`${account}|${source}|${key}`).digest();
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of hash) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += LETTERS[(value >> (bits - 5)) & 31]!;
  }
  const name = source.replaceAll(/[^a-z0-9]/gi, '').slice(0, 8);
  return `qp1-${name.toLowerCase()}-${text.slice(0, 25)}`;
}
