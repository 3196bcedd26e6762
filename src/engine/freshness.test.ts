import { instrumentOf } from '../market/instrument.ts';
import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, MORNING, Rig, SPY, STREAM } from '../../tests/support/engine-rig.ts';
import { sma } from '../analysis/indicators/sma.ts';
import { barColumns } from '../core/columns.ts';
import { money, price, quantity } from '../core/decimal.ts';
import { type SeededRandom, seededRandom } from '../core/random.ts';
import { DAY, type EpochMs, isoDate, later, MINUTE, SECOND } from '../core/time.ts';
import type { BrokerFlow } from '../ledger/journal.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Evidence } from '../orders/event.ts';
import type { BookId, ClientOrderId } from '../orders/request.ts';
import { defineStrategy } from '../strategy/define.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const SAID: Evidence = { source: 'query', message: 'when it was asked' };

/** An event and when it comes out of the inbox: up to two minutes after it happened. */
interface Delayed<E> {
  readonly event: E;
  readonly at: EpochMs;
  readonly heardAt: EpochMs;
}

/** Events one second apart, in the order in which they are received. */
function delayed<E>(
  random: SeededRandom,
  make: (at: EpochMs, nth: number) => E,
): readonly Delayed<E>[] {
  const events = Array.from({ length: 60 }, (_, nth) => {
    const at = later(MORNING, (nth + 1) * SECOND);
    return { event: make(at, nth), at, heardAt: later(at, random.below(120 * SECOND)) };
  });
  return events.toSorted((a, b) => a.heardAt - b.heardAt);
}

const quoteAt = (at: EpochMs, middle: number): MarketEvent => ({
  kind: 'quote',
  at,
  quote: { symbol: SPY, at, bid: middle - 0.01, ask: middle + 0.01, bidSize: 1, askSize: 1 },
});

function barAt(end: EpochMs, close: number, timeframe: '1Min' | '5Min' = '1Min'): MarketEvent {
  const start = later(end, timeframe === '1Min' ? -MINUTE : -5 * MINUTE);
  const bar = { symbol: SPY, start, open: close, high: close, low: close, close, volume: 1 };
  return { kind: 'bar', at: end, bar, timeframe };
}

const splitAt = (at: EpochMs, from: number, to: number): MarketEvent => {
  const ratio = { from: quantity(from), to: quantity(to) };
  const exDate = isoDate('2024-03-04');
  return { kind: 'action', at, action: { kind: 'split', symbol: SPY, exDate, at, ...ratio } };
};

/** An inbox hands out an event: the driver tells the present first. */
function hear(rig: Rig, event: MarketEvent, now: EpochMs): void {
  rig.at = now;
  rig.engine.observe(now);
  rig.handle({ from: 'market', event });
}

describe('prices that wait in the inbox for up to two minutes', () => {
  it.each(SEEDS)('never replace a newer one, and are as old as they are, seed %i', (seed) => {
    const random = seededRandom(seed);
    const rig = new Rig({ quoteStaleMs: 30 * SECOND }).ready();
    let newest = { at: MORNING, middle: 100 };
    const told = delayed(random, (at) => ({ at, middle: 90 + random.below(20) }));
    told.forEach(({ event, heardAt }, nth) => {
      hear(rig, quoteAt(event.at, event.middle), heardAt);
      if (event.at >= newest.at) newest = event;
      const mark = rig.engine.markets.get(SPY);
      expect([mark.price, mark.at]).toEqual([expect.closeTo(newest.middle, 9), newest.at]);
      // What is decided now says how old its price is, and is denied when that is too old.
      const id = rig.place({ key: `k${nth}`, shares: 1 + nth });
      const tooOld = heardAt - newest.at > 30 * SECOND;
      const codes = rig.order(id).denials.map(({ code }) => code);
      expect(codes.includes('risk.stale_quote')).toBe(tooOld);
    });
  });

  it('of a quote do not replace a later bar, nor of a bar a later quote', () => {
    const rig = new Rig().ready();
    const now = later(MORNING, 10 * MINUTE);
    hear(rig, barAt(later(MORNING, 5 * MINUTE), 105), now);
    hear(rig, quoteAt(later(MORNING, 4 * MINUTE), 95), now);
    expect(rig.engine.markets.get(SPY).price).toBe(105);
    hear(rig, quoteAt(later(MORNING, 9 * MINUTE), 107), now);
    hear(rig, barAt(later(MORNING, 8 * MINUTE), 95), now);
    expect(rig.engine.markets.get(SPY).price).toBeCloseTo(107, 9);
  });
});

