import { describe, expect, it } from 'vitest';
import { brokerOrder, Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { price, quantity } from '../../core/decimal.ts';
import { type BookId, type ClientOrderId, MANUAL_BOOK } from '../../orders/request.ts';

type Word = 'halt' | 'reduce_only' | 'resume';

describe('a user request to the engine', () => {
  it.each<[string, readonly Word[], string, number]>([
    // words                        said                               state          entries
    ['a halt halts', ['halt'], 'halted', 1],
    ['twice is once', ['halt', 'halt'], 'halted', 1],
    ['a halt is not softened', ['halt', 'reduce_only'], 'halted', 1],
    ['caution becomes a halt', ['reduce_only', 'halt'], 'halted', 2],
    ['a halt ends by being resumed', ['halt', 'resume'], 'running', 2],
    ['what runs is not resumed', ['resume'], 'running', 0],
  ])('%s', (_, words, state, entries) => {
    const rig = new Rig().ready();
    const before = rig.entries.length;
    for (const word of words) rig.operate({ kind: word, reason: 'a test' });
    expect(rig.engine.state).toBe(state);
    expect(rig.kinds(before)).toHaveLength(entries);
    expect(rig.restart().engine.portfolio.engine.state).toBe(state);
  });

  it('a halt cancels buys, defers those without a broker id, keeps exits', () => {
    const rig = new Rig().ready();
    const known = rig.place({ key: 'known', shares: 10 });
    rig.answer(known, 'acknowledged');
    const unanswered = rig.place({ key: 'unanswered', shares: 20 });
    rig.taken();
    rig.operate({ kind: 'halt', reason: 'fear' });
    expect(rig.commands()).toEqual(['cancel']);
    expect(rig.order(unanswered).cancel).toBe('requested');
    rig.answer(unanswered, 'acknowledged');
    expect(rig.commands()).toEqual(['cancel']);
    const denied = rig.order(rig.place({ key: 'more', shares: 40 }));
    expect(denied.denials.map(({ code }) => code)).toEqual(['risk.engine_state']);
  });

  it('the same key is the same order, over a restart too', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.restart().ready();
    const before = rig.entries.length;
    expect(rig.place({ key: 'k' })).toBe(id);
    expect(rig.kinds(before)).toEqual([]);
    expect(rig.commands()).not.toContain('submit');
  });

  it('a like order right after a restart is still a duplicate', () => {
    const rig = new Rig().ready();
    rig.answer(rig.place({ key: 'one' }), 'acknowledged');
    rig.restart().ready();
    const twin = rig.order(rig.place({ key: 'two' }));
    expect(twin.denials.map(({ code }) => code)).toContain('risk.duplicate');
  });
});

describe('an entry of what a person asks', () => {
  const bodyAfter = (rig: Rig, act: (of: Rig) => void): unknown => {
    const before = rig.entries.length;
    act(rig);
    return rig.entries.slice(before).map(({ body }) => body);
  };

  it('names the person and the reason', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    expect(rig.order(id).request.reason).toBe('a person: a test');
    const canceled = bodyAfter(rig, (of) =>
      of.operate({ kind: 'cancel', order: id, reason: 'enough' }),
    );
    expect(canceled).toMatchObject([
      { event: { kind: 'cancel_requested', order: id, reason: 'a person: enough' } },
    ]);
    const book = MANUAL_BOOK;
    expect(
      bodyAfter(rig, (of) => of.operate({ kind: 'pause_book', book, reason: 'lunch' })),
    ).toEqual([{ kind: 'book_state', book, state: 'paused', reason: 'a person: lunch' }]);
  });

  it('is made once: a book that is paused is not paused again', () => {
    const rig = new Rig().ready();
    const book = MANUAL_BOOK;
    const pause = (of: Rig) => of.operate({ kind: 'pause_book', book, reason: 'lunch' });
    expect(bodyAfter(rig, (of) => pause(pause(of)))).toHaveLength(1);
    const resume = (of: Rig) => of.operate({ kind: 'resume_book', book, reason: 'back' });
    expect(bodyAfter(rig, (of) => resume(resume(of)))).toHaveLength(1);
    expect(rig.engine.portfolio.books.get(book)!.state).toBe('running');
    // A book that nothing was booked in yet can be paused as well.
    rig.operate({ kind: 'pause_book', book: 'new' as BookId, reason: 'lunch' });
    expect(rig.engine.portfolio.books.get('new' as BookId)!.state).toBe('paused');
  });

  it('is none for a caution that stands already, nor for a difference that is none', () => {
    const rig = new Rig().ready().operate({ kind: 'reduce_only', reason: 'care' });
    expect(
      bodyAfter(rig, (of) => of.operate({ kind: 'reduce_only', reason: 'more care' })),
    ).toEqual([]);
    expect(
      bodyAfter(rig, (of) => of.operate({ kind: 'adjust', difference: 'cash +1', reason: 'x' })),
    ).toEqual([]);
  });

  it('of a caution after a halt of the day keeps the halt, and the caution beneath it', () => {
    const positions = [
      {
        symbol: SPY,
        instrument: instrumentOf(SPY),
        quantity: quantity(500),
        averagePrice: price(100),
      },
    ];
    const limits = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: true } };
    const rig = new Rig(limits).ready({ cash: '50000', positions }).session('open').quote(59);
    expect(rig.engine.portfolio.engine).toMatchObject({ state: 'halted', under: 'running' });
    rig.operate({ kind: 'reduce_only', reason: 'care' });
    expect(rig.engine.portfolio.engine).toMatchObject({ state: 'halted', by: 'a person' });
  });
});

