import { describe, expect, it } from 'vitest';
import { Decimal, money, price, quantity } from '../core/decimal.ts';
import { type EpochMs, epochMs } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import {
  type Evidence,
  type ExecutionId,
  type Fill,
  isWorking,
  type OrderEvent,
  WORKING_STATUSES,
} from './event.ts';
import {
  approvedOrder,
  hasFill,
  isIllegal,
  type OrderState,
  plannedOrder,
  rejectedOnSubmit,
  remaining,
  transition,
} from './lifecycle.ts';
import { type BookId, type BrokerOrderId, clientOrderId, type OrderRequest } from './request.ts';

const DECIDED = epochMs(1_700_000_000_000);
const SENT = epochMs(1_700_000_001_000);
const LATER = epochMs(1_700_000_002_000);
const ID = clientOrderId({ account: 'a', source: 'trend', key: 'k' });

const REQUEST: OrderRequest = {
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
  decidedAt: DECIDED,
};

const NOTIONAL: OrderRequest = { ...REQUEST, size: { kind: 'notional', notional: money(1000) } };

function says(message: string): Evidence {
  return { source: 'stream', message };
}

function fillOf(shares: number, cumulative: number, id = `x${cumulative}`): Fill {
  return {
    id: id as ExecutionId,
    order: ID,
    symbol: REQUEST.symbol,
    instrument: REQUEST.instrument,
    side: 'buy',
    quantity: quantity(shares),
    price: price('100.5'),
    at: LATER,
    cumulative: quantity(cumulative),
  };
}

type Kind = OrderEvent['kind'];
type Change = { readonly [K in Kind]: Partial<Extract<OrderEvent, { kind: K }>> }[Kind];

/** An event with the message "<kind>", unless the test says otherwise. */
function event(kind: Kind, at: EpochMs, change: Change = {}): OrderEvent {
  const base = { at, order: ID, kind, evidence: says(kind), attempt: 1, reason: kind };
  const known = { brokerId: 'b1' as BrokerOrderId, status: 'new', by: 'other', denials: [] };
  return { ...base, ...known, ...change } as unknown as OrderEvent; // each kind reads its own fields
}

function after(order: OrderState, next: OrderEvent): OrderState {
  const answer = transition(order, next);
  if (isIllegal(answer)) throw new Error(answer.found);
  return answer;
}

function orderIn(status: OrderState['status'], request = REQUEST): OrderState {
  const intent = approvedOrder(plannedOrder(request), SENT);
  const working = after(intent, event('accepted', SENT));
  switch (status) {
    case 'planned':
      return plannedOrder(request);
    case 'intent':
      return intent;
    case 'in_flight':
      return after(intent, event('sent', SENT));
    case 'unknown':
      return after(intent, event('outcome_unknown', SENT));
    case 'abandoned':
      return after(orderIn('unknown', request), event('abandoned', SENT));
    case 'denied':
      return after(plannedOrder(request), event('denied', SENT));
    case 'partial':
      return after(working, event('filled', SENT, { fill: fillOf(4, 4), complete: false }));
    case 'filled':
      return after(working, event('filled', SENT, { fill: fillOf(10, 10), complete: true }));
    case 'working':
      return working;
    case 'quarantined':
    case 'rejected':
    case 'canceled':
    case 'expired':
    case 'replaced':
      return after(working, event(status, SENT));
  }
}

/** The fields that an event changes, exact numbers as text; the found state when it is illegal. */
function changes(order: OrderState, next: OrderEvent): unknown {
  const answer = transition(order, next);
  if (isIllegal(answer)) return answer;
  if (answer === order) return 'nothing';
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name, value]) => value !== order[name as keyof OrderState])
      .map(([name, value]) => [
        name,
        value instanceof Decimal ? value.toString() : (value as unknown),
      ]),
  );
}

describe('an order that was never sent', () => {
  it('has no fills, no denials, no gap and no cancel', () => {
    const { filled, filledValue, reported, ...rest } = plannedOrder(REQUEST);
    expect([filled, filledValue, reported].map(String)).toEqual(['0', '0', '0']);
    expect(rest).toEqual({
      request: REQUEST,
      status: 'planned',
      cancel: 'none',
      brokerId: null,
      brokerStatus: null,
      statedAt: 0,
      fills: [],
      lateFill: false,
      gap: false,
      denials: [],
      evidence: null,
      attempts: 0,
      updatedAt: DECIDED,
    });
  });

  it('counts its first attempt when the gate approves it', () => {
    expect(approvedOrder(plannedOrder(REQUEST), SENT)).toEqual({
      ...plannedOrder(REQUEST),
      status: 'intent',
      attempts: 1,
      updatedAt: SENT,
    });
  });

  it('keeps the denials of the control that stopped it', () => {
    const denials = [{ code: 'risk.max_order_value', message: 'too large' }];
    for (const status of ['planned', 'intent'] as const) {
      expect(changes(orderIn(status), event('denied', LATER, { denials }))).toEqual({
        status: 'denied',
        denials,
        updatedAt: LATER,
      });
    }
  });

  it('cannot end by a broker response', () => {
    for (const kind of ['rejected', 'canceled', 'expired', 'replaced'] as const) {
      expect(changes(orderIn('planned'), event(kind, LATER))).toEqual({
        illegal: true,
        found: `Order ${ID} is planned; "${kind}" does not follow it.`,
      });
    }
    expect(changes(orderIn('planned'), event('sent', LATER))).toMatchObject({ illegal: true });
  });
});

