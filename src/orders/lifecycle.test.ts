import { describe, expect, it } from 'vitest';
import { money, price, quantity } from '../core/decimal.ts';
import { epochMs } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { Evidence, ExecutionId, Fill, OrderEvent } from './event.ts';
import {
  approvedOrder,
  isIllegal,
  isTerminal,
  isPossiblyLive,
  type OrderState,
  type OrderStatus,
  plannedOrder,
  remaining,
  transition,
} from './lifecycle.ts';
import { type BookId, type BrokerOrderId, clientOrderId, isOwnOrderId } from './request.ts';

const AT = epochMs(1_700_000_000_000);
const ID = clientOrderId({ account: 'a', source: 'trend', key: 'k' });
const EVIDENCE: Evidence = { source: 'stream', message: 'the broker said so' };

function planned(): OrderState {
  return plannedOrder({
    id: ID,
    book: 'trend' as BookId,
    symbol: ticker('SPY'),
    instrument: instrumentOf(ticker('SPY')),
    side: 'buy',
    size: { kind: 'quantity', quantity: quantity(10) },
    terms: { type: 'market' },
    timeInForce: 'day',
    extendedHours: false,
    reason: 'a test',
    decidedAt: AT,
  });
}

function fill(shares: number, cumulative: number): Fill {
  return {
    id: `x${cumulative}` as ExecutionId,
    order: ID,
    symbol: ticker('SPY'),
    instrument: instrumentOf(ticker('SPY')),
    side: 'buy',
    quantity: quantity(shares),
    price: price('100.5'),
    at: AT,
    cumulative: quantity(cumulative),
  };
}

type Word =
  | 'approved'
  | 'denied'
  | 'sent'
  | 'accepted'
  | 'rejected'
  | 'refused'
  | 'fill4'
  | 'fill10'
  | 'canceled'
  | 'expired'
  | 'replaced'
  | 'unknown'
  | 'not_found'
  | 'cancel'
  | 'cancel_refused'
  | 'abandoned'
  | 'quarantined'
  | 'gap10';

const EVENTS: Readonly<Record<Exclude<Word, 'approved'>, OrderEvent>> = {
  denied: { kind: 'denied', at: AT, order: ID, denials: [{ code: 'risk.x', message: 'no' }] },
  sent: { kind: 'sent', at: AT, order: ID, attempt: 2 },
  accepted: {
    kind: 'accepted',
    at: AT,
    order: ID,
    brokerId: 'b' as BrokerOrderId,
    status: 'new',
    evidence: EVIDENCE,
  },
  rejected: { kind: 'rejected', at: AT, order: ID, evidence: EVIDENCE },
  refused: {
    kind: 'rejected',
    at: AT,
    order: ID,
    evidence: { source: 'response', status: 403, message: 'insufficient buying power' },
  },
  fill4: {
    kind: 'filled',
    at: AT,
    order: ID,
    fill: fill(4, 4),
    complete: false,
    evidence: EVIDENCE,
  },
  fill10: {
    kind: 'filled',
    at: AT,
    order: ID,
    fill: fill(6, 10),
    complete: true,
    evidence: EVIDENCE,
  },
  canceled: { kind: 'canceled', at: AT, order: ID, evidence: EVIDENCE },
  expired: { kind: 'expired', at: AT, order: ID, evidence: EVIDENCE },
  replaced: { kind: 'replaced', at: AT, order: ID, by: 'other', evidence: EVIDENCE },
  unknown: { kind: 'outcome_unknown', at: AT, order: ID, attempt: 1, evidence: EVIDENCE },
  not_found: { kind: 'not_found', at: AT, order: ID, evidence: EVIDENCE },
  cancel: { kind: 'cancel_requested', at: AT, order: ID, reason: 'enough' },
  cancel_refused: { kind: 'cancel_refused', at: AT, order: ID, evidence: EVIDENCE },
  abandoned: { kind: 'abandoned', at: AT, order: ID, reason: 'too old' },
  quarantined: { kind: 'quarantined', at: AT, order: ID, evidence: EVIDENCE },
  gap10: { kind: 'fill_gap', at: AT, order: ID, cumulative: quantity(10), evidence: EVIDENCE },
};

