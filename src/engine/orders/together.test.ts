import { describe, expect, it } from 'vitest';
import { fillOf, Rig, SPY, STREAM } from '../../../tests/support/engine-rig.ts';
import { DAY, later, MINUTE } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId, ClientOrderId } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { type Intent, order, target, targetShares, together } from '../../strategy/intent.ts';

const PAIR = 'pair' as BookId;
const GLD = ticker('GLD');

/** A book that decides on two symbols at one instant. */
function house(limits: { readonly allowShort?: boolean } = {}) {
  const want: { now: readonly Intent[] } = { now: [] };
  const strategy = defineStrategy({
    name: 'pair',
    symbols: [SPY, GLD],
    timeframe: '1Min',
    onBars: () => want.now,
  });
  const loose = { quoteStaleMs: DAY, ...limits };
  const rig = new Rig(loose, [{ id: PAIR, strategy, capital: 0.9 }]).ready().session('open');
  const decide = (...intents: readonly Intent[]): readonly ClientOrderId[] => {
    const before = new Set(rig.engine.portfolio.orders.keys());
    want.now = intents;
    rig.at = later(rig.at, MINUTE);
    rig.quote(100).quote(50, GLD).taken();
    rig.bar(100);
    want.now = [];
    return [...rig.engine.portfolio.orders.keys()].filter((id) => !before.has(id));
  };
  const said = (ids: readonly ClientOrderId[]): readonly string[] =>
    ids.map((id) => {
      const { request, status, denials } = rig.order(id);
      return [request.side, request.symbol, status, ...denials.map(({ code }) => code)].join(' ');
    });
  return { rig, decide, said };
}

const legs = [target(GLD, 0.4, 'cheap'), target(SPY, -0.4, 'dear')];

describe('intents that belong together', () => {
  it('are all sent when the gate approves all of them', () => {
    const { rig, decide, said } = house({ allowShort: true });
    const ids = decide(together(legs));
    expect(said(ids)).toEqual(['buy GLD intent', 'sell SPY intent']);
    expect(rig.commands()).toEqual(['submit', 'submit']);
    expect(rig.order(ids[0]!).request.together).toEqual(ids);
  });

  it('are all denied when one of them is', () => {
    const { rig, decide, said } = house();
    const ids = decide(together(legs));
    expect(said(ids)).toEqual(['buy GLD denied risk.together', 'sell SPY denied risk.capital']);
    expect(rig.commands()).toEqual([]);
    // Asked again at the next bar, the same denial adds nothing.
    expect(decide(together(legs))).toEqual([]);
  });

  it('count the legs before them', () => {
    const { rig, decide } = house();
    const each = 70_000;
    decide(
      together([
        order({ symbol: SPY, side: 'buy', quantity: each / 100 }, 'one'),
        order({ symbol: GLD, side: 'buy', quantity: each / 50 }, 'and the other: too much'),
      ]),
    );
    expect(rig.commands()).toEqual([]);
  });

  it('do not hold back what does not belong to them', () => {
    const { decide, said } = house();
    const alone = order({ symbol: SPY, side: 'buy', quantity: 1 }, 'alone');
    const ids = decide(alone, together([targetShares(GLD, -5, 'short'), target(SPY, 0.1, 'long')]));
    expect(said(ids)).toContain('buy SPY intent');
  });

  it('are canceled when the broker refuses one of them later; what is filled stays', () => {
    const { rig, decide, said } = house({ allowShort: true });
    const [first, second] = decide(together(legs));
    rig.answer(first!, 'acknowledged');
    const fill = { ...fillOf(first!, 100), symbol: GLD };
    const evidence = STREAM;
    const filled = { kind: 'filled', at: rig.at, order: first!, fill, complete: false } as const;
    rig.handle({ from: 'broker', event: { kind: 'order', event: { ...filled, evidence } } });
    rig.taken();
    rig.answer(second!, 'refused');
    expect(rig.commands()).toEqual(['cancel']);
    expect(rig.order(first!)).toMatchObject({ status: 'partial', cancel: 'requested' });
    expect(said([second!])).toEqual(['sell SPY rejected']);
  });

  it('are canceled before they are sent, too', () => {
    const { rig, decide } = house({ allowShort: true });
    const [first, second] = decide(together(legs));
    rig.answer(first!, 'refused');
    expect(rig.order(second!).cancel).toBe('requested');
    expect(rig.engine.canStillSend(second!)).toBe(false);
  });
});
