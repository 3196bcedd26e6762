import {
  type Money,
  price,
  type Price,
  type Quantity,
  ZERO_MONEY,
} from '../../src/core/decimal.ts';
import { apply } from '../../src/ledger/apply.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { decodeEntry, encodeEntry } from '../../src/ledger/journal-codec.ts';
import { emptyPortfolio, type Portfolio } from '../../src/ledger/portfolio.ts';
import { notional } from '../../src/market/instrument.ts';
import type { OrderEvent } from '../../src/orders/event.ts';
import { isTerminal, remaining, isWaiting } from '../../src/orders/lifecycle.ts';
import type { ClientOrderId, OrderRequest } from '../../src/orders/request.ts';
import { PUZZLE } from './house.ts';
import { DayStartLaw } from './day-start-law.ts';
import { SumsLaw } from './sums-law.ts';

/** The state recomputed from the journal's text, with every violation found at some prefix. */
export interface Folded {
  readonly portfolio: Portfolio;
  readonly findings: readonly string[];
}

/** Replays a journal and checks it entry by entry. */
export function foldedFrom(entries: readonly JournalEntry[]): Folded {
  const portfolio = emptyPortfolio();
  const findings: string[] = [];
  const reported = new Map<string, Quantity>();
  const sums = new SumsLaw();
  const dayStart = new DayStartLaw();
  try {
    for (const entry of entries) {
      const { body } = entry;
      const id = body.kind === 'order_event' ? body.event.order : undefined;
      const before = id === undefined ? undefined : portfolio.orders.get(id)?.status;
      apply(portfolio, decodeEntry(encodeEntry(entry)));
      sums.see(portfolio, entry);
      dayStart.see(portfolio, entry);
      if (body.kind === 'order_event') {
        findings.push(...unnoticed(portfolio, body.event, reported));
        const ended = before !== undefined && !isTerminal(before) && hasEnded(portfolio, id!);
        findings.push(...proof(body.event, ended), ...lastWord(body.event));
        const { request } = portfolio.orders.get(id!)!;
        if (body.event.kind === 'sent' && request.waits !== undefined) {
          findings.push(...sentTooSoon(portfolio, request), ...worstCase(portfolio, request));
        }
      } else if (body.kind === 'reviewed' && body.verdict === 'approved') {
        if (portfolio.engine.state === 'halted') {
          findings.push(`INV-21: ${body.order} was approved by a halted engine`);
        }
        findings.push(...worstCase(portfolio, portfolio.orders.get(body.order)!.request));
      }
      if (portfolio.openedAt !== null && portfolio.cash.sign() < 0) {
        findings.push(`INV-18: cash is ${portfolio.cash.toString()} at entry ${entry.seq}`);
      }
    }
  } catch (error) {
    findings.push(`INV-33: the journal does not fold: ${String(error)}`);
  }
  findings.push(...sums.findings, ...dayStart.findings);
  return { portfolio, findings };
}

/** Alpaca's error code for a duplicate client id: proof that the order exists. */
const DUPLICATE = 40010001;

function hasEnded({ orders }: Portfolio, id: ClientOrderId): boolean {
  return isTerminal(orders.get(id)!.status);
}

/** INV-06: a final state comes from the broker, or from Quipu before anything was sent. */
function proof(event: OrderEvent, ended: boolean): string[] {
  if (!ended || event.kind === 'denied') return [];
  if (!('evidence' in event)) return [`INV-06: "${event.kind}" ended ${event.order}`];
  const { source, status, code } = event.evidence;
  const proven =
    code !== DUPLICATE &&
    event.kind !== 'outcome_unknown' &&
    source !== 'own_decision' &&
    (source !== 'response' || event.kind !== 'rejected' || (status ?? 0) < 500) &&
    (source !== 'response' || status !== undefined);
  return proven ? [] : [`INV-06: "${event.kind}" ended ${event.order} without a proof`];
}

/** INV-09: every fill that the broker reported was booked, or is known to be missing. */
function unnoticed(
  { orders }: Portfolio,
  event: OrderEvent,
  reported: Map<string, Quantity>,
): string[] {
  const told =
    event.kind === 'filled'
      ? event.fill.cumulative
      : event.kind === 'fill_gap'
        ? event.cumulative
        : undefined;
  const before = reported.get(event.order);
  if (told !== undefined && (before === undefined || before.lessThan(told))) {
    reported.set(event.order, told);
  }
  const most = reported.get(event.order);
  const { filled, gap } = orders.get(event.order)!;
  if (most === undefined || gap || !filled.lessThan(most)) return [];
  const [known, named] = [filled.toString(), most.toString()];
  return [`INV-09: ${event.order} has ${known} of ${named} filled and nobody misses the rest`];
}

/** An unrecognized status is no reason to call an order working. */
function lastWord(event: OrderEvent): string[] {
  if (event.kind !== 'accepted' || !event.evidence.message.includes(PUZZLE)) return [];
  return [`B-09: ${event.order} was called working on the word "${PUZZLE}"`];
}

function isWaitedFor(
  { id, waits }: OrderRequest,
  { orders }: Portfolio,
  other: ClientOrderId,
): boolean {
  return waits?.orders.includes(other) === true && isWaiting(orders.get(id)!);
}

/** INV-11: an order that waits leaves only when what it waits for has ended. */
function sentTooSoon({ open }: Portfolio, { id, waits }: OrderRequest): string[] {
  const before = waits!.orders.filter((other) => {
    const status = open.get(other)?.status;
    // One that may be alive for days is not waited for.
    return status !== undefined && status !== 'abandoned';
  });
  return before.map((other) => `INV-11: ${id} was sent before ${other} had ended`);
}

/**
 * INV-18, 19, 20: if every possibly live order filled at its own price, cash would cover the
 * approved buys and no sell would exceed the position. Orders without a price cost nothing here;
 * the gate estimates them.
 */
function worstCase(portfolio: Portfolio, approved: OrderRequest): string[] {
  let cost: Money = ZERO_MONEY;
  let selling = 0;
  for (const order of portfolio.open.values()) {
    const { request, status } = order;
    const left = remaining(order);
    if (isTerminal(status) || left === undefined) continue;
    // An exit that waits is approved for when these have ended; when it is sent, they have.
    if (request.id !== approved.id && isWaiting(order)) continue;
    if (isWaitedFor(approved, portfolio, request.id)) continue;
    if (request.side === 'buy')
      cost = cost.plus(notional(request.instrument, priceOf(request), left));
    else if (request.symbol === approved.symbol) selling += left.toNumber();
  }
  const findings: string[] = [];
  if (approved.side === 'buy' && portfolio.cash.lessThan(cost)) {
    const cash = portfolio.cash.toString();
    findings.push(`INV-19: ${approved.id} approved with ${cash}, ${cost.toString()} spoken for`);
  }
  const held = portfolio.holdings.get(approved.symbol)?.toNumber() ?? 0;
  if (approved.side === 'sell' && selling > held) {
    findings.push(`INV-20: ${approved.id} approved to sell ${selling} of ${held}`);
  }
  return findings;
}

const FREE = price(0);

function priceOf({ terms }: OrderRequest): Price {
  return 'limitPrice' in terms ? terms.limitPrice : FREE;
}
