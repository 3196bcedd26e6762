import { describe, expect, test } from 'vitest';
import { wireOrder } from '../../../tests/support/scripted-alpaca.ts';
import { price, quantity } from '../../core/decimal.ts';
import { epochMs } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId, ClientOrderId, OrderRequest } from '../../orders/request.ts';
import { classifyCancel, classifySubmission } from './classify.ts';
import type { HttpResult } from './rest.ts';

const request: OrderRequest = {
  id: 'qp1-test-1' as ClientOrderId,
  book: 'b' as BookId,
  symbol: ticker('SPY'),
  instrument: instrumentOf(ticker('SPY')),
  side: 'buy',
  size: { kind: 'quantity', quantity: quantity('10.0') },
  terms: { type: 'limit', limitPrice: price('100.50') },
  timeInForce: 'day',
  extendedHours: false,
  reason: 'r',
  decidedAt: epochMs(0),
};
const now = epochMs(5);

function answered(status: number, body: unknown): HttpResult {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answered', response: { status, headers: {}, body: text } };
}

function refused(status: number, code: number | undefined, message: string): HttpResult {
  return answered(status, { ...(code === undefined ? {} : { code }), message });
}

describe('the response to a new order', () => {
  test.each<readonly [string, HttpResult, string]>([
    ['200 with the requested order', answered(200, wireOrder()), 'acknowledged'],
    ['201 with a filled order', answered(201, wireOrder({ status: 'filled' })), 'acknowledged'],
    ['200 with a rejected order', answered(200, wireOrder({ status: 'rejected' })), 'refused'],
    ['200 with another quantity', answered(200, wireOrder({ qty: '11' })), 'unknown'],
    ['200 with another id', answered(200, wireOrder({ client_order_id: 'x' })), 'unknown'],
    ['200 with half a body', answered(200, '{"id":"ord'), 'unknown'],
    ['200 with a page', answered(200, '<html>ok</html>'), 'unknown'],
    ['200 with nothing', answered(200, ''), 'unknown'],
    ['302', answered(302, ''), 'unknown'],
    ['400 with a known code', refused(400, 40010001, 'x'), 'refused'],
    ['401', refused(401, 40110000, 'request is not authorized'), 'unknown'],
    ['403 short of money', refused(403, 40310000, 'insufficient buying power'), 'refused'],
    ['403 day trading (legacy)', refused(403, 40310100, 'x'), 'refused'],
    ['403 of a proxy, no code', refused(403, undefined, 'forbidden.'), 'unknown'],
    ['403 with an unknown code', refused(403, 40399999, 'x'), 'unknown'],
    ['404 without a code', refused(404, undefined, 'page not found'), 'unknown'],
    ['404 for the order looked up', refused(404, 40410000, 'order not found'), 'refused'],
    ['408', refused(408, undefined, 'x'), 'unknown'],
    ['422 invalid', refused(422, 40010001, 'qty must be > 0'), 'refused'],
    ['422 asset', refused(422, 42210000, 'asset "X" is not tradable'), 'refused'],
    ['422 duplicate', refused(422, 40010001, 'client_order_id must be unique'), 'duplicate'],
    ['422 as a page', answered(422, '<html>'), 'unknown'],
    ['429', refused(429, 42910000, 'rate limit exceeded'), 'unknown'],
    ['500', refused(500, 50010000, 'internal server error'), 'unknown'],
    ['502 as a page', answered(502, '<html>'), 'unknown'],
    ['504', refused(504, undefined, 'timeout'), 'unknown'],
    ['a timeout', { kind: 'failed', sent: true, message: 'no answer' }, 'unknown'],
    ['a refused connection', { kind: 'failed', sent: false, message: 'no' }, 'unknown'],
  ])('%s', (_, exchange, kind) => {
    expect(classifySubmission(exchange, request, now).submission.kind).toBe(kind);
  });

  test('carries the broker’s message, code and timestamp', () => {
    const denied = refused(403, 40310000, 'insufficient buying power');
    expect(classifySubmission(denied, request, now).submission).toEqual({
      kind: 'refused',
      at: now,
      evidence: {
        source: 'response',
        status: 403,
        code: 40310000,
        message: 'insufficient buying power',
      },
    });
    const taken = answered(200, wireOrder({ status: 'pending_new' }));
    expect(classifySubmission(taken, request, now).submission).toMatchObject({
      at: Date.parse('2024-01-02T14:31:00.5Z'),
      brokerId: 'order-1',
      status: 'pending_new',
    });
  });

  test('names what the broker booked instead', () => {
    const other = answered(200, wireOrder({ side: 'sell' }));
    const { submission } = classifySubmission(other, request, now);
    expect(submission.evidence.message).toContain('side sell instead of buy');
    const late = answered(200, wireOrder({ extended_hours: true }));
    const judged = classifySubmission(late, request, now).submission;
    expect(judged.kind).toBe('unknown');
    expect(judged.evidence.message).toContain('extended hours true instead of false');
  });

  test('reports when nothing was sent', () => {
    const exchange = { kind: 'failed', sent: false, message: 'refused' } as const;
    const { submission } = classifySubmission(exchange, request, now);
    expect(submission.evidence.message).toContain('nothing was sent');
  });
});

describe('the response to a cancel', () => {
  test.each<readonly [string, HttpResult, string]>([
    ['204', answered(204, ''), 'requested'],
    ['422 filled', refused(422, 42210000, 'order is already in "filled" state'), 'refused'],
    ['404', refused(404, 40410000, 'order not found for x'), 'refused'],
    ['401', refused(401, undefined, 'unauthorized.'), 'unknown'],
    ['429', refused(429, 42910000, 'rate limit exceeded'), 'unknown'],
    ['500', answered(500, ''), 'unknown'],
    ['a timeout', { kind: 'failed', sent: true, message: 'no answer' }, 'unknown'],
  ])('%s', (_, exchange, kind) => {
    expect(classifyCancel(exchange).kind).toBe(kind);
  });
});
