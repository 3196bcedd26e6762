import { describe, expect, it } from 'vitest';
import {
  brokerOrder,
  fillOf,
  MORNING,
  Rig,
  SPY,
  STREAM,
} from '../../../tests/support/engine-rig.ts';
import { DAY, later, MINUTE } from '../../core/time.ts';
import type { OrderEvent } from '../../orders/event.ts';
import type { BookId, ClientOrderId } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { type Intent, order, target, targetShares } from '../../strategy/intent.ts';

const SELLER = 'seller' as BookId;
const HELD = 50;

/** A book that holds 50 shares and does at each bar what `want` says then. */
function holder() {
  const want: { now: readonly Intent[] } = { now: [] };
  const strategy = defineStrategy({
    name: 'seller',
    symbols: [SPY],
    timeframe: '1Min',
    onBar: () => want.now,
  });
  const limits = { quoteStaleMs: DAY, duplicateWindowMs: 0 };
  const rig = new Rig(limits, [{ id: SELLER, strategy, capital: 0.9 }]).ready().session('open');
  const decide = (...intents: readonly Intent[]): readonly ClientOrderId[] => {
    const before = new Set(rig.engine.portfolio.orders.keys());
    want.now = intents;
    rig.at = later(rig.at, MINUTE);
    rig.quote(100).bar(100);
    want.now = [];
    return [...rig.engine.portfolio.orders.keys()].filter((id) => !before.has(id));
  };
  const [bought] = decide(order({ symbol: SPY, side: 'buy', quantity: HELD }, 'a start'));
  rig.answer(bought!, 'acknowledged');
  executed(rig, bought!, HELD);
  return { rig, decide };
}

function tell(rig: Rig, event: OrderEvent): void {
  rig.handle({ from: 'broker', event: { kind: 'order', event } });
}

function executed(rig: Rig, id: ClientOrderId, shares: number, cumulative = shares): void {
  const { side } = rig.order(id).request;
  const fill = { ...fillOf(id, shares, cumulative, rig.at), side };
  tell(rig, { kind: 'filled', at: rig.at, order: id, fill, complete: false, evidence: STREAM });
}

/** Shares of the one order that a decision led to, negative for a sale; 0 when there is none. */
function sharesOf(rig: Rig, [id]: readonly ClientOrderId[]): number {
  if (id === undefined) return 0;
  const { side, size } = rig.order(id).request;
  const shares = size.kind === 'quantity' ? size.quantity.toNumber() : Number.NaN;
  return side === 'sell' ? -shares : shares;
}

const CLOSE = target(SPY, 0, 'out');

/** Possible outcomes of a market order for 20 of 50 shares before the strategy sells all. */
const sales: readonly [string, (rig: Rig, id: ClientOrderId) => void, number][] = [
  ['was never answered', () => {}, -30],
  ['has an unknown outcome', (rig, id) => void rig.answer(id, 'unknown'), -30],
  ['was abandoned', (rig, id) => abandon(rig, id), -30],
  ['works', (rig, id) => void rig.answer(id, 'acknowledged'), -30],
  [
    'is filled in part',
    (rig, id) => {
      rig.answer(id, 'acknowledged');
      executed(rig, id, 8);
    },
    -30,
  ],
  // What is sold instead waits for that cancel.
  [
    'has a cancel that the broker has not confirmed',
    (rig, id) => {
      rig.answer(id, 'acknowledged');
      rig.operate({ kind: 'cancel', order: id, reason: 'no' });
      rig.handle({
        from: 'answer',
        answer: { kind: 'cancel', at: rig.at, order: id, answer: { kind: 'requested' } },
      });
    },
    -50,
  ],
  [
    'is in quarantine',
    (rig, id) => tell(rig, { kind: 'quarantined', at: rig.at, order: id, evidence: STREAM }),
    -30,
  ],
  [
    'ended canceled with an execution that was not reported yet',
    (rig, id) => {
      rig.answer(id, 'acknowledged');
      rig.found(id, brokerOrder(id, 'canceled', { filled: fillOf(id, 12).cumulative }));
      expect(rig.order(id)).toMatchObject({ status: 'canceled', gap: true });
    },
    -38,
  ],
  [
    'ended canceled after a part of it',
    (rig, id) => {
      rig.answer(id, 'acknowledged');
      executed(rig, id, 8);
      tell(rig, { kind: 'canceled', at: rig.at, order: id, evidence: STREAM });
    },
    -42,
  ],
  [
    'was refused',
    (rig, id) => tell(rig, { kind: 'rejected', at: MORNING, order: id, evidence: STREAM }),
    -50,
  ],
];

function abandon(rig: Rig, id: ClientOrderId): void {
  rig.answer(id, 'unknown');
  rig.operate({ kind: 'cancel', order: id, reason: 'no' });
  for (let second = 0; second < 200 && rig.order(id).status === 'unknown'; second += 1) {
    rig.pass(1_000, 1_000);
    rig.found(id);
  }
  expect(rig.order(id).status).toBe('abandoned');
}

describe('sizing never sells what is being sold already', () => {
  it.each(sales)('by an order that %s', (_what, become, expected) => {
    const { rig, decide } = holder();
    const words = { symbol: SPY, side: 'sell', quantity: 20 } as const;
    const [first] = decide(order(words, 'a part'));
    become(rig, first!);
    expect(sharesOf(rig, decide(CLOSE))).toBe(expected);
  });

  it.each(sales)('by an order that %s, when a number of shares is wanted', (_, become, most) => {
    const { rig, decide } = holder();
    const words = { symbol: SPY, side: 'sell', quantity: 20 } as const;
    const [first] = decide(order(words, 'a part'));
    become(rig, first!);
    // Five shares are to stay, so five fewer are sold than could be.
    expect(sharesOf(rig, decide(targetShares(SPY, 5, 'nearly out')))).toBe(most + 5);
  });

  it('by two orders of the same bar', () => {
    const { rig, decide } = holder();
    const words = { symbol: SPY, side: 'sell', quantity: 20 } as const;
    const ids = decide(order(words, 'a part'), CLOSE);
    expect(ids.map((id) => sharesOf(rig, [id]))).toEqual([-20, -30]);
  });
});
