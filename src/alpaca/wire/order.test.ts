import { describe, expect, test } from 'vitest';
import { price, quantity } from '../../core/decimal.ts';
import { epochMs } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId, ClientOrderId, OrderRequest } from '../../orders/request.ts';
import { activityId, executionIdOf } from './activity.ts';
import { parseErrorBody, toWireError } from './error-body.ts';
import { parseOrder, toBrokerOrder, toWireOrder } from './order.ts';
import { parseNewOrder, toNewOrder, toOrderPatch } from './order-request.ts';

const request: OrderRequest = {
  id: 'qp1-sma-abc' as ClientOrderId,
  book: 'trend' as BookId,
  symbol: ticker('SPY'),
  instrument: instrumentOf(ticker('SPY')),
  side: 'buy',
  size: { kind: 'quantity', quantity: quantity('2.50') },
  terms: { type: 'stop_limit', stopPrice: price('101.00'), limitPrice: price('102.10') },
  timeInForce: 'day',
  extendedHours: false,
  reason: 'fast above slow',
  decidedAt: epochMs(0),
};

/** The smallest order that Alpaca may report. */
const bare = {
  id: 'a',
  client_order_id: 'mine',
  created_at: '2026-11-20T15:00:00.123456789Z',
  symbol: 'SPY',
  filled_qty: '0',
  side: 'buy',
  type: 'market',
  time_in_force: 'day',
  qty: '1',
  status: 'new',
};

describe('an order request', () => {
  test('is sent with minimal decimals, and without its reason and book', () => {
    expect(toNewOrder(request)).toEqual({
      symbol: 'SPY',
      side: 'buy',
      type: 'stop_limit',
      stop_price: '101',
      limit_price: '102.1',
      qty: '2.5',
      time_in_force: 'day',
      client_order_id: 'qp1-sma-abc',
    });
  });

  test('as a replacement names everything but the type, the side and the symbol', () => {
    expect(toOrderPatch(request)).toEqual({
      stop_price: '101',
      limit_price: '102.1',
      qty: '2.5',
      time_in_force: 'day',
      client_order_id: 'qp1-sma-abc',
    });
  });

  test('is read with strings and with JSON numbers', () => {
    const read = parseNewOrder({ symbol: 'SPY', qty: 2.5, limit_price: '102.1', type: 'limit' });
    expect(read.quantity?.toString()).toBe('2.5');
    expect(read.limitPrice?.toString()).toBe('102.1');
    expect(read.clientId).toBeNull();
    expect(() => parseNewOrder({ qty: 'many' })).toThrow(/qty/);
  });
});

describe('an order report', () => {
  test('keeps unknown values', () => {
    const order = parseOrder({ ...bare, status: 'levitating', type: 'psychic', extra: [1] });
    expect(order.status).toBe('levitating');
    expect(toBrokerOrder(order, []).status).toBe('levitating');
    expect(toBrokerOrder(order, []).request.terms).toEqual({ type: 'market' });
  });

  test('has every field of the wire, null where there is no value', () => {
    const wire = toWireOrder(parseOrder(bare));
    expect(wire).toMatchObject({
      legs: null,
      replaced_by: null,
      filled_at: null,
      limit_price: null,
      order_class: '',
      order_type: 'market',
      created_at: '2026-11-20T15:00:00.123Z',
      submitted_at: '2026-11-20T15:00:00.123Z',
    });
  });

  test('of a trailing stop counts as a stop at its current price', () => {
    const order = parseOrder({ ...bare, type: 'trailing_stop', stop_price: '95', hwm: '100' });
    expect(toBrokerOrder(order, []).request.terms).toEqual({
      type: 'stop',
      stopPrice: price('95'),
    });
  });

  test('without a required field is refused by name', () => {
    const { status: _, ...rest } = bare;
    expect(() => parseOrder(rest)).toThrow(/status/);
    expect(() => toBrokerOrder(parseOrder({ ...bare, side: 'sideways' }), [])).toThrow(/sideways/);
  });
});

describe('an error body', () => {
  test('is read with and without a code, and when it is not JSON', () => {
    const refusal = '{"code":40310000,"message":"insufficient buying power","buying_power":"1"}';
    expect(parseErrorBody(refusal)).toEqual({
      code: 40310000,
      message: 'insufficient buying power',
      fields: { buying_power: '1' },
    });
    expect(toWireError(parseErrorBody(refusal))).toEqual(JSON.parse(refusal));
    expect(parseErrorBody('{"message":"forbidden."}')).toMatchObject({ code: null });
    expect(parseErrorBody('<html>401</html>').message).toContain('<html>');
    expect(parseErrorBody('').message).toContain('nothing');
    expect(parseErrorBody('null').code).toBeNull();
  });
});

describe('an activity id', () => {
  test('starts with New York time and ends with the execution', () => {
    const at = epochMs(Date.parse('2020-06-03T13:30:14.199Z'));
    expect(activityId(at, 'u-1')).toBe('20200603093014199::u-1');
    expect(executionIdOf('20200603093014199::u-1')).toBe('u-1');
  });
});