describe('a halt', () => {
  const holding = (shares: number) => {
    const positions = [
      {
        symbol: SPY,
        instrument: instrumentOf(SPY),
        quantity: quantity(shares),
        averagePrice: price(100),
      },
    ];
    return new Rig({ allowShort: true, maxConcentration: 10, maxGross: 10 }).ready({
      cash: '200000',
      positions,
    });
  };
  const canceled = (rig: Rig, side: 'buy' | 'sell'): boolean => {
    const id = rig.place({ key: 'k', side, shares: 5 });
    rig.answer(id, 'acknowledged').operate({ kind: 'halt', reason: 'fear' });
    return rig.order(id).cancel === 'requested';
  };

  it.each([
    // held, side, canceled
    [10, 'sell', false],
    [10, 'buy', true],
    [0, 'sell', true],
    [0, 'buy', true],
    [-10, 'sell', true],
    [-10, 'buy', false],
  ] as const)('with %d shares held: a %s is canceled %s', (shares, side, expected) => {
    expect(canceled(holding(shares), side)).toBe(expected);
  });

  it('cancels nothing that has ended and waits for executions only', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    rig.found(id, { ...brokerOrder(id, 'canceled'), filled: quantity(3) });
    expect(rig.order(id)).toMatchObject({ status: 'canceled', gap: true });
    rig.taken();
    rig.operate({ kind: 'halt', reason: 'fear' });
    expect(rig.commands()).toEqual([]);
  });
});

describe('an approved order may leave', () => {
  const positions = [
    {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(20),
      averagePrice: price(100),
    },
  ];
  const scene = () => {
    const rig = new Rig().ready({ positions });
    const adds = rig.place({ key: 'add' });
    const exits = rig.place({ key: 'exit', side: 'sell' });
    const may = (trusted?: boolean) => [
      rig.engine.canStillSend(adds, trusted),
      rig.engine.canStillSend(exits, trusted),
    ];
    return { rig, adds, exits, may };
  };

  it('while the engine runs and what it knows is current; only to reduce while it is not', () => {
    const { may } = scene();
    expect(may()).toEqual([true, true]);
    expect(may(true)).toEqual([true, true]);
    expect(may(false)).toEqual([false, true]);
  });

  it('only to reduce while the engine recovers or allows only that, and not in a halt', () => {
    const { rig, may } = scene();
    rig.disconnect();
    expect(may()).toEqual([false, true]);
    rig.connect().state({ positions });
    rig.operate({ kind: 'reduce_only', reason: 'care' });
    expect(may()[1]).toBe(true);
    rig.operate({ kind: 'halt', reason: 'fear' });
    expect(may()).toEqual([false, false]);
  });

  it('not when it is canceled, has ended, or is none', () => {
    const { rig, adds, may } = scene();
    rig.operate({ kind: 'cancel', order: adds, reason: 'enough' });
    expect(may()).toEqual([false, true]);
    expect(rig.engine.canStillSend('qp1-none' as ClientOrderId)).toBe(false);
    const other = scene();
    other.rig.answer(other.exits, 'refused');
    expect(other.may()).toEqual([true, false]);
  });
});
