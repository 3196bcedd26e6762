import { describe, expect, it } from 'vitest';
import { fillOf, Rig, SPY, STREAM } from '../../../tests/support/engine-rig.ts';
import { price, quantity } from '../../core/decimal.ts';
import { DAY, isoDate, later, MINUTE } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import type { OrderEvent } from '../../orders/event.ts';
import { isWaiting } from '../../orders/lifecycle.ts';
import type { BookId, ClientOrderId, OrderTerms } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { cancel, close, type Intent, order, target, targetShares } from '../../strategy/intent.ts';

const BOOK = 'holder' as BookId;
const HELD = 50;
const STOP: OrderTerms = { type: 'stop', stopPrice: price('90') };
const GAIN: OrderTerms = { type: 'limit', limitPrice: price('102') };

/** A book that does at each bar what the test wants. */
class House {
  readonly #want: { now: readonly Intent[] } = { now: [] };
  readonly rig: Rig;

  constructor(limits: { readonly allowShort?: boolean } = {}) {
    const strategy = defineStrategy({
      name: 'holder',
      symbols: [SPY],
      timeframe: '1Min',
      onBar: () => this.#want.now,
    });
    const loose = { quoteStaleMs: DAY, ...limits };
    this.rig = new Rig(loose, [{ id: BOOK, strategy, capital: 0.9 }]).ready().session('open');
  }

  /** Decides, and returns the ids of the orders that are new, in order. */
  decide(...intents: readonly Intent[]): readonly ClientOrderId[] {
    const before = new Set(this.rig.engine.portfolio.orders.keys());
    this.#want.now = intents;
    this.rig.at = later(this.rig.at, MINUTE);
    this.rig.quote(100).bar(100);
    this.#want.now = [];
    return [...this.rig.engine.portfolio.orders.keys()].filter((id) => !before.has(id));
  }

  /** Decides, and has the broker acknowledge what was sent. */
  place(...intents: readonly Intent[]): readonly ClientOrderId[] {
    const ids = this.decide(...intents);
    for (const id of ids) {
      if (!isWaiting(this.rig.order(id))) this.rig.answer(id, 'acknowledged');
    }
    return ids;
  }

  fill(id: ClientOrderId, shares: number, cumulative = shares): this {
    const { side } = this.rig.order(id).request;
    const fill = { ...fillOf(id, shares, cumulative, this.rig.at), side };
    const evidence = STREAM;
    return this.tell({
      kind: 'filled',
      at: this.rig.at,
      order: id,
      fill,
      complete: false,
      evidence,
    });
  }

  end(order: ClientOrderId, kind: 'canceled' | 'rejected' | 'expired' = 'canceled'): this {
    return this.tell({ kind, at: this.rig.at, order, evidence: STREAM });
  }

  tell(event: OrderEvent): this {
    this.rig.handle({ from: 'broker', event: { kind: 'order', event } });
    return this;
  }

  hold(shares = HELD): this {
    const side = shares > 0 ? 'buy' : 'sell';
    const [id] = this.place(order({ symbol: SPY, side, quantity: Math.abs(shares) }, 'a start'));
    this.fill(id!, Math.abs(shares));
    this.rig.taken();
    return this;
  }

  /** The commands since the last call: what is sent and what is canceled. */
  commands(): readonly string[] {
    return this.rig.taken().map((command) => {
      if (command.kind === 'submit') return this.words(command.order.id);
      return command.kind === 'cancel' ? `cancel ${this.words(command.order)}` : command.kind;
    });
  }

  words(id: ClientOrderId): string {
    const { side, size, terms } = this.rig.order(id).request;
    const shares = size.kind === 'quantity' ? size.quantity.toString() : '';
    return `${side} ${shares}${terms.type === 'market' ? '' : ` ${terms.type}`}`;
  }

  get held(): string {
    const { books } = this.rig.engine.portfolio;
    return books.get(BOOK)!.positions.get(SPY)?.quantity.toString() ?? '0';
  }
}

const stop = (quantity = HELD): Intent =>
  order({ symbol: SPY, side: 'sell', quantity, terms: STOP, timeInForce: 'gtc' }, 'protection');
const gain = (quantity = HELD): Intent =>
  order({ symbol: SPY, side: 'sell', quantity, terms: GAIN, timeInForce: 'gtc' }, 'a gain');