function live(story: string): OrderState | string {
  let order = planned();
  for (const word of story.split(' ').filter((part) => part !== '')) {
    if (word === 'approved') {
      order = approvedOrder(order, AT);
      continue;
    }
    const next = transition(order, EVENTS[word as Exclude<Word, 'approved'>]);
    if (isIllegal(next)) return `illegal after ${order.status}: ${word}`;
    order = next;
  }
  return order;
}

describe('the table of order states', () => {
  it.each<[string, OrderStatus, string]>([
    // story                                              status         filled
    ['', 'planned', '0'],
    ['denied', 'denied', '0'],
    ['approved', 'intent', '0'],
    ['approved denied', 'denied', '0'],
    ['approved accepted', 'working', '0'],
    ['approved accepted accepted', 'working', '0'],
    ['approved rejected', 'rejected', '0'],
    ['approved accepted rejected', 'rejected', '0'],
    ['approved accepted fill4', 'partial', '4'],
    ['approved accepted fill4 fill10', 'filled', '10'],
    // the order of reports does not matter
    ['approved accepted fill10 fill4', 'filled', '10'],
    // repeated reports are booked once
    ['approved accepted fill4 fill4 fill10 fill4 fill10', 'filled', '10'],
    // an execution may arrive before the answer that created the order
    ['approved fill4 accepted', 'partial', '4'],
    ['approved fill4 fill10 accepted', 'filled', '10'],
    ['approved accepted canceled', 'canceled', '0'],
    ['approved accepted fill4 canceled', 'canceled', '4'],
    ['approved accepted expired', 'expired', '0'],
    ['approved accepted replaced', 'replaced', '0'],
    // a late execution is booked, the order stays ended
    ['approved accepted canceled fill4', 'canceled', '4'],
    ['approved accepted canceled canceled', 'canceled', '0'],
    // a full fill is a full fill, in any order of reports
    ['approved accepted fill4 fill10 canceled', 'filled', '10'],
    ['approved accepted fill4 canceled fill10', 'filled', '10'],
    ['approved accepted fill4 fill10 expired', 'filled', '10'],
    // rejected on submission, and a late copy of the same request was accepted after all
    ['approved refused', 'rejected', '0'],
    ['approved refused accepted', 'working', '0'],
    ['approved refused fill4', 'partial', '4'],
    ['approved refused accepted canceled', 'canceled', '0'],
    // an order that the broker took and then rejected does not come back
    ['approved accepted rejected accepted', 'rejected', '0'],
    // only a broker response settles an unknown order
    ['approved unknown', 'unknown', '0'],
    ['approved unknown not_found', 'unknown', '0'],
    ['approved unknown accepted', 'working', '0'],
    ['approved unknown fill4', 'partial', '4'],
    ['approved unknown sent', 'in_flight', '0'],
    ['approved unknown sent unknown', 'unknown', '0'],
    ['approved unknown abandoned', 'abandoned', '0'],
    ['approved unknown abandoned accepted', 'working', '0'],
    ['approved unknown abandoned fill4', 'partial', '4'],
    ['approved unknown rejected', 'rejected', '0'],
    // an answer that comes after the stream reported more changes nothing
    ['approved accepted unknown', 'working', '0'],
    ['approved accepted cancel', 'working', '0'],
    ['approved accepted cancel cancel_refused', 'working', '0'],
    ['approved accepted quarantined', 'quarantined', '0'],
    ['approved accepted quarantined accepted', 'working', '0'],
    ['approved accepted fill4 fill10 quarantined', 'filled', '10'],
  ])('%s is %s with %s filled', (story, status, filled) => {
    const order = live(story);
    expect(typeof order === 'string' ? order : order.status).toBe(status);
    if (typeof order !== 'string') expect(order.filled.toString()).toBe(filled);
  });

  it.each([
    ['accepted', 'illegal after planned: accepted'],
    ['fill4', 'illegal after planned: fill4'],
    ['denied accepted', 'illegal after denied: accepted'],
    ['denied fill4', 'illegal after denied: fill4'],
    ['approved accepted denied', 'illegal after working: denied'],
    ['approved accepted canceled expired', 'illegal after canceled: expired'],
    ['approved rejected canceled', 'illegal after rejected: canceled'],
    ['approved accepted fill4 fill10 rejected', 'illegal after filled: rejected'],
    ['approved accepted canceled sent', 'illegal after canceled: sent'],
    ['approved accepted abandoned', 'illegal after working: abandoned'],
  ])('%s is a contradiction, returned as a value', (story, found) => {
    expect(live(story)).toBe(found);
  });

  it('a fill on an ended order is flagged late and its money is counted', () => {
    const order = live('approved accepted canceled fill4') as OrderState;
    expect(order.lateFill).toBe(true);
    expect(order.filledValue.equals(money('402'))).toBe(true);
  });

  it('a gap closes when the executions that the broker reported have all arrived', () => {
    expect((live('approved accepted gap10') as OrderState).gap).toBe(true);
    expect((live('approved accepted fill4 gap10') as OrderState).gap).toBe(true);
    expect((live('approved accepted fill4 gap10 fill10') as OrderState).gap).toBe(false);
    expect((live('approved accepted fill4 fill10 gap10') as OrderState).gap).toBe(false);
    // An earlier execution does not close what a later one opened.
    expect((live('approved accepted gap10 fill4') as OrderState).gap).toBe(true);
    expect((live('approved accepted gap10 fill4 fill10') as OrderState).gap).toBe(false);
    // An execution that names more than was seen opens a gap alone.
    expect((live('approved accepted fill10') as OrderState).gap).toBe(true);
    expect((live('approved accepted fill10 fill4') as OrderState).gap).toBe(false);
  });

  it('counts an order as possibly alive from approval to a proven end', () => {
    const alive = [
      'intent',
      'in_flight',
      'unknown',
      'working',
      'partial',
      'quarantined',
      'abandoned',
    ];
    const statuses: readonly OrderStatus[] = [
      'planned',
      'intent',
      'in_flight',
      'unknown',
      'working',
      'partial',
      'quarantined',
      'abandoned',
      'denied',
      'rejected',
      'filled',
      'canceled',
      'expired',
      'replaced',
    ];
    expect(statuses.filter((status) => isPossiblyLive(status))).toEqual(alive);
    expect(statuses.filter((status) => isTerminal(status))).toEqual(statuses.slice(8));
  });

  it('knows what may still be executed', () => {
    expect(remaining(live('approved accepted fill4') as OrderState)?.toString()).toBe('6');
  });
});

