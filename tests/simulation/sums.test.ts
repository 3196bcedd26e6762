import { instrumentOf } from '../../src/market/instrument.ts';
import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, Rig, SPY } from '../support/engine-rig.ts';
import { price, quantity } from '../../src/core/decimal.ts';
import { DAY, later, MINUTE } from '../../src/core/time.ts';
import type { BookId } from '../../src/orders/request.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { order } from '../../src/strategy/intent.ts';
import { sums } from './sums-law.ts';

/** A book that buys a number of shares at its first bar. */
function buyer(name: string, shares: number) {
  const strategy = defineStrategy({
    name,
    symbols: [SPY],
    timeframe: '1Min',
    memory: () => ({ done: false }),
    onBar({ memory }) {
      if (memory.done) return undefined;
      memory.done = true;
      return [order({ symbol: SPY, side: 'buy', quantity: shares }, 'a start')];
    },
  });
  return { id: name as BookId, strategy, capital: 0.4 };
}

describe('the books add up to the account after every entry', () => {
  it('holds when the broker removes held shares and adds cash and shares', () => {
    const rig = new Rig({ quoteStaleMs: DAY }, [buyer('a', 70), buyer('b', 30)]).ready();
    rig.at = later(rig.at, MINUTE);
    rig.quote(100).bar(100);
    const ids = [...rig.engine.portfolio.open.keys()];
    for (const id of ids) {
      rig.answer(id, 'acknowledged');
      const { size } = rig.order(id).request;
      const shares = size.kind === 'quantity' ? size.quantity.toNumber() : 0;
      rig.found(id, brokerOrder(id, 'filled', { shares, fills: [fillOf(id, shares)] }));
    }
    expect(rig.engine.portfolio.holdings.get(SPY)?.toString()).toBe('100');
    rig.quote(117);
    const held = (shares: number) => ({
      positions: [
        {
          symbol: SPY,
          instrument: instrumentOf(SPY),
          quantity: quantity(shares),
          averagePrice: price(100),
        },
      ],
    });
    // Some from both books, then from none: each is booked as the user confirms it.
    for (const [cash, shares] of [
      ['91234.56', 20],
      ['91234.56', 45],
    ] as const) {
      for (let times = 0; times < 8; times += 1) rig.state({ cash, ...held(shares) });
      const { difference } = rig.engine;
      expect(difference).toBeDefined();
      rig.operate({ kind: 'adjust', difference: difference!.words, reason: 'it is so' });
      expect(rig.engine.portfolio.holdings.get(SPY)?.toNumber()).toBe(shares);
    }
    expect(rig.engine.portfolio.realized.isZero()).toBe(false);
    expect(sums(rig.entries)).toEqual([]);
  });
});