describe('closing a position while an exit rests', () => {
  it.each([
    ['close', close(SPY, 'out')],
    ['a target of 0', target(SPY, 0, 'out')],
    ['a target of no shares', targetShares(SPY, 0, 'out')],
  ])('%s cancels a stop, and sells once the broker says that it has ended', (_, intent) => {
    const house = new House().hold();
    const [resting] = house.place(stop());
    house.rig.taken();
    house.decide(intent);
    expect(house.commands()).toEqual(['cancel sell 50 stop']);
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 50']);
  });

  it('sells in one decision, however often it is asked', () => {
    const house = new House().hold();
    const [resting] = house.place(gain());
    expect(house.decide(close(SPY, 'out'))).toHaveLength(1);
    expect(house.decide(close(SPY, 'out'))).toHaveLength(0);
    house.rig.taken();
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 50']);
    expect(house.decide(close(SPY, 'out'))).toHaveLength(0);
  });

  it('a cancel in the same answer counts as done, for a target and for an order', () => {
    for (const exit of [
      close(SPY, 'out'),
      order({ symbol: SPY, side: 'sell', quantity: 50 }, ''),
    ]) {
      const house = new House().hold();
      const [resting] = house.place(stop());
      house.rig.taken();
      house.decide(cancel(resting!, 'replaced'), exit);
      expect(house.commands()).toEqual(['cancel sell 50 stop']);
      house.end(resting!);
      expect(house.commands()).toEqual(['sell 50']);
    }
  });

  it('sells only what is left when the stop was filled in part before it ended', () => {
    const house = new House().hold();
    const [resting] = house.place(stop());
    house.decide(close(SPY, 'out'));
    house.fill(resting!, 30);
    house.rig.taken();
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 20']);
  });

  it('sells nothing when the stop was filled after all', () => {
    const house = new House().hold();
    const [resting] = house.place(stop());
    const [exit] = house.decide(close(SPY, 'out'));
    house.rig.taken();
    house.fill(resting!, HELD);
    expect(house.commands()).toEqual([]);
    expect(house.held).toBe('0');
    expect(house.rig.order(exit!)).toMatchObject({
      status: 'denied',
      denials: [{ code: 'risk.withheld', message: 'nothing is left to close' }],
    });
  });

  it('waits across a restart', () => {
    const house = new House().hold();
    const [resting] = house.place(stop());
    const [exit] = house.decide(close(SPY, 'out'));
    const averagePrice = price('100');
    const instrument = instrumentOf(SPY);
    const held = { symbol: SPY, instrument, quantity: quantity(HELD), averagePrice };
    house.rig.restart().ready({ cash: '95000', positions: [held] });
    expect(house.rig.order(exit!).status).toBe('intent');
    house.rig.quote(100).taken();
    house.end(resting!);
    expect(house.commands()).toContain('sell 50');
  });

  it('keeps the exit while the engine is halted, and so nothing may be sold', () => {
    const house = new House().hold();
    house.place(stop());
    house.rig.operate({ kind: 'halt', reason: 'a test' });
    house.rig.taken();
    house.decide(close(SPY, 'out'));
    expect(house.commands()).toEqual([]);
  });

  it('requests a cancel again that the broker refused', () => {
    const house = new House().hold();
    const [resting] = house.place(stop());
    house.decide(close(SPY, 'out'));
    const evidence = { ...STREAM, message: 'order pending' };
    const answer = { kind: 'refused', evidence } as const;
    const { rig } = house;
    rig.handle({ from: 'answer', answer: { kind: 'cancel', at: rig.at, order: resting!, answer } });
    rig.pass(1_000).taken();
    expect(rig.order(resting!).cancel).toBe('refused');
    rig.at = later(rig.at, MINUTE);
    rig.pass(1_000);
    expect(house.commands()).toEqual(['cancel sell 50 stop']);
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 50']);
  });

  it('sells although the price has grown stale in the meantime', () => {
    const house = new House();
    house.hold();
    const [resting] = house.place(stop());
    house.decide(close(SPY, 'out'));
    house.rig.at = later(house.rig.at, 2 * DAY);
    house.rig.taken();
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 50']);
  });

  it('gives up an exit that was sized in other shares', () => {
    const house = new House().hold();
    house.place(stop());
    const [exit] = house.decide(close(SPY, 'out'));
    const ratio = { from: quantity(1), to: quantity(2) };
    const action = { kind: 'split', symbol: SPY, exDate: isoDate('2024-03-18'), ...ratio } as const;
    const at = house.rig.at;
    const event = { kind: 'action', at, action: { ...action, at } } as const;
    house.rig.handle({ from: 'market', event });
    expect(house.rig.order(exit!).denials[0]?.message).toBe('the shares were split');
    expect(house.held).toBe('100');
  });

  it('is given up by a cancel before it was sent', () => {
    const house = new House().hold();
    house.place(stop());
    const [exit] = house.decide(close(SPY, 'out'));
    house.rig.operate({ kind: 'cancel', order: exit!, reason: 'a person changed her mind' });
    expect(house.rig.order(exit!).status).toBe('denied');
  });
});

