import {
  type Money,
  notional,
  price,
  type Price,
  type Quantity,
  ZERO_MONEY,
} from '../../src/core/decimal.ts';
import { apply } from '../../src/ledger/apply.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { decodeEntry, encodeEntry } from '../../src/ledger/journal-codec.ts';
import { emptyPortfolio, type Portfolio } from '../../src/ledger/portfolio.ts';
import type { OrderEvent } from '../../src/orders/event.ts';
import { isTerminal, remaining } from '../../src/orders/lifecycle.ts';
import type { ClientOrderId, OrderRequest } from '../../src/orders/request.ts';
import { PUZZLE } from './house.ts';

/** The journal folded again from its text, with everything that was wrong at some prefix of it. */
export interface Folded {
  readonly portfolio: Portfolio;
  readonly findings: readonly string[];
}

/** Folds a journal and judges it entry by entry. */
export function foldedFrom(entries: readonly JournalEntry[]): Folded {
  const portfolio = emptyPortfolio();
  const findings: string[] = [];
  const reported = new Map<string, Quantity>();
  try {
    for (const entry of entries) {
      const { body } = entry;
      const id = body.kind === 'order_event' ? body.event.order : undefined;
      const before = id === undefined ? undefined : portfolio.orders.get(id)?.status;
      apply(portfolio, decodeEntry(encodeEntry(entry)));
      if (body.kind === 'order_event') {
        findings.push(...unnoticed(portfolio, body.event, reported));
        const ended = before !== undefined && !isTerminal(before) && hasEnded(portfolio, id!);
        findings.push(...proof(body.event, ended), ...lastWord(body.event));
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
  return { portfolio, findings };
}

/** Alpaca's number for a client id that is taken: the proof that there is such an order. */
const DUPLICATE = 40010001;

function hasEnded({ orders }: Portfolio, id: ClientOrderId): boolean {
  return isTerminal(orders.get(id)!.status);
}

/** INV-06: an end is the broker's word, or our own before anything was sent. */
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

/** INV-09: what the broker named as filled has been seen, or is known to be missing. */
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

/** A word that nobody knows is no reason to call an order working. */
function lastWord(event: OrderEvent): string[] {
  if (event.kind !== 'accepted' || !event.evidence.message.includes(PUZZLE)) return [];
  return [`B-09: ${event.order} was called working on the word "${PUZZLE}"`];
}

/**
 * INV-18, 19, 20: with every order that may be alive filled at the price that it names, cash
 * covers what was approved and nothing is sold that is not held. Orders without a price of their
 * own count as free here; the gate knows better.
 */
function worstCase(portfolio: Portfolio, approved: OrderRequest): string[] {
  let cost: Money = ZERO_MONEY;
  let selling = 0;
  for (const order of portfolio.open.values()) {
    const { request, status } = order;
    const left = remaining(order);
    if (isTerminal(status) || left === undefined) continue;
    if (request.side === 'buy') cost = cost.plus(notional(priceOf(request), left));
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
