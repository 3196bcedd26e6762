import { expect, test } from 'vitest';
import { createPathRouter } from './path-router.ts';

const match = createPathRouter([
  { method: 'GET', path: '/v2/orders/{id}' },
  { method: 'GET', path: '/v2/orders/all' },
  { method: 'DELETE', path: '/v2/orders/{id}' },
  { method: 'GET', path: '/v2/assets/{symbol}/{side}' },
]);

function found(method: string, path: string): unknown {
  const result = match(method, path);
  if (result.kind !== 'found') return result;
  return [result.route.path, Object.fromEntries(result.params)];
}

test.each([
  ['GET', '/v2/orders/7', ['/v2/orders/{id}', { id: '7' }]],
  ['DELETE', '/v2/orders/7', ['/v2/orders/{id}', { id: '7' }]],
  ['GET', '/v2/orders/all', ['/v2/orders/all', {}]],
  [
    'GET',
    '/v2/assets/BTC%2FUSD/buy',
    ['/v2/assets/{symbol}/{side}', { symbol: 'BTC/USD', side: 'buy' }],
  ],
  ['GET', '/v2/assets/%zz/buy', ['/v2/assets/{symbol}/{side}', { symbol: '%zz', side: 'buy' }]],
  ['GET', '/v2/orders/', { kind: 'not_found' }],
  ['GET', '/v2/orders/7/8', { kind: 'not_found' }],
  ['GET', '/constructor', { kind: 'not_found' }],
  ['POST', '/v2/orders/7', { kind: 'method_not_allowed', allow: 'GET, DELETE' }],
])('%s %s', (method, path, expected) => {
  expect(found(method, path)).toEqual(expected);
});