describe('the broker accepts', () => {
  it('gives the order its broker id and status', () => {
    expect(changes(orderIn('in_flight'), event('accepted', LATER, { status: 'held' }))).toEqual({
      status: 'working',
      brokerId: 'b1',
      brokerStatus: 'held',
      statedAt: LATER,
      evidence: says('accepted'),
      updatedAt: LATER,
    });
  });

  it('binds the broker id of an ended order and changes nothing else', () => {
    const ended = orderIn('canceled');
    expect(changes(ended, event('accepted', LATER))).toBe('nothing');
    const other = event('accepted', LATER, { brokerId: 'b2' as BrokerOrderId });
    expect(changes(ended, other)).toEqual({ brokerId: 'b2' });
  });
});

describe('a rejection on submit', () => {
  const rejectedBy = (evidence: Evidence): OrderState =>
    after(orderIn('in_flight'), event('rejected', SENT, { evidence }));

  it.each<[Evidence, boolean]>([
    [{ source: 'response', status: 400, message: '' }, true],
    [{ source: 'response', status: 422, message: '' }, true],
    [{ source: 'response', status: 399, message: '' }, false],
    [{ source: 'response', message: '' }, false],
    [{ source: 'stream', status: 422, message: '' }, false],
    [{ source: 'query', status: 422, message: '' }, false],
  ])('is an HTTP error to the request itself: %j is %s', (evidence, isOne) => {
    expect(rejectedOnSubmit(rejectedBy(evidence))).toBe(isOne);
  });

  it('is not any other state that ends with an HTTP error', () => {
    const evidence: Evidence = { source: 'response', status: 422, message: '' };
    expect(rejectedOnSubmit({ ...orderIn('working'), evidence })).toBe(false);
    expect(rejectedOnSubmit({ ...orderIn('canceled'), evidence })).toBe(false);
    expect(rejectedOnSubmit({ ...orderIn('rejected'), evidence: null })).toBe(false);
  });
});

describe('an execution', () => {
  it('adds shares and money, and says what the broker reported', () => {
    const fill = fillOf(4, 4);
    expect(changes(orderIn('working'), event('filled', LATER, { fill, complete: false }))).toEqual({
      status: 'partial',
      filled: '4',
      filledValue: '402',
      fills: [fill],
      reported: '4',
      evidence: says('filled'),
      updatedAt: LATER,
    });
  });

  it('is the same one when its id or its cumulative quantity is the same', () => {
    const order = orderIn('partial');
    expect(hasFill(order, fillOf(4, 4, 'x4'))).toBe(true);
    expect(hasFill(order, fillOf(4, 4, 'another id'))).toBe(true);
    expect(hasFill(order, fillOf(4, 8, 'x4'))).toBe(true);
    expect(hasFill(order, fillOf(4, 8, 'x8'))).toBe(false);
  });

  it('is late only on an order that has ended', () => {
    const late = (order: OrderState): boolean =>
      after(order, event('filled', LATER, { fill: fillOf(2, 6), complete: false })).lateFill;
    expect(late(orderIn('working'))).toBe(false);
    expect(late(orderIn('partial'))).toBe(false);
    expect(late(orderIn('canceled'))).toBe(true);
    expect(late({ ...orderIn('partial'), lateFill: true })).toBe(true);
  });

  it('fills an order by quantity when the shares are all there', () => {
    const status = (shares: number, complete: boolean): string =>
      after(orderIn('working'), event('filled', LATER, { fill: fillOf(shares, shares), complete }))
        .status;
    expect(status(9, true)).toBe('partial');
    expect(status(10, false)).toBe('filled');
    expect(status(11, false)).toBe('filled');
  });

  it('fills an order by amount when the broker calls it complete', () => {
    const status = (complete: boolean): string =>
      after(
        orderIn('working', NOTIONAL),
        event('filled', LATER, { fill: fillOf(9.95, 9.95), complete }),
      ).status;
    expect(status(false)).toBe('partial');
    expect(status(true)).toBe('filled');
  });

  it('leaves the rest of an order by quantity, and an unknown rest of one by amount', () => {
    expect(remaining(orderIn('partial'))?.toString()).toBe('6');
    expect(remaining(orderIn('partial', NOTIONAL))).toBeUndefined();
  });
});