describe('shares that another book holds', () => {
  it('are not sold by the manual book, which names the holder', () => {
    const house = new House({ allowShort: true });
    house.hold();
    const id = house.rig.place({ key: 'mine', side: 'sell', shares: HELD });
    const { denials } = house.rig.order(id);
    expect(denials.map(({ code }) => code)).toEqual(['risk.other_book']);
    expect(denials[0]!.message).toContain('holder 50');
    expect(house.commands()).toEqual([]);
  });

  it('come out of the book that is named', () => {
    const house = new House();
    house.hold();
    const sale = { key: 'theirs', side: 'sell', shares: HELD, book: BOOK } as const;
    const id = house.rig.place(sale);
    expect(house.commands()).toEqual(['sell 50']);
    house.rig.answer(id, 'acknowledged');
    house.fill(id, HELD);
    expect(house.held).toBe('0');
  });
});

describe('selling a part while an exit rests', () => {
  it('places the exit again for the rest', () => {
    const house = new House().hold();
    const [resting] = house.place(stop());
    house.rig.taken();
    house.decide(targetShares(SPY, 20, 'less'));
    expect(house.commands()).toEqual(['cancel sell 50 stop']);
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 30', 'sell 20 stop']);
  });

  it('leaves an exit alone that does not hold the shares', () => {
    const house = new House().hold();
    house.place(stop(20));
    house.rig.taken();
    house.decide(targetShares(SPY, 20, 'less'));
    expect(house.commands()).toEqual(['sell 30']);
  });
});

describe('a target next to resting orders', () => {
  it('does not buy what a protective stop may sell one day', () => {
    const house = new House().hold();
    house.place(stop());
    expect(house.decide(targetShares(SPY, HELD, 'as it is'))).toEqual([]);
  });

  it('counts a resting entry toward the target', () => {
    const house = new House().hold(10);
    const terms = { type: 'limit', limitPrice: price('99') } as const;
    house.place(order({ symbol: SPY, side: 'buy', quantity: 5, terms }, 'a little lower'));
    house.rig.taken();
    house.decide(targetShares(SPY, 30, 'more'));
    expect(house.commands()).toEqual(['buy 15']);
  });

  it('cancels a resting entry instead of selling against it', () => {
    const house = new House().hold(10);
    const terms = { type: 'limit', limitPrice: price('99') } as const;
    const [entry] = house.place(order({ symbol: SPY, side: 'buy', quantity: 5, terms }, 'lower'));
    house.rig.taken();
    house.decide(close(SPY, 'out'));
    expect(house.commands()).toEqual(['cancel buy 5 limit']);
    house.end(entry!);
    expect(house.commands()).toEqual(['sell 10']);
  });
});

describe('a protective stop that would trigger immediately', () => {
  it('becomes an exit under the collar, with the cause in its reason', () => {
    const house = new House().hold();
    const terms: OrderTerms = { type: 'stop', stopPrice: price('101') };
    const words = { symbol: SPY, side: 'sell', quantity: HELD, terms } as const;
    const [exit] = house.decide(order(words, 'protection'));
    expect(house.commands()).toEqual(['sell 50 limit']);
    expect(house.rig.order(exit!).request).toMatchObject({
      terms: { type: 'limit', limitPrice: price('97') },
      reason: 'protection (the stop was past the market, so it exits immediately)',
    });
  });

  it('of a short covers above the market', () => {
    const house = new House({ allowShort: true }).hold(-HELD);
    const terms: OrderTerms = { type: 'stop', stopPrice: price('100') };
    const words = { symbol: SPY, side: 'buy', quantity: HELD, terms } as const;
    const [exit] = house.decide(order(words, 'protection'));
    expect(house.rig.order(exit!).request.terms).toEqual({
      type: 'limit',
      limitPrice: price('103'),
    });
  });

  it('rests where the market has not reached it', () => {
    const house = new House().hold();
    house.decide(stop());
    expect(house.commands()).toEqual(['sell 50 stop']);
  });
});

