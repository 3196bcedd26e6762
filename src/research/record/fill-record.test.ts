import { expect, test } from 'vitest';
import { decimal } from '../../core/decimal.ts';
import { epochMs } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { ticker } from '../../market/symbol.ts';
import type { ExecutionId, Fill } from '../../orders/event.ts';
import type { ClientOrderId, OrderRequest } from '../../orders/request.ts';
import { FillRecord } from './fill-record.ts';

const id = (name: string): ClientOrderId => name as ClientOrderId;
const order = (name: string, reason: string): OrderRequest =>
  ({ id: id(name), reason }) as OrderRequest;

function fill(name: string, side: 'buy' | 'sell', shares: string): Fill {
  return {
    id: name as ExecutionId,
    order: id(name),
    symbol: ticker('QMKT'),
    instrument: instrumentOf(ticker('QMKT')),
    side,
    quantity: decimal(shares),
    price: decimal('12.5'),
    at: epochMs(7),
    cumulative: decimal(shares),
  };
}

test('every execution has the reason of its order until that is filled', () => {
  const record = new FillRecord();
  record.onOrdered(order('a', 'in'));
  record.onOrdered(order('b', 'out'));
  record.onFill(fill('a', 'buy', '2'), false);
  record.onFill(fill('b', 'sell', '1'), true);
  record.onFill(fill('a', 'buy', '3'), true);
  record.onFill(fill('a', 'buy', '4'), true);
  expect([...record.fills()].map(({ signed, reason }) => [signed, reason])).toEqual([
    [2, 'in'],
    [-1, 'out'],
    [3, 'in'],
    [4, ''],
  ]);
});

test('an order that ended has no reason any more', () => {
  const record = new FillRecord();
  record.onOrdered(order('a', 'in'));
  record.onEnded(id('a'));
  record.onFill(fill('a', 'buy', '1'), true);
  expect([...record.fills()][0]).toMatchObject({ at: 7, price: 12.5, symbol: 'QMKT', reason: '' });
});

test('executions beyond a block are kept in their order', () => {
  const record = new FillRecord();
  for (let row = 1; row <= 2_100; row += 1) record.onFill(fill('a', 'buy', String(row)), true);
  expect([...record.fills()].map(({ signed }) => signed)).toEqual(
    Array.from({ length: 2_100 }, (_, row) => row + 1),
  );
});