describe('client order ids', () => {
  it('are the same for the same decision, and other for any other', () => {
    const one = { account: 'a', source: 'trend', key: '1|SPY|buy|0' };
    expect(clientOrderId(one)).toBe(clientOrderId({ ...one }));
    const others = [
      { ...one, account: 'b' },
      { ...one, source: 'trenD2' },
      { ...one, key: '1|SPY|buy|1' },
    ];
    const ids = new Set([one, ...others].map((decision) => clientOrderId(decision)));
    expect(ids.size).toBe(4);
  });

  it('fit the oldest client and carry our prefix', () => {
    const id = clientOrderId({ account: 'a'.repeat(99), source: 'A very long name!', key: 'k' });
    expect(id).toMatch(/^qp1-averylon-[a-z2-7]{25}$/);
    expect(id.length).toBeLessThanOrEqual(48);
    expect(isOwnOrderId(id)).toBe(true);
    expect(isOwnOrderId('web-123')).toBe(false);
  });
});

describe('the time of the last change', () => {
  it.each(Object.keys(EVENTS) as (keyof typeof EVENTS)[])(
    'is never before the decision, whatever clock an event has: %s',
    (word) => {
      const early = { ...EVENTS[word], at: epochMs(AT - 5_000) };
      const states = [planned(), approvedOrder(planned(), AT)];
      for (const order of [
        ...states,
        ...states.map((one) => ({ ...one, status: 'unknown' as const })),
      ]) {
        const after = transition(order, early);
        if (!isIllegal(after)) expect(after.updatedAt).toBe(AT);
      }
    },
  );

  it('advances with an event that is later', () => {
    const later = { ...EVENTS.rejected, at: epochMs(AT + 5_000) };
    expect(transition(approvedOrder(planned(), AT), later)).toMatchObject({
      updatedAt: AT + 5_000,
    });
  });
});
