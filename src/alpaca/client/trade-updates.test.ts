import { describe, expect, test } from 'vitest';
import { wireOrder } from '../../../tests/support/scripted-alpaca.ts';
import { price, quantity } from '../../core/decimal.ts';
import { epochMs } from '../../core/time.ts';
import type { BrokerEvent } from '../../engine/ports.ts';
import { parseOrder } from '../wire/order.ts';
import type { TradeUpdate } from '../wire/trading-stream.ts';
import { brokerEvents, createFillTracker, type FillTracker } from './trade-updates.ts';

const at = epochMs(Date.parse('2024-01-02T14:32:00Z'));

function update(event: string, changes: Readonly<Record<string, unknown>> = {}): TradeUpdate {
  return {
    kind: 'trade_update',
    event,
    at,
    order: parseOrder(wireOrder(changes)),
    executionId: null,
    quantity: null,
    price: null,
    positionQuantity: null,
    reason: '',
  };
}

function fill(size: string, cumulative: string, id = `x-${cumulative}`): TradeUpdate {
  const status = cumulative === '10' ? 'filled' : 'partially_filled';
  return {
    ...update(status === 'filled' ? 'fill' : 'partial_fill', { filled_qty: cumulative, status }),
    executionId: id,
    quantity: quantity(size),
    price: price('100.25'),
  };
}

/** Returns the kinds of the order events that updates produce. */
function kinds(updates: readonly TradeUpdate[], tracker: FillTracker = createFillTracker()) {
  return updates.flatMap((each) => brokerEvents(each, tracker)).map(kindOf);
}

function kindOf(event: BrokerEvent): string {
  return event.kind === 'order' ? event.event.kind : event.kind;
}

describe('an update of the trading stream', () => {
  test.each([
    ['new', 'new', 'accepted'],
    ['accepted', 'accepted', 'accepted'],
    ['pending_new', 'pending_new', 'accepted'],
    ['stopped', 'stopped', 'accepted'],
    ['suspended', 'suspended', 'accepted'],
    ['calculated', 'calculated', 'accepted'],
    ['held', 'held', 'accepted'],
    ['done_for_day', 'done_for_day', 'accepted'],
    ['pending_cancel', 'pending_cancel', 'accepted'],
    ['pending_replace', 'pending_replace', 'accepted'],
    ['restated', 'new', 'accepted'],
    ['order_replace_rejected', 'new', 'accepted'],
    ['order_cancel_rejected', 'new', 'cancel_refused'],
    ['canceled', 'canceled', 'canceled'],
    ['canceled', 'pending_cancel', 'canceled'],
    ['expired', 'expired', 'expired'],
    ['rejected', 'rejected', 'rejected'],
    ['replaced', 'replaced', 'replaced'],
    ['replaced', 'new', 'accepted'],
    ['trade_bust', 'filled', 'quarantined'],
    ['trade_correct', 'filled', 'quarantined'],
    ['levitated', 'new', 'quarantined'],
    ['restated', 'levitating', 'quarantined'],
  ])('%s with status %s is %s', (event, status, kind) => {
    expect(kinds([update(event, { status })])).toEqual([kind]);
  });

  test('of an execution carries all its fields, and marks the order’s last one', () => {
    const events = brokerEvents(fill('4', '4'), createFillTracker());
    expect(events).toMatchObject([
      { kind: 'order', event: { kind: 'filled', complete: false, at } },
    ]);
    const [reported] = brokerEvents(fill('10', '10'), createFillTracker());
    expect(reported).toMatchObject({
      event: {
        complete: true,
        fill: {
          id: 'x-10',
          order: 'qp1-test-1',
          quantity: quantity('10'),
          price: price('100.25'),
          cumulative: quantity('10'),
        },
      },
    });
  });

  test('of an order that is not ours is external, with its execution', () => {
    const [event] = brokerEvents(update('new', { client_order_id: 'web-1' }), createFillTracker());
    expect(event).toMatchObject({ kind: 'external', order: { clientId: 'web-1', fills: [] } });
  });

  test('of a replacement names the new order', () => {
    const changes = { status: 'new', replaced_by: 'order-2' };
    const [event] = brokerEvents(update('replaced', changes), createFillTracker());
    expect(event).toMatchObject({ event: { kind: 'replaced', by: 'order-2' } });
  });
});

describe('the count of executions', () => {
  test('reports a missing one until it is read elsewhere', () => {
    const tracker = createFillTracker();
    expect(kinds([fill('4', '4'), fill('3', '9')], tracker)).toEqual([
      'filled',
      'filled',
      'fill_gap',
    ]);
    expect(kinds([fill('1', '10')], tracker)).toEqual(['filled', 'fill_gap']);
    tracker.caughtUp(fill('1', '10').order.id, quantity('10'));
    expect(kinds([fill('1', '10')], tracker)).toEqual(['filled']);
  });

  test('accepts duplicate and late fills', () => {
    const seen = [fill('4', '4'), fill('6', '10'), fill('4', '4'), fill('6', '10')];
    expect(kinds(seen)).toEqual(['filled', 'filled', 'filled', 'filled']);
  });

  test('reports missing executions when an order ends', () => {
    expect(kinds([update('canceled', { status: 'canceled', filled_qty: '3' })])).toEqual([
      'fill_gap',
      'canceled',
    ]);
  });

  test('requests an execution that the stream sent incomplete', () => {
    expect(kinds([{ ...fill('4', '4'), price: null }])).toEqual(['fill_gap']);
  });
});
