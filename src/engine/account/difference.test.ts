import { describe, expect, it } from 'vitest';
import { fillOf, MORNING, Rig, SPY, STREAM } from '../../../tests/support/engine-rig.ts';
import { price, quantity } from '../../core/decimal.ts';
import { later, SECOND } from '../../core/time.ts';
import { decodeEntry, encodeEntry } from '../../ledger/journal-codec.ts';
import type { BrokerPosition } from '../../ledger/journal.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { ticker } from '../../market/symbol.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { order } from '../../strategy/intent.ts';

const QUX = ticker('QUX');

function held(shares: number, symbol = SPY, each = 80): BrokerPosition {
  const instrument = instrumentOf(symbol);
  return { symbol, instrument, quantity: quantity(shares), averagePrice: price(each) };
}

/** The broker states this until it is called unexplained. */
function unexplained(rig: Rig, words: Parameters<Rig['state']>[0]): Rig {
  for (let look = 0; look < 6; look += 1) rig.pass(2 * SECOND).state(words);
  return rig;
}

function adjust(rig: Rig, difference: string): Rig {
  return rig.operate({ kind: 'adjust', difference, reason: 'the broker moved it' });
}

function resultOf({ engine }: Rig): number {
  return engine.equity - engine.portfolio.contributed.toNumber();
}

describe('an unexplained difference', () => {
  it('in cash is booked when it is confirmed as it is, and additions pass again', () => {
    const rig = unexplained(new Rig().ready(), { cash: '99000.5' });
    expect(rig.engine.difference?.words).toBe('cash -999.5');
    rig.taken();
    adjust(rig, 'cash -999.5');
    expect(rig.kinds().slice(-1)).toEqual(['adjusted']);
    expect(rig.commands()).toEqual(['snapshot']);
    expect(rig.engine.portfolio.cash.toString()).toBe('99000.5');
    expect(resultOf(rig)).toBe(0);
    // It stays unreconciled until a broker statement agrees.
    expect(rig.engine.difference).toBeUndefined();
    rig.state({ cash: '99000.5' });
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
    expect(rig.quote(100).order(rig.place({ key: 'add' })).status).toBe('intent');
  });

  it('is left alone when it is another one than was confirmed', () => {
    const rig = unexplained(new Rig().ready(), { cash: '99000' });
    const before = rig.entries.length;
    adjust(rig, 'cash -999');
    unexplained(rig, { cash: '98000' });
    adjust(rig, 'cash -1000');
    expect(rig.kinds(before)).toEqual(['reconciled']);
    expect(rig.engine.portfolio.cash.toString()).toBe('100000');
  });

  it('is offered neither before it is called unexplained nor while something moves', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged').state({ cash: '99000' });
    expect(rig.engine.difference).toBeUndefined();
    unexplained(rig, { cash: '99000' });
    expect(rig.engine.difference?.words).toBe('cash -1000');
    const event = { at: rig.at, order: id, fill: fillOf(id, 10), complete: true } as const;
    rig.handle({
      from: 'broker',
      event: { kind: 'order', event: { kind: 'filled', evidence: STREAM, ...event } },
    });
    expect(rig.engine.difference).toBeUndefined();
  });

  it('of shares that are new comes to the manual book at the last price, without a result', () => {
    const rig = unexplained(new Rig().ready(), { positions: [held(3), held(2, QUX)] });
    expect(rig.engine.difference?.words).toBe('QUX +2, SPY +3');
    adjust(rig, 'QUX +2, SPY +3');
    const book = rig.engine.portfolio.books.get(MANUAL_BOOK)!;
    expect(book.positions.get(SPY)?.cost.toString()).toBe('300');
    // There is no other price of it than the broker's average.
    expect(book.positions.get(QUX)?.cost.toString()).toBe('160');
    expect(resultOf(rig)).toBeCloseTo(0, 9);
  });

  it('of shares that are gone realizes what they had gained, oldest lots first', () => {
    const rig = new Rig().ready({ positions: [held(10)] });
    rig.at = later(MORNING, SECOND);
    rig.quote(110).state({ positions: [held(10)] });
    const result = resultOf(rig);
    unexplained(rig, { positions: [held(4)] });
    adjust(rig, 'SPY -6');
    const { portfolio } = rig.engine;
    expect(portfolio.holdings.get(SPY)?.toString()).toBe('4');
    expect(portfolio.realized.toString()).toBe('180');
    expect(portfolio.books.get(MANUAL_BOOK)?.positions.get(SPY)?.cost.toString()).toBe('320');
    expect(resultOf(rig)).toBeCloseTo(result, 9);
  });

  it('is taken from the manual book first, then from strategies, and turns a position in two', () => {
    const buys = { id: 'buyer' as BookId, capital: 0.5 };
    const strategy = defineStrategy({
      name: 'buyer',
      symbols: [SPY],
      timeframe: '1Min',
      onBar: ({ position }) =>
        position ? [] : [order({ symbol: SPY, side: 'buy', quantity: 5 }, 'once')],
    });
    const rig = new Rig({}, [{ ...buys, strategy }]).ready({ positions: [held(3)] });
    rig.session('open').bar(100);
    const id = [...rig.engine.portfolio.open.keys()][0]!;
    rig.answer(id, 'acknowledged');
    const event = { at: rig.at, order: id, fill: fillOf(id, 5), complete: true } as const;
    rig.handle({
      from: 'broker',
      event: { kind: 'order', event: { kind: 'filled', evidence: STREAM, ...event } },
    });
    rig.state({ cash: '99500', positions: [held(8)] });
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
    unexplained(rig, { cash: '99500', positions: [held(-2)] });
    const moves = rig.engine.difference?.adjustments.map(
      ({ book, quantity: shares }) => `${book} ${shares.toString()}`,
    );
    expect(moves).toEqual(['manual -3', 'buyer -5', 'manual -2']);
    adjust(rig, 'SPY -10');
    expect(rig.engine.portfolio.holdings.get(SPY)?.toString()).toBe('-2');
    expect(rig.engine.portfolio.books.get('buyer' as BookId)?.positions.has(SPY)).toBe(false);
    rig.state({ cash: '99500', positions: [held(-2)] });
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
  });

  it('folds to the same after a restart, from what was written', () => {
    const rig = unexplained(new Rig().ready(), { cash: '99000', positions: [held(3)] });
    adjust(rig, 'cash -1000, SPY +3');
    const { cash, contributed } = rig.engine.portfolio;
    const written = rig.entries.map((entry) => decodeEntry(encodeEntry(entry)));
    rig.entries.splice(0, rig.entries.length, ...written);
    rig.restart();
    expect(rig.engine.portfolio.cash.equals(cash)).toBe(true);
    expect(rig.engine.portfolio.contributed.equals(contributed)).toBe(true);
    expect(rig.engine.portfolio.holdings.get(SPY)?.toString()).toBe('3');
    expect(written.at(-1)?.body).toMatchObject({
      kind: 'adjusted',
      cause: 'a person: the broker moved it',
    });
  });
});
