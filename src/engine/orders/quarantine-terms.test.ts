import { describe, expect, it } from 'vitest';
import { brokerOrder, MORNING, Rig, STREAM } from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerOrder } from '../../orders/event.ts';
import type { OrderTerms } from '../../orders/request.ts';

type Request = BrokerOrder['request'];

const LIMIT: OrderTerms = { type: 'limit', limitPrice: price('99.5') };
const STOP: OrderTerms = { type: 'stop', stopPrice: price('101.5') };
const STOP_LIMIT: OrderTerms = {
  type: 'stop_limit',
  stopPrice: price('101.5'),
  limitPrice: price('102.5'),
};

/** What the engine makes of an order in quarantine when the broker describes it so. */
function judged(terms: OrderTerms, change: Partial<Request>): 'the same' | 'another' {
  const rig = new Rig().ready();
  const id = rig.place({ key: 'k', terms });
  const { request } = rig.order(id);
  expect(rig.order(id).status).toBe('intent');
  rig.answer(id, 'acknowledged');
  const event = { kind: 'quarantined', at: MORNING, order: id, evidence: STREAM } as const;
  rig.handle({ from: 'broker', event: { kind: 'order', event } });
  rig.taken();
  const told = { ...request, decidedAt: MORNING, ...change };
  rig.found(id, brokerOrder(id, 'new', { request: told }));
  const { status, cancel } = rig.order(id);
  const { state } = rig.engine;
  const withdrawn = rig.commands().includes('cancel');
  if (status === 'working' && cancel === 'none' && state === 'running') return 'the same';
  expect([status, cancel, state, withdrawn]).toEqual(['quarantined', 'requested', 'halted', true]);
  return 'another';
}

const shares = (text: string): Partial<Request> => ({
  size: { kind: 'quantity', quantity: quantity(text) },
});
const limit = (text: string): Partial<Request> => ({
  terms: { type: 'limit', limitPrice: price(text) },
});
const stop = (text: string): Partial<Request> => ({
  terms: { type: 'stop', stopPrice: price(text) },
});
const stopLimit = (stopPrice: string, limitPrice: string): Partial<Request> => ({
  terms: { type: 'stop_limit', stopPrice: price(stopPrice), limitPrice: price(limitPrice) },
});

describe('an order in quarantine is compared with what was approved, term by term', () => {
  it.each<[string, OrderTerms, Partial<Request>, 'the same' | 'another']>([
    ['no term', LIMIT, {}, 'the same'],
    ['the instant at which the broker took it', LIMIT, { decidedAt: 0 as never }, 'the same'],
    ['the symbol', LIMIT, { symbol: ticker('SPYX') }, 'another'],
    ['the side', LIMIT, { side: 'sell' }, 'another'],
    ['the smallest fraction of a share more', LIMIT, shares('10.000000001'), 'another'],
    ['the smallest fraction of a share less', LIMIT, shares('9.999999999'), 'another'],
    ['only the zeros of its quantity', LIMIT, shares('10.000000000'), 'the same'],
    [
      'dollars instead of shares',
      LIMIT,
      { size: { kind: 'notional', notional: money(10) } },
      'another',
    ],
    ['the smallest step of the limit up', LIMIT, limit('99.5001'), 'another'],
    ['the smallest step of the limit down', LIMIT, limit('99.4999'), 'another'],
    ['only the zeros of its limit', LIMIT, limit('99.5000'), 'the same'],
    ['the smallest step of the stop up', STOP, stop('101.5001'), 'another'],
    ['the smallest step of the stop down', STOP, stop('101.4999'), 'another'],
    ['only the zeros of its stop', STOP, stop('101.50'), 'the same'],
    ['the stop of a stop limit', STOP_LIMIT, stopLimit('101.5001', '102.5'), 'another'],
    ['the limit of a stop limit', STOP_LIMIT, stopLimit('101.5', '102.5001'), 'another'],
    ['stop and limit exchanged', STOP_LIMIT, stopLimit('102.5', '101.5'), 'another'],
    ['only zeros of a stop limit', STOP_LIMIT, stopLimit('101.50', '102.500'), 'the same'],
    ['the type with the same price', LIMIT, stop('99.5'), 'another'],
    ['no limit', LIMIT, { terms: { type: 'market' } }, 'another'],
    ['the time in force', LIMIT, { timeInForce: 'gtc' }, 'another'],
    ['trading outside the core session', LIMIT, { extendedHours: true }, 'another'],
  ])('%s differs', (_what, terms, change, expected) => {
    expect(judged(terms, change)).toBe(expected);
  });
});