describe('prices of old shares that are received after a split', () => {
  const SPLIT = later(MORNING, 5 * MINUTE);

  function holding(): Rig {
    const positions = [
      {
        symbol: SPY,
        instrument: instrumentOf(SPY),
        quantity: quantity(100),
        averagePrice: price(100),
      },
    ];
    const rig = new Rig().ready({ cash: '90000', positions });
    hear(rig, splitAt(SPLIT, 1, 4), SPLIT);
    expect(rig.engine.equity).toBeCloseTo(100_000, 6);
    return rig;
  }

  it.each<[string, MarketEvent, number]>([
    ['a quote of the moment before', quoteAt(later(SPLIT, -1), 104), 26],
    ['a quote of the moment itself, in new shares', quoteAt(SPLIT, 26), 26],
    ['a bar that ends at the moment', barAt(SPLIT, 104), 26],
    ['a bar that ends after it, in new shares', barAt(later(SPLIT, MINUTE), 26), 26],
  ])('%s', (_what, event, expected) => {
    const rig = holding();
    if (event.kind === 'bar') rig.engine.markets.get(SPY).source = 'bar';
    hear(rig, event, later(SPLIT, 90 * SECOND));
    expect(rig.engine.markets.get(SPY).price).toBeCloseTo(expected, 6);
    expect(rig.engine.equity).toBeCloseTo(90_000 + 400 * expected, 4);
  });

  it('are not applied a second time when the split is reported again', () => {
    const rig = holding();
    hear(rig, splitAt(SPLIT, 1, 4), later(SPLIT, MINUTE));
    expect(rig.engine.portfolio.holdings.get(SPY)?.toString()).toBe('400');
    expect(rig.engine.equity).toBeCloseTo(100_000, 6);
    rig.restart().ready({ cash: '90000' });
    hear(rig, splitAt(SPLIT, 1, 4), later(SPLIT, 2 * MINUTE));
    expect(rig.engine.portfolio.holdings.get(SPY)?.toString()).toBe('400');
  });
});

