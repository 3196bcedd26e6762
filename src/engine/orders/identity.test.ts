import { instrumentOf } from '../../market/instrument.ts';
import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { idOf } from '../../../tests/simulation/identity-law.ts';
import { barColumns } from '../../core/columns.ts';
import { price, quantity } from '../../core/decimal.ts';
import { DAY, later, MINUTE, SECOND } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { ticker } from '../../market/symbol.ts';
import type { BookId, ClientOrderId, OrderRequest } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { type Intent, order, target } from '../../strategy/intent.ts';

const QQQ = ticker('QQQ');
const BOOK = 'decider' as BookId;

interface Scene {
  readonly rig: Rig;
  /** What the strategy wants at a bar of each symbol. */
  readonly want: Record<string, readonly Intent[]>;
}

function scene(want: Record<string, readonly Intent[]>): Scene {
  const strategy = defineStrategy({
    name: 'decider',
    symbols: [SPY, QQQ],
    timeframe: '1Min',
    onBar: ({ bar }) => want[bar.symbol],
  });
  const limits = { quoteStaleMs: DAY, duplicateWindowMs: 0 };
  const rig = new Rig(limits, [{ id: BOOK, strategy, capital: 0.9 }]);
  return { rig: rig.ready().quote(100, QQQ).session('open'), want };
}

const buy = (shares: number, symbol = SPY): Intent =>
  order({ symbol, side: 'buy', quantity: shares }, 'wanted');

/** Every order of the book: its id and its shares. */
function ordersOf({ rig }: Scene): readonly (readonly [string, number])[] {
  return [...rig.engine.portfolio.orders.values()].map(({ request }) => [
    request.id,
    sharesOf(request),
  ]);
}

const sharesOf = ({ size }: OrderRequest): number =>
  size.kind === 'quantity' ? size.quantity.toNumber() : Number.NaN;

/** A life in which a bar arrives `lateMs` after it ended. */
function lived(want: readonly Intent[], lateMs: number): Scene {
  const of = scene({ SPY: want });
  const end = later(of.rig.at, MINUTE);
  of.rig.at = later(end, lateMs);
  of.rig.quote(100).bar(100, SPY, end);
  return of;
}

