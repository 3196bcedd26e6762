import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Denial, DenialCause, Evidence } from '../orders/event.ts';
import { type BookId, MANUAL_BOOK, type OrderRequest, type Side } from '../orders/request.ts';

/** A denial by our own gate that covers all like it. */
export interface StandingDenial {
  /** Codes and causes of its denials; denials with the same ones are alike. */
  readonly causes: readonly Pick<Denial, 'code' | 'cause'>[];
  /** For the user; nothing is decided by it. */
  readonly message: string;
  readonly at: EpochMs;
}

/** Why the broker refused an order. */
export interface RefusalCause {
  /** The broker's numeric error code, else the HTTP status, else null. */
  readonly code: number | null;
  /**
   * The reason as the broker names it, without its figures and ids. Alpaca has no field for it: one
   * code such as 40310000 covers buying power, wash trades and missing shares alike.
   */
  readonly reason: string;
}

/** The broker's refusals of like orders, one after another. */
export interface BrokerRefusal {
  /** Decides what is alike. */
  readonly cause: RefusalCause;
  readonly message: string;
  /** Number of consecutive rejections for this cause, from 1. */
  readonly times: number;
  readonly at: EpochMs;
}

/** What blocks a strategy's orders on one side of one symbol. */
export interface RefusalRecord {
  readonly book: BookId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly denied: StandingDenial | null;
  readonly broker: BrokerRefusal | null;
}

/** Refusals by book, symbol and side: part of the fold, so that a restart does not forget them. */
export type Refusals = Map<string, RefusalRecord>;

type Source = Pick<OrderRequest, 'book' | 'symbol' | 'side'>;

function keyOf({ book, symbol, side }: Source): string {
  return `${book} ${symbol} ${side}`;
}

/** What blocks an order; undefined when nothing does. */
export function refusalOf(refusals: Refusals, order: Source): RefusalRecord | undefined {
  // Mostly there is none, and then no key is made.
  return refusals.size === 0 ? undefined : refusals.get(keyOf(order));
}

/** Whether a strategy's order is denied for the same causes as the one before it. */
export function isRepeatedDenial(
  refusals: Refusals,
  order: Source,
  denials: readonly Denial[],
): boolean {
  const before = refusalOf(refusals, order)?.denied ?? null;
  return before !== null && haveSameCauses(before.causes, causesOf(denials));
}

/** Applies a denial; a user's orders are answered one by one and leave nothing. */
export function noteDenied(
  refusals: Refusals,
  order: OrderRequest,
  { denials, at }: { readonly denials: readonly Denial[]; readonly at: EpochMs },
): void {
  if (order.book === MANUAL_BOOK) return;
  const { book, symbol, side } = order;
  const broker = refusalOf(refusals, order)?.broker ?? null;
  const message = denials.map((denial) => denial.message).join(' ');
  const denied = { causes: causesOf(denials), message, at };
  refusals.set(keyOf(order), { book, symbol, side, denied, broker });
}

/** Applies a rejection by the broker, counted while its cause stays the same. */
export function noteRefused(
  refusals: Refusals,
  order: OrderRequest,
  { evidence, at }: { readonly evidence: Evidence; readonly at: EpochMs },
): void {
  if (order.book === MANUAL_BOOK) return;
  const { book, symbol, side } = order;
  const cause = refusalCause(evidence);
  const before = refusalOf(refusals, order)?.broker;
  const isSame = before?.cause.code === cause.code && before.cause.reason === cause.reason;
  const times = isSame ? before.times + 1 : 1;
  const broker = { cause, message: evidence.message, times, at };
  refusals.set(keyOf(order), { book, symbol, side, denied: null, broker });
}

/**
 * Clears our own denial of similar orders, because the broker accepted one.
 *
 * The broker's rejections stay: it may accept an order and reject it a moment later, repeatedly.
 */
export function noteAccepted(refusals: Refusals, order: Source): void {
  const stands = refusalOf(refusals, order);
  if (stands === undefined) return;
  if (stands.broker === null) refusals.delete(keyOf(order));
  else if (stands.denied !== null) refusals.set(keyOf(order), { ...stands, denied: null });
}

/** An order was executed: nothing blocks similar orders any more. */
export function noteFilled(refusals: Refusals, order: Source): void {
  if (refusals.size > 0) refusals.delete(keyOf(order));
}

/** Forgets what blocked the orders of a book that the user has just started or stopped. */
export function forgetBook(refusals: Refusals, book: BookId): void {
  for (const [key, refusal] of refusals) if (refusal.book === book) refusals.delete(key);
}

/** The causes of denials; a second like order is also a duplicate of the first, which is none. */
function causesOf(denials: readonly Denial[]): StandingDenial['causes'] {
  const others = denials.filter(({ code }) => code !== 'risk.duplicate');
  return (others.length === 0 ? denials : others).map(({ code, cause }) =>
    cause === undefined ? { code } : { code, cause },
  );
}

function haveSameCauses(a: StandingDenial['causes'], b: StandingDenial['causes']): boolean {
  return (
    a.length === b.length &&
    a.every(({ code, cause }, index) => {
      const other = b[index]!;
      return code === other.code && isSameCause(cause, other.cause);
    })
  );
}

function isSameCause(a: DenialCause = {}, b: DenialCause = {}): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

const FIGURES = /[0-9a-f]{8}-[0-9a-f-]{27}|\d+(?:\.\d+)?/g;

function refusalCause({ status, code, message }: Evidence): RefusalCause {
  return { code: code ?? status ?? null, reason: message.replaceAll(FIGURES, '#') };
}