describe('history that is answered late', () => {
  const BOOK = 'watcher' as BookId;

  /** A strategy that notes each bar that it is asked about, with its mean of three closes. */
  function watching() {
    const seen: (readonly [number, number])[] = [];
    const strategy = defineStrategy({
      name: 'watcher',
      symbols: [SPY],
      timeframe: '1Min',
      indicators: () => ({ mean: sma({ period: 3 }) }),
      onBar({ bar, indicators: { mean } }) {
        seen.push([bar.close, mean.value]);
      },
    });
    const rig = new Rig({}, [{ id: BOOK, strategy, capital: 0.5 }]).ready();
    return { rig, seen };
  }

  const minute = (nth: number): EpochMs => later(MORNING, nth * MINUTE);

  function history(rig: Rig, closes: readonly number[], until: number): void {
    const bars = barColumns(closes.length);
    closes.forEach((close, row) => {
      const end = minute(until - closes.length + 1 + row);
      bars.end[row] = end;
      bars.start[row] = later(end, -MINUTE);
      for (const column of [bars.open, bars.high, bars.low, bars.close]) column[row] = close;
    });
    const answer = { kind: 'history', symbol: SPY, timeframe: '1Min', at: minute(until), bars };
    rig.handle({ from: 'answer', answer: answer as never });
  }

  it('leaves the newer bars in the indicators', () => {
    const { rig, seen } = watching();
    for (let nth = 1; nth <= 4; nth += 1) hear(rig, barAt(minute(nth), 100), minute(nth));
    hear(rig, splitAt(minute(4), 1, 4), minute(4));
    seen.length = 0;
    // Before history is there, nothing is decided on indicators of old shares.
    hear(rig, barAt(minute(5), 26), minute(5));
    expect(seen).toEqual([]);
    history(rig, [25, 25, 25, 25], 4);
    hear(rig, barAt(minute(6), 27), minute(6));
    expect(seen).toEqual([[27, 26]]);
  });

  it('never takes a strategy back to bars that it has seen', () => {
    const { rig, seen } = watching();
    for (let nth = 1; nth <= 6; nth += 1) hear(rig, barAt(minute(nth), 100), minute(nth));
    const before = seen.length;
    history(rig, [10, 10, 10], 3);
    hear(rig, barAt(minute(6), 100), minute(6));
    expect(seen.length).toBe(before);
    hear(rig, barAt(minute(7), 100), minute(7));
    expect(seen.at(-1)).toEqual([100, 100]);
  });

  it('of an earlier split is of no use after a later one', () => {
    const { rig, seen } = watching();
    for (let nth = 1; nth <= 3; nth += 1) hear(rig, barAt(minute(nth), 100), minute(nth));
    hear(rig, splitAt(minute(4), 1, 4), minute(4));
    const second = { ...splitAt(minute(5), 1, 2) } as MarketEvent & { kind: 'action' };
    const action = { ...second.action, exDate: isoDate('2024-03-05') };
    hear(rig, { ...second, action }, minute(5));
    history(rig, [12.5, 12.5, 12.5], 5);
    history(rig, [25, 25, 25], 4);
    seen.length = 0;
    hear(rig, barAt(minute(6), 12.5), minute(6));
    expect(seen).toEqual([[12.5, 12.5]]);
  });
});