describe('INV-01: the id of an order', () => {
  it('is that of its decision, whenever the decision is made', () => {
    const want = [buy(3), buy(4), order({ symbol: SPY, side: 'sell', quantity: 1 }, 'less')];
    const [soon, late] = [lived(want, 0), lived(want, 70 * SECOND)];
    const end = later(scene({}).rig.at, MINUTE);
    const ids = [0, 1, 2].map((nth) => idOf('test', BOOK, `${end}|SPY|SPY|${nth}`));
    expect(ordersOf(soon)).toEqual([
      [ids[0], 3],
      [ids[1], 4],
      [ids[2], 1],
    ]);
    expect(ordersOf(late)).toEqual(ordersOf(soon));
    const decided = (of: Scene): number[] =>
      [...of.rig.engine.portfolio.orders.values()].map(({ request }) => request.decidedAt);
    expect(decided(late)).not.toEqual(decided(soon));
  });

  it("is that of the caller's key for a person's order, whenever it is placed", () => {
    const [soon, late] = [scene({}).rig, scene({}).rig];
    late.at = later(late.at, 3 * DAY);
    late.quote(100);
    expect(soon.place({ key: 'a key' })).toBe(idOf('test', 'manual', 'a key'));
    expect(late.place({ key: 'a key' })).toBe(idOf('test', 'manual', 'a key'));
    expect(late.order(idOf('test', 'manual', 'a key') as never).status).toBe('intent');
  });

  it.each([0, 45 * SECOND, 2 * MINUTE])(
    'is the same when a journal is restored and the bar decided again %i ms later',
    (laterMs) => {
      const of = lived([buy(3), buy(4)], 0);
      const before = ordersOf(of);
      const end = of.rig.at;
      of.rig.at = later(end, laterMs);
      of.rig.restart().ready().quote(100);
      of.rig.taken();
      of.rig.bar(100, SPY, end);
      expect(ordersOf(of)).toEqual(before);
      expect(of.rig.commands()).not.toContain('submit');
    },
  );

  it('is the same when the journal is an old copy that lacks the decision', () => {
    const of = lived([buy(3), buy(4)], 0);
    const before = ordersOf(of);
    const end = of.rig.at;
    const cut = of.rig.entries.findIndex(({ body }) => body.kind === 'ordered');
    of.rig.entries.splice(cut);
    of.rig.at = later(end, 50 * SECOND);
    of.rig.restart().ready().quote(100).bar(100, SPY, end);
    expect(ordersOf(of)).toEqual(before);
  });

  it('is the same when history is replayed and the bar arrives again in one life', () => {
    const of = lived([buy(3)], 0);
    const before = ordersOf(of);
    const end = of.rig.at;
    const bars = barColumns(1);
    bars.start.fill(later(end, -2 * MINUTE));
    bars.end.fill(later(end, -MINUTE));
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column.fill(100);
    of.rig.handle({
      from: 'answer',
      answer: { kind: 'history', at: end, symbol: SPY, timeframe: '1Min', bars },
    });
    of.rig.taken();
    of.rig.bar(100, SPY, end);
    expect(ordersOf(of)).toEqual(before);
    expect(of.rig.commands()).not.toContain('submit');
  });

  it('does not depend on which symbol of an instant arrives first', () => {
    const play = (first: typeof SPY, second: typeof SPY) => {
      const of = scene({ SPY: [buy(3)], QQQ: [buy(5)] });
      const end = later(of.rig.at, MINUTE);
      of.rig.at = end;
      of.rig.quote(100).bar(100, first, end).bar(100, second, end);
      return of;
    };
    const [one, other] = [play(SPY, QQQ), play(QQQ, SPY)];
    expect(ordersOf(one).length).toBe(2);
    expect(new Map(ordersOf(one))).toEqual(new Map(ordersOf(other)));
  });

  it('is the same in a second life that receives the symbols in another order', () => {
    const of = scene({ SPY: [buy(3)], QQQ: [buy(5)] });
    const end = later(of.rig.at, MINUTE);
    of.rig.at = end;
    of.rig.quote(100).bar(100, SPY, end);
    of.rig.restart().ready().quote(100);
    of.rig.bar(100, QQQ, end).bar(100, SPY, end);
    expect(ordersOf(of).map(([, shares]) => shares)).toEqual([3, 5]);
  });

  it('does not depend on what the other intents of its bar came to', () => {
    const of = scene({ SPY: [target(SPY, 0.1, 'some'), buy(5)] });
    const end = later(of.rig.at, MINUTE);
    of.rig.at = end;
    // Nothing is bought by the target while there is no cash for it, only by the order.
    of.rig.quote(100).bar(100, SPY, end);
    const [sized, fixed] = ordersOf(of);
    const again = scene({ SPY: [target(SPY, 0, 'none'), buy(5)] });
    again.rig.at = end;
    again.rig.quote(100).bar(100, SPY, end);
    expect(sized![1]).toBeGreaterThan(5);
    expect(ordersOf(again)).toEqual([fixed]);
  });

  it('is the same when a target that is decided again comes to the other side', () => {
    const of = lived([target(SPY, 0.5, 'half')], 0);
    const [bought] = ordersOf(of);
    const [id, shares] = bought! as [ClientOrderId, number];
    const end = of.rig.at;
    of.rig.answer(id, 'acknowledged');
    of.rig.found(id, brokerOrder(id, 'filled', { fills: [fillOf(id, shares)] }));
    expect(of.rig.order(id).status).toBe('filled');
    of.rig.restart().connect().quote(180);
    const held = {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(shares),
      averagePrice: price(100),
    };
    of.rig.state({ cash: String(100_000 - 100 * shares), positions: [held] });
    expect(of.rig.engine.state).toBe('running');
    of.rig.bar(180, SPY, end);
    expect(ordersOf(of)).toEqual([bought]);
  });

  it('is another for another bar, book, symbol of the bar, and place among the intents', () => {
    const of = scene({ SPY: [buy(3), buy(4), buy(5, QQQ)], QQQ: [buy(6), buy(7, QQQ)] });
    for (let minute = 1; minute <= 3; minute += 1) {
      of.rig.at = later(of.rig.at, MINUTE);
      of.rig.quote(100).quote(100, QQQ).bar(100).bar(100, QQQ);
    }
    expect(new Set(ordersOf(of).map(([id]) => id)).size).toBe(15);
    expect(newYorkDate(of.rig.at)).toBe('2024-03-04');
  });
});
