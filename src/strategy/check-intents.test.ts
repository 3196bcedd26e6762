import { expect, test } from 'vitest';
import { price, quantity } from '../core/decimal.ts';
import { ticker } from '../market/symbol.ts';
import { checkIntents } from './check-intents.ts';
import { cancel, close, order, target, targetShares, together } from './intent.ts';

const watched = (symbol: string): boolean => symbol === 'SPY';
const draft = { symbol: 'SPY', side: 'buy', quantity: 1 } as const;
const made = order(draft, 'x') as unknown as { order: object };
const spoiled = (change: object): readonly unknown[] => [
  { kind: 'order', reason: 'x', order: { ...made.order, ...change } },
];

test('what the makers of intents make passes', () => {
  const limit = { type: 'stop_limit', stopPrice: price(1), limitPrice: price(2) } as const;
  const intents = [
    target('SPY', -1, ''),
    targetShares('SPY', '1.5', 'x'),
    close('SPY', 'x'),
    order(draft, 'x'),
    order({ ...draft, terms: limit }, 'x'),
    order({ ...draft, terms: { type: 'limit', limitPrice: price(1) }, timeInForce: 'ioc' }, 'x'),
    order({ ...draft, terms: { type: 'stop', stopPrice: price(1) } }, 'x'),
    cancel('qp1-1' as never, 'x'),
    together([target('SPY', 1, 'x'), order(draft, 'y')]),
  ];
  expect(checkIntents(intents, watched)).toBe(intents);
  expect(checkIntents([], watched)).toBeUndefined();
  expect(checkIntents(undefined, watched)).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ['no list', 'buy', 'answer'],
  ['null', null, 'answer'],
  ['no object', [1], 'value'],
  ['no reason', [{ ...target('SPY', 1, 'x'), reason: undefined }], 'reason'],
  ['a weight that is no number', [target('SPY', Number.NaN, 'x')], 'weight'],
  ['an endless weight', [target('SPY', Number.POSITIVE_INFINITY, 'x')], 'weight'],
  ['a weight as a text', [{ ...target('SPY', 1, 'x'), weight: '1' }], 'weight'],
  ['a symbol that is not read', [target('QQQ', 1, 'x')], 'symbol'],
  ['shares as a number', [{ ...targetShares('SPY', 1, 'x'), quantity: 1 }], 'quantity'],
  ['an unknown kind', [{ kind: 'buy', reason: 'x' }], 'kind'],
  ['a cancel of nothing', [{ kind: 'cancel', reason: 'x' }], 'order'],
  ['no legs', [together([])], 'legs'],
  ['a leg of an unread symbol', [together([target('QQQ', 1, 'x')])], 'leg 1, symbol'],
  ['a leg that cancels', [together([cancel('qp1-1' as never, 'x') as never])], 'leg 1, kind'],
  ['a side in capitals', spoiled({ side: 'BUY' }), 'side'],
  ['no shares', spoiled({ quantity: quantity(0) }), 'quantity'],
  ['a time in force in capitals', spoiled({ timeInForce: 'DAY' }), 'timeInForce'],
  ['a flag as a text', spoiled({ extendedHours: 'no' }), 'extendedHours'],
  ['an unknown order type', spoiled({ terms: { type: 'trailing' } }), 'type'],
  ['a limit as a number', spoiled({ terms: { type: 'limit', limitPrice: 30 } }), 'limitPrice'],
  ['a stop without a price', spoiled({ terms: { type: 'stop' } }), 'stopPrice'],
  ['another symbol', spoiled({ symbol: ticker('QQQ') }), 'symbol'],
])('%s is refused, and the field is named', (_, answer, field) => {
  expect(() => checkIntents(answer, watched)).toThrow(
    expect.objectContaining({
      code: 'strategy.invalid_intent',
      message: expect.stringContaining(`wrong ${field}:`) as string,
    }),
  );
});

test.each<[unknown, string]>([
  [
    [target('SPY', 1, 'x'), target('SPY', Number.NaN, 'x')],
    'an intent 2 of 2 (target SPY) with the wrong weight: expected a number, found NaN.',
  ],
  [spoiled({ side: 'BUY' }), 'an intent (order SPY) with the wrong side: expected buy or sell,'],
  [[1], 'an intent with the wrong value: expected what target(), close(), order(), cancel()'],
  [[{ kind: 'buy', reason: 'x' }], 'an intent (buy) with the wrong kind: expected target,'],
])('%j names the intent', (answer, message) => {
  expect(() => checkIntents(answer, watched)).toThrow(message);
});