describe('a cancel', () => {
  it('is requested, refused or of unknown outcome on a working order', () => {
    const order = orderIn('working');
    expect(changes(order, event('cancel_requested', LATER))).toEqual({
      cancel: 'requested',
      updatedAt: LATER,
    });
    const asked = after(order, event('cancel_requested', SENT));
    expect(changes(asked, event('cancel_refused', LATER))).toEqual({
      cancel: 'refused',
      evidence: says('cancel_refused'),
    });
    expect(changes(asked, event('cancel_unknown', LATER))).toEqual({
      cancel: 'unknown',
      evidence: says('cancel_unknown'),
    });
  });

  it.each(['cancel_refused', 'cancel_unknown'] as const)('%s changes nothing twice', (kind) => {
    const once = after(orderIn('working'), event(kind, SENT));
    expect(changes(once, event(kind, LATER))).toBe('nothing');
  });

  it('changes nothing on an ended order', () => {
    for (const kind of ['cancel_requested', 'cancel_refused', 'cancel_unknown'] as const) {
      expect(changes(orderIn('filled'), event(kind, LATER))).toBe('nothing');
    }
  });
});

describe('the end of an order', () => {
  it.each(['rejected', 'canceled', 'expired', 'replaced'] as const)(
    '%s keeps the broker response that proves it',
    (kind) => {
      expect(changes(orderIn('working'), event(kind, LATER))).toEqual({
        status: kind,
        evidence: says(kind),
        updatedAt: LATER,
      });
      expect(changes(orderIn(kind), event(kind, LATER))).toBe('nothing');
    },
  );
});

describe('an unknown outcome', () => {
  it('keeps what was found and counts the next attempt', () => {
    const unknown = orderIn('unknown');
    expect(changes(orderIn('in_flight'), event('outcome_unknown', LATER))).toEqual({
      status: 'unknown',
      evidence: says('outcome_unknown'),
      updatedAt: LATER,
    });
    expect(changes(unknown, event('not_found', LATER))).toEqual({ evidence: says('not_found') });
    expect(changes(unknown, event('sent', LATER, { attempt: 2 }))).toEqual({
      status: 'in_flight',
      attempts: 2,
      updatedAt: LATER,
    });
    expect(changes(unknown, event('abandoned', LATER))).toEqual({
      status: 'abandoned',
      updatedAt: LATER,
    });
  });
});

describe('a response that nobody understands', () => {
  it('quarantines a working order and keeps the response', () => {
    expect(changes(orderIn('working'), event('quarantined', LATER))).toEqual({
      status: 'quarantined',
      evidence: says('quarantined'),
      updatedAt: LATER,
    });
    // The same response before quarantine proves nothing about the state.
    const working = { ...orderIn('working'), evidence: says('quarantined') };
    expect(changes(working, event('quarantined', LATER))).toMatchObject({ status: 'quarantined' });
    expect(changes({ ...working, evidence: null }, event('quarantined', LATER))).toMatchObject({
      status: 'quarantined',
    });
  });

  it('is kept once while the order is quarantined', () => {
    const order = orderIn('quarantined');
    expect(changes(order, event('quarantined', LATER))).toBe('nothing');
    const other = event('quarantined', LATER, { evidence: says('another') });
    expect(changes(order, other)).toEqual({ evidence: says('another'), updatedAt: LATER });
  });

  it('leaves an ended order ended, with the response on record', () => {
    const order = orderIn('canceled');
    expect(changes(order, event('quarantined', LATER))).toEqual({ evidence: says('quarantined') });
    const same = { ...order, evidence: says('quarantined') };
    expect(changes(same, event('quarantined', LATER))).toBe('nothing');
    const denied = orderIn('denied');
    expect(changes(denied, event('quarantined', LATER))).toEqual({ evidence: says('quarantined') });
  });
});

describe('a gap of fills', () => {
  const gap = (cumulative: number): OrderEvent =>
    event('fill_gap', LATER, { cumulative: quantity(cumulative) });

  it('opens when the broker reports more than is booked', () => {
    expect(changes(orderIn('partial'), gap(6))).toEqual({
      reported: '6',
      gap: true,
      evidence: says('fill_gap'),
    });
  });

  it('is not reopened by a report that is no news', () => {
    const order = after(orderIn('partial'), gap(6));
    expect(changes(order, gap(6))).toBe('nothing');
    expect(changes(order, gap(5))).toBe('nothing');
    expect(changes(order, gap(7))).toMatchObject({ reported: '7' });
    expect(changes(orderIn('partial'), gap(4))).toBe('nothing');
  });
});

describe('a working status', () => {
  it('is one of the list that rests or waits at the broker', () => {
    for (const status of WORKING_STATUSES) expect(isWorking(status)).toBe(true);
    for (const status of ['filled', 'canceled', 'rejected', '', 'New']) {
      expect(isWorking(status)).toBe(false);
    }
  });
});