describe('statements that arrive out of order', () => {
  it.each(SEEDS)('leave the newest in force, seed %i', (seed) => {
    const random = seededRandom(seed);
    const rig = new Rig().ready();
    let cash = 100_000;
    const flows: BrokerFlow[] = [];
    const statements = Array.from({ length: 12 }, (_, nth) => {
      const at = later(MORNING, (nth + 1) * SECOND);
      cash += 1 + nth;
      flows.push({
        kind: 'deposit',
        amount: money(1 + nth),
        id: `flow-${nth}`,
        note: '',
        at: later(at, -1),
        order: null,
      });
      const words = { at, cash: String(cash), buyingPower: String(cash / 2), flows: [...flows] };
      return { words, heardAt: later(at, random.below(120 * SECOND)) };
    });
    let newest = MORNING;
    for (const { words, heardAt } of statements.toSorted((a, b) => a.heardAt - b.heardAt)) {
      rig.at = heardAt;
      rig.engine.observe(heardAt);
      rig.state(words);
      if (words.at > newest) newest = words.at;
      const { engine } = rig;
      expect(engine.statement!.at).toBe(newest);
      expect(engine.comparison!.asOf).toBe(newest);
      expect(engine.comparison!.standing).toBe('equal');
      expect(engine.portfolio.reconciled.drift).toEqual([]);
    }
    expect(rig.engine.portfolio.cash.toString()).toBe(String(cash));
  });

  it('do not turn an agreement into a difference, however often the old one arrives', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, MINUTE);
    const flow = {
      kind: 'deposit',
      amount: money(500),
      id: 'f',
      note: '',
      at: rig.at,
      order: null,
    } as const;
    rig.state({ at: rig.at, cash: '100500', flows: [flow] });
    for (let times = 0; times < 10; times += 1) rig.state({ at: MORNING });
    const { engine } = rig;
    expect(engine.portfolio.reconciled.drift).toEqual([]);
    expect(engine.difference).toBeUndefined();
    expect(rig.order(rig.place({ key: 'k' })).denials).toEqual([]);
  });

  it('are taken again from a broker whose clock was set back', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, MINUTE);
    rig.state({ at: rig.at });
    const hourAgo = later(rig.at, -60 * MINUTE);
    for (let times = 1; times <= 6; times += 1) {
      rig.state({ at: hourAgo, cash: '99000' }, rig.lastStatement + times);
    }
    expect(rig.engine.portfolio.reconciled.drift).toHaveLength(1);
  });

  it('do not set back what is known of orders of our own and of others', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    const now = later(MORNING, MINUTE);
    const fresh = { updatedAt: now };
    rig.found(id, brokerOrder(id, 'suspended', fresh));
    rig.state({ at: now, openOrders: [brokerOrder(id, 'suspended', fresh)] });
    const theirs = fillOf('web', 6, 10, now);
    rig.handle({
      from: 'broker',
      event: {
        kind: 'external',
        order: brokerOrder('web', 'filled', { fills: [theirs], ...fresh }),
      },
    });
    rig.state({ at: MORNING, openOrders: [brokerOrder(id, 'new'), brokerOrder('web', 'new')] });
    const early = { ...fillOf('web', 4, 4, now), id: 'x-early' as never };
    for (const order of [
      brokerOrder('web', 'new'),
      brokerOrder('web', 'partially_filled', { fills: [early] }),
    ]) {
      rig.handle({ from: 'broker', event: { kind: 'external', order } });
    }
    expect(rig.order(id).brokerStatus).toBe('suspended');
    const [web] = rig.engine.portfolio.external.values();
    expect(web).toMatchObject({ clientId: 'web', status: 'filled' });
    // An execution counts, however late it is reported.
    expect(rig.engine.portfolio.holdings.get(SPY)?.toString()).toBe('10');
  });
});

describe('delayed answers about an order', () => {
  function working(): { readonly rig: Rig; readonly id: ClientOrderId } {
    const rig = new Rig({ quoteStaleMs: DAY }).ready();
    const id = rig.place({ key: 'k' });
    return { rig, id };
  }

  it('do not replace what was received since', () => {
    const { rig, id } = working();
    const now = later(MORNING, MINUTE);
    const status = 'suspended' as const;
    const brokerId = `b-${id}` as never;
    const told = {
      kind: 'accepted',
      at: now,
      order: id,
      brokerId,
      status,
      evidence: STREAM,
    } as const;
    rig.handle({ from: 'broker', event: { kind: 'order', event: told } });
    rig.answer(id, 'acknowledged', { ...SAID, source: 'response', status: 200 });
    expect(rig.order(id).brokerStatus).toBe('suspended');
    rig.found(id, brokerOrder(id, 'new'));
    expect(rig.order(id).brokerStatus).toBe('suspended');
    rig.found(id, brokerOrder(id, 'new', { updatedAt: later(now, 1) }));
    expect(rig.order(id).brokerStatus).toBe('new');
  });

  it('prove by "not found" what was so when the question was asked, and no later', () => {
    const { rig, id } = working();
    rig.answer(id, 'unknown');
    rig.pass(SECOND);
    const early = rig.taken().find(({ kind }) => kind === 'find')!;
    rig.pass(3 * MINUTE, SECOND);
    rig.taken();
    // Two minutes in the inbox: it was asked long before the fence.
    rig.notFound(early);
    rig.pass(SECOND);
    expect(rig.commands()).not.toContain('submit');
    rig.pass(MINUTE, SECOND);
    const late = rig.taken().findLast(({ kind }) => kind === 'find')!;
    rig.notFound(late);
    rig.pass(SECOND);
    expect(rig.commands()).toContain('submit');
  });
});
