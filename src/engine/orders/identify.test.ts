import { describe, expect, it } from 'vitest';
import { epochMs } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import { type BookId, clientOrderId, MANUAL_BOOK } from '../../orders/request.ts';
import { target, targetShares } from '../../strategy/intent.ts';
import { derivedIds, ordinalOf } from './identify.ts';

const DECISION = {
  source: 'trend' as BookId,
  at: epochMs(1_700_000_000_000),
  bar: ticker('SPY'),
  symbol: ticker('QQQ'),
} as const;

describe('the identity of a decision', () => {
  it('is derived from account, book, bar, symbol and ordinal, or from the key of a user', () => {
    const ids = derivedIds('a1');
    expect(ids({ ...DECISION, ordinal: 2 })).toBe(
      clientOrderId({ account: 'a1', source: 'trend', key: '1700000000000|SPY|QQQ|2' }),
    );
    expect(ids({ source: MANUAL_BOOK, key: 'k' })).toBe(
      clientOrderId({ account: 'a1', source: MANUAL_BOOK, key: 'k' }),
    );
    expect(derivedIds('a2')({ source: MANUAL_BOOK, key: 'k' })).not.toBe(
      ids({ source: MANUAL_BOOK, key: 'k' }),
    );
  });
});

describe('the ordinal of a decision', () => {
  it('counts the earlier orders and targets of the answer for the same symbol, from 0', () => {
    const cancel = { kind: 'cancel', order: 'qp1-a', reason: 'r' } as never;
    const intents = [
      target('SPY', 1, 'r'),
      cancel,
      target('QQQ', 1, 'r'),
      targetShares('SPY', 5, 'r'),
      target('SPY', 0, 'r'),
    ];
    expect([0, 2, 3, 4].map((place) => ordinalOf(intents, place))).toEqual([0, 0, 1, 2]);
  });
});
