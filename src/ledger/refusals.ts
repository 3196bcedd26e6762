import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Denial, Evidence } from '../orders/event.ts';
import { type BookId, MANUAL_BOOK, type OrderRequest, type Side } from '../orders/request.ts';

/** A denial by our own gate that stands for all like it. */
export interface StandingDenial {
  /** Codes of the denials, which decide what is alike. */
  readonly cause: string;
  readonly message: string;
  readonly at: EpochMs;
}

/** The broker's refusals of like orders, one after another. */
export interface BrokerRefusal {
  /** The broker's code and words without their figures, which decide what is alike. */
  readonly cause: string;
  readonly message: string;
  /** How many in a row for this cause, from 1. */
  readonly times: number;
  readonly at: EpochMs;
}

/** What stands against a strategy's orders on one side of one symbol. */
export interface Refusal {
  readonly book: BookId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly denied: StandingDenial | null;
  readonly broker: BrokerRefusal | null;
}

/** Refusals by book, symbol and side: part of the fold, so that a restart does not forget them. */
export type Refusals = Map<string, Refusal>;

type Source = Pick<OrderRequest, 'book' | 'symbol' | 'side'>;

function keyOf({ book, symbol, side }: Source): string {
  return `${book} ${symbol} ${side}`;
}

/** What stands against an order, undefined when nothing does. */
export function refusalOf(refusals: Refusals, order: Source): Refusal | undefined {
  // Mostly there is none, and then no key is made.
  return refusals.size === 0 ? undefined : refusals.get(keyOf(order));
}

/** Whether a strategy's order is denied as the one before it was, so that nothing is new in it. */
export function isToldAlready(
  refusals: Refusals,
  order: Source,
  denials: readonly Denial[],
): boolean {
  return refusalOf(refusals, order)?.denied?.cause === causeOf(denials);
}

/** Takes in a denial; a person's orders are answered one by one and leave nothing. */
export function noteDenied(
  refusals: Refusals,
  order: OrderRequest,
  { denials, at }: { readonly denials: readonly Denial[]; readonly at: EpochMs },
): void {
  if (order.book === MANUAL_BOOK) return;
  const { book, symbol, side } = order;
  const broker = refusalOf(refusals, order)?.broker ?? null;
  const message = denials.map((denial) => denial.message).join(' ');
  const denied = { cause: causeOf(denials), message, at };
  refusals.set(keyOf(order), { book, symbol, side, denied, broker });
}

/** Takes in a refusal by the broker, counted while its cause stays the same. */
export function noteRefused(
  refusals: Refusals,
  order: OrderRequest,
  { evidence, at }: { readonly evidence: Evidence; readonly at: EpochMs },
): void {
  if (order.book === MANUAL_BOOK) return;
  const { book, symbol, side } = order;
  const cause = brokerCause(evidence);
  const before = refusalOf(refusals, order)?.broker;
  const times = before?.cause === cause ? before.times + 1 : 1;
  const broker = { cause, message: evidence.message, times, at };
  refusals.set(keyOf(order), { book, symbol, side, denied: null, broker });
}

/**
 * The broker took an order, so that our own denial of its like does not stand any more.
 *
 * The broker's refusals do: it may take an order and reject it a moment later, again and again.
 */
export function noteTaken(refusals: Refusals, order: Source): void {
  const stands = refusalOf(refusals, order);
  if (stands === undefined) return;
  if (stands.broker === null) refusals.delete(keyOf(order));
  else if (stands.denied !== null) refusals.set(keyOf(order), { ...stands, denied: null });
}

/** An order was executed: nothing stands against its like any more. */
export function noteFilled(refusals: Refusals, order: Source): void {
  if (refusals.size > 0) refusals.delete(keyOf(order));
}

/** Forgets what stood against the orders of a book that a person has just set going or stopped. */
export function forgetBook(refusals: Refusals, book: BookId): void {
  for (const [key, refusal] of refusals) if (refusal.book === book) refusals.delete(key);
}

/** A second like order is a duplicate of the first beside whatever else it is. */
function causeOf(denials: readonly Denial[]): string {
  const codes = denials.map(({ code }) => code);
  const others = codes.filter((code) => code !== 'risk.duplicate');
  return (others.length === 0 ? codes : others).join(' ');
}

const FIGURES = /[0-9a-f]{8}-[0-9a-f-]{27}|\d+(?:\.\d+)?/g;

function brokerCause({ status, code, message }: Evidence): string {
  return `${code ?? status ?? ''} ${message.replaceAll(FIGURES, '#')}`;
}