describe('a reversal', () => {
  const SHORT = { allowShort: true };

  it.each([
    ['from long to short', HELD, -20, ['sell 50'], ['sell 20'], '-20'],
    ['from short to long', -HELD, 20, ['buy 50'], ['buy 20'], '20'],
  ])('%s closes, and opens when the close is filled', (_, from, to, first, then, held) => {
    const house = new House(SHORT).hold(from);
    const [closing, opening] = house.place(targetShares(SPY, to, 'turn'));
    expect(house.commands()).toEqual(first);
    house.fill(closing!, 30);
    expect(house.commands()).toEqual([]);
    house.fill(closing!, 20, 50);
    expect(house.commands()).toEqual(then);
    house.rig.answer(opening!, 'acknowledged');
    house.fill(opening!, 20);
    expect(house.held).toBe(held);
  });

  it('of equal halves is no duplicate', () => {
    const house = new House(SHORT).hold();
    const [closing] = house.decide(targetShares(SPY, -HELD, 'turn'));
    house.rig.answer(closing!, 'acknowledged');
    house.rig.taken();
    house.fill(closing!, HELD);
    expect(house.commands()).toEqual(['sell 50']);
  });

  it('is the same decision when it is asked again before it is done', () => {
    const house = new House(SHORT).hold();
    house.decide(targetShares(SPY, -HELD, 'turn'));
    expect(house.decide(targetShares(SPY, -49, 'turn'))).toEqual([]);
  });

  it('is denied as a whole when short sales are off: the position stays', () => {
    const house = new House().hold();
    const ids = house.decide(targetShares(SPY, -20, 'turn'));
    expect(house.commands()).toEqual([]);
    expect(ids.map((id) => house.rig.order(id).denials[0]?.code)).toEqual(['risk.capital']);
    expect(house.held).toBe('50');
  });

  it('does not open when the close ended unfilled', () => {
    const house = new House(SHORT).hold();
    const [closing, opening] = house.decide(targetShares(SPY, -20, 'turn'));
    house.rig.answer(closing!, 'acknowledged');
    house.fill(closing!, 30);
    house.rig.taken();
    house.end(closing!);
    expect(house.commands()).toEqual([]);
    expect(house.rig.order(opening!).denials[0]?.message).toMatch(/ended before it was filled/);
  });

  it('waits for a close that is still working', () => {
    const house = new House(SHORT).hold();
    const [closing] = house.place(close(SPY, 'out'));
    house.rig.taken();
    house.decide(targetShares(SPY, -20, 'and short'));
    expect(house.commands()).toEqual([]);
    house.fill(closing!, HELD);
    expect(house.commands()).toEqual(['sell 20']);
  });

  it('cancels a resting exit first', () => {
    const house = new House(SHORT).hold();
    const [resting] = house.place(stop());
    house.rig.taken();
    const [closing] = house.decide(targetShares(SPY, -20, 'turn'));
    expect(house.commands()).toEqual(['cancel sell 50 stop']);
    house.end(resting!);
    expect(house.commands()).toEqual(['sell 50']);
    house.rig.answer(closing!, 'acknowledged');
    house.fill(closing!, HELD);
    expect(house.commands()).toEqual(['sell 20']);
  });

  it('splits a market order through zero', () => {
    const house = new House(SHORT).hold();
    const words = { symbol: SPY, side: 'sell', quantity: 70 } as const;
    const [closing] = house.decide(order(words, 'through zero'));
    expect(house.commands()).toEqual(['sell 50']);
    house.rig.answer(closing!, 'acknowledged');
    house.fill(closing!, HELD);
    expect(house.commands()).toEqual(['sell 20']);
  });
});
