import { apply } from '../../src/ledger/apply.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { emptyPortfolio } from '../../src/ledger/portfolio.ts';
import { isTerminal, type OrderState } from '../../src/orders/lifecycle.ts';
import { isOwnOrderId } from '../../src/orders/request.ts';

/** Rare events that the seeds must reach, or they prove nothing about them. */
export const SOMETIMES = [
  'unknown, then found',
  'unknown, then sent again and taken',
  'unknown, then abandoned',
  'abandoned, then it appears',
  'duplicate answered',
  'refused at the door',
  'withheld',
  'fill after cancel request',
  'fill after the end',
  'cancel refused',
  'cancel unanswered',
  'gap opened',
  'gap closed',
  'event before response',
  'quarantined, then understood',
  'external order adopted',
  'halted with orders open',
  'denied for want of cash',
  'held back after a refusal',
  'statement differs, then agrees',
  'difference taken in',
  'crash while recovering',
  'broker crash',
  'wall clock set',
  'middle of a day skipped',
  'trading day ended',
  'expired at the close',
  'crash at a statement',
  'statement failed',
] as const;

/** One of the rare events. */
export type Sometimes = (typeof SOMETIMES)[number];

/** Counts of the rare events. */
export type Counts = Map<Sometimes, number>;

/** Counts one rare event. */
export function count(counts: Counts, what: Sometimes, times = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + times);
}

/** Counts the rare events that a journal shows. */
export function countFrom(entries: readonly JournalEntry[], counts: Counts): void {
  const portfolio = emptyPortfolio();
  const resent = new Set<string>();
  for (const entry of entries) {
    const { body } = entry;
    const id = body.kind === 'order_event' ? body.event.order : undefined;
    const before = id === undefined ? undefined : portfolio.orders.get(id);
    const differed = portfolio.reconciled.drift.length > 0;
    apply(portfolio, entry);
    if (body.kind === 'external_order' && !isOwnOrderId(body.order.clientId)) {
      count(counts, 'external order adopted');
    } else if (body.kind === 'engine_state' && body.state === 'halted' && portfolio.open.size > 0) {
      count(counts, 'halted with orders open');
    } else if (body.kind === 'session' && body.phase === 'close') {
      count(counts, 'trading day ended');
    } else if (body.kind === 'reconciled' && body.drift.length === 0) {
      if (differed) count(counts, 'statement differs, then agrees');
    }
    if (body.kind !== 'order_event' || before === undefined) continue;
    const after = portfolio.orders.get(body.event.order)!;
    if (body.event.kind === 'sent') resent.add(body.event.order);
    countEvent(counts, { before, after, event: body.event, resent });
  }
}

function countEvent(
  counts: Counts,
  {
    before,
    after,
    event,
    resent,
  }: {
    readonly before: OrderState;
    readonly after: OrderState;
    readonly event: (JournalEntry['body'] & { kind: 'order_event' })['event'];
    readonly resent: ReadonlySet<string>;
  },
): void {
  const happened = (what: Sometimes, when: boolean): void => {
    if (when) count(counts, what);
  };
  const appears = event.kind === 'accepted' || event.kind === 'filled';
  const again = resent.has(event.order);
  happened('unknown, then found', before.status === 'unknown' && appears && !again);
  happened('unknown, then sent again and taken', again && appears && before.brokerId === null);
  happened('unknown, then abandoned', event.kind === 'abandoned');
  happened('abandoned, then it appears', before.status === 'abandoned' && appears);
  if (event.kind === 'outcome_unknown') {
    happened('duplicate answered', event.evidence.code === 40010001);
    happened('withheld', event.evidence.message.includes('not to be sent'));
  }
  if (event.kind === 'rejected') {
    happened('refused at the door', event.evidence.source === 'response');
  } else if (event.kind === 'denied') {
    happened('withheld', event.denials[0]?.code === 'risk.withheld');
    happened(
      'denied for want of cash',
      event.denials.some(({ code }) => code === 'risk.capital'),
    );
    happened(
      'held back after a refusal',
      event.denials.some(({ code }) => code === 'risk.refusal_backoff'),
    );
  } else if (event.kind === 'filled') {
    happened('fill after cancel request', before.cancel !== 'none');
    happened('fill after the end', isTerminal(before.status));
  }
  happened('expired at the close', event.kind === 'expired');
  happened('cancel refused', event.kind === 'cancel_refused');
  happened('cancel unanswered', event.kind === 'cancel_unknown');
  happened('gap opened', after.gap && !before.gap);
  happened('gap closed', before.gap && !after.gap);
  const early = event.kind === 'accepted' && event.evidence.source === 'stream';
  const unanswered = before.status === 'intent' || before.status === 'in_flight';
  happened('event before response', unanswered && (early || event.kind === 'filled'));
  happened(
    'quarantined, then understood',
    before.status === 'quarantined' && after.status !== 'quarantined',
  );
}
