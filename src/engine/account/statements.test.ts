import { instrumentOf } from '../../market/instrument.ts';
import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, MORNING, Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { DAY, HOUR, later, MINUTE, SECOND } from '../../core/time.ts';
import type { BrokerPosition } from '../../ledger/journal.ts';
import { ticker } from '../../market/symbol.ts';
import { type BookId, type ClientOrderId, MANUAL_BOOK } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import type { BookConfig } from '../book-runner.ts';

const QQQ = ticker('QQQ');
const WEB = 'web-1' as ClientOrderId;

const held = (shares: number, symbol = SPY, at = 100): BrokerPosition => ({
  symbol,
  instrument: instrumentOf(symbol),
  quantity: quantity(shares),
  averagePrice: price(at),
});

function idle(id: string, capital: number): BookConfig {
  const strategy = defineStrategy({
    name: id,
    symbols: [SPY],
    timeframe: '1Min',
    onBar: () => [],
  });
  return { id: id as BookId, strategy, capital };
}

const cashOf = (rig: Rig, book: string): string =>
  rig.engine.portfolio.books.get(book as BookId)!.cash.toString();

describe('the opening statement', () => {
  it('is journaled with the cash, the positions and the funding of the books that it leads to', () => {
    const books = [idle('half', 0.5), idle('none', 0), idle('third', 1 / 3)];
    const rig = new Rig({}, books).connect();
    const before = rig.entries.length;
    rig.state({ cash: '1000.01', positions: [held(10), held(2, QQQ, 50)] });
    const made = rig.entries.slice(before);
    expect(made.map(({ body }) => body.kind)).toEqual([
      'reconciled',
      'cash_moved',
      'adjusted',
      'adjusted',
      'book_funded',
      'book_funded',
    ]);
    const [opening, ...led] = made;
    expect(opening!.body).not.toHaveProperty('contained');
    for (const { cause } of led) expect(cause).toBe(opening!.seq);
    expect(led[0]!.body).toMatchObject({
      flow: {
        kind: 'deposit',
        book: MANUAL_BOOK,
        id: 'opening:test',
        note: 'cash found at the broker',
      },
    });
    expect(led[1]!.body).toMatchObject({
      book: MANUAL_BOOK,
      symbol: SPY,
      cause: 'position found at the broker',
    });
    // The equity at cost is 2,100.01; cents are rounded down.
    expect([cashOf(rig, 'half'), cashOf(rig, 'third')]).toEqual(['1050', '700']);
    expect(cashOf(rig, MANUAL_BOOK)).toBe('-749.99');
    expect(rig.engine.portfolio.contributed.toString()).toBe('2100.01');
  });

  it('lists by id the flows without an instant that it contains', () => {
    const flows = [
      {
        kind: 'dividend',
        amount: money(1),
        id: 'day',
        note: '',
        at: MORNING,
        dateOnly: true,
        order: null,
      },
      { kind: 'fee', amount: money(-1), id: 'instant', note: '', at: MORNING, order: null },
    ] as const;
    const rig = new Rig().connect().state({ flows });
    rig.pass(2 * SECOND).state({ flows });
    const opening = rig.entries.find(({ body }) => body.kind === 'reconciled');
    expect(opening!.body).toMatchObject({ contained: ['day'] });
  });

  it.each([
    ['a flow', { flows: [{ ...fee('f'), at: later(MORNING, 1) }] }],
    ['a fill', { fills: [fillOf(WEB, 1, 1, later(MORNING, 1))] }],
  ])('waits while %s is later than its clock, and not for one at its clock', (_what, words) => {
    const rig = new Rig().connect().state(words);
    expect(rig.engine.portfolio.openedAt).toBeNull();
    const other = new Rig().connect();
    other.state({ flows: [fee('f')], fills: [fillOf(WEB, 1, 1, MORNING)] });
    expect(other.engine.portfolio.openedAt).toBe(MORNING);
  });
});

function fee(id: string) {
  return { kind: 'fee', amount: money(-1), id, note: '', at: MORNING, order: null } as const;
}

describe('the comparison of ledger and broker', () => {
  it('is unknown before the opening balance, then equal', () => {
    const rig = new Rig();
    expect(rig.engine.comparison).toBeUndefined();
    rig.connect().state({ fills: [fillOf(WEB, 1, 1, later(MORNING, 1))] });
    expect(rig.engine.comparison).toBeUndefined();
    rig.ready();
    const { standing, asOf, cash } = rig.engine.comparison!;
    expect([standing, asOf, cash.toString()]).toEqual(['equal', MORNING, '0']);
  });

  it('differs from the statement that says something else, by the cash of the ledger', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, SECOND);
    rig.state({ cash: '99990' });
    const { standing, asOf, cash } = rig.engine.comparison!;
    expect([standing, asOf, cash.toString()]).toEqual(['differs', rig.at, '10']);
  });

  it('has moved since when something was booked after an equal statement', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    rig.state();
    rig.found(id, brokerOrder(id, 'filled', { fills: [fillOf(id, 10)] }));
    expect(rig.engine.comparison).toMatchObject({ standing: 'moved_since' });
    rig.state({ cash: '99000', positions: [held(10)] });
    expect(rig.engine.comparison).toMatchObject({ standing: 'equal' });
  });

  it('has moved since when something was booked right after the opening', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged');
    rig.found(id, brokerOrder(id, 'filled', { fills: [fillOf(id, 10)] }));
    expect(rig.engine.comparison).toMatchObject({ standing: 'moved_since' });
  });

  it('is unknown in a new life until its first statement, and so is the difference', () => {
    const rig = new Rig().ready();
    expect(rig.engine.difference).toBeUndefined();
    for (let look = 0; look < 6; look += 1) rig.state({ cash: '99990' });
    expect(rig.engine.difference).toBeDefined();
    rig.restart();
    expect([rig.engine.comparison, rig.engine.difference]).toEqual([undefined, undefined]);
  });

  it('has the newest statement of this life', () => {
    const rig = new Rig();
    expect(rig.engine.statement).toBeUndefined();
    rig.ready({ cash: '5' });
    expect(rig.engine.statement).toMatchObject({ at: MORNING, account: { id: 'test' } });
    expect(rig.engine.statement!.account.cash.toString()).toBe('5');
  });
});

describe('a comparison', () => {
  const comparisons = (rig: Rig): number =>
    rig.entries.filter(({ body }) => body.kind === 'reconciled').length;

  it('is journaled again after an hour when it says the same', () => {
    const rig = new Rig().ready();
    expect(comparisons(rig)).toBe(1);
    rig.at = later(MORNING, HOUR - 1);
    expect(comparisons(rig.state())).toBe(1);
    rig.at = later(MORNING, HOUR);
    expect(comparisons(rig.state())).toBe(2);
    rig.at = later(MORNING, 2 * HOUR - 1);
    expect(comparisons(rig.state())).toBe(2);
  });

  it('is journaled when a difference is unexplained, when it changes and when it ends', () => {
    const rig = new Rig().ready();
    const look = (cash: string, times: number): number => {
      for (let time = 0; time < times; time += 1) rig.state({ cash });
      return comparisons(rig);
    };
    expect(look('99990', 5)).toBe(1);
    expect(look('99990', 1)).toBe(2);
    expect(rig.engine.portfolio.reconciled.drift).toEqual([
      { what: 'cash', symbol: null, ours: '100000', theirs: '99990', resolution: 'unexplained' },
    ]);
    // The next difference is looked at five times again, too.
    expect(look('99980', 5)).toBe(2);
    expect(look('99980', 1)).toBe(3);
    expect(look('100000', 1)).toBe(4);
    expect(rig.engine.portfolio.reconciled.drift).toEqual([]);
  });

  it('names every symbol that differs, in the order of their names', () => {
    const rig = new Rig().ready({ positions: [held(5), held(1, QQQ)] });
    const positions = [held(6), held(3, ticker('AAPL'))];
    for (let time = 0; time < 6; time += 1) rig.state({ positions });
    expect(
      rig.engine.portfolio.reconciled.drift.map(
        ({ what, symbol, ours, theirs }) => `${what} ${symbol} ${ours} ${theirs}`,
      ),
    ).toEqual(['position AAPL 0 3', 'position QQQ 1 0', 'position SPY 5 6']);
  });
});

describe('what a statement lists', () => {
  it('of our orders is booked as the broker has it', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'unknown').taken();
    rig.state({ openOrders: [brokerOrder(id, 'new')] });
    expect(rig.order(id).status).toBe('working');
    // It was listed, so it is not queried.
    expect(rig.commands()).toEqual([]);
  });

  it('queries by id an external order that left the list, while it may be open', () => {
    const rig = new Rig().ready({ openOrders: [brokerOrder(WEB, 'new')] });
    rig.taken();
    rig.state({ openOrders: [brokerOrder(WEB, 'new')] });
    expect(rig.commands()).toEqual([]);
    rig.state();
    expect(rig.taken()).toEqual([{ kind: 'find', order: WEB }]);
    rig.found(WEB, brokerOrder(WEB, 'canceled'));
    rig.state();
    expect(rig.commands()).toEqual([]);
  });

  it('queries the order of unmatched fills once, unless it is listed or has no id', () => {
    const rig = new Rig().ready();
    rig.at = later(MORNING, MINUTE);
    rig.taken();
    const fills = [fillOf(WEB, 1, 1, rig.at), fillOf(WEB, 1, 2, rig.at), fillOf('', 1, 1, rig.at)];
    rig.state({ fills });
    expect(rig.taken()).toEqual([{ kind: 'find', order: WEB }]);
    rig.state({
      fills,
      openOrders: [brokerOrder(WEB, 'partially_filled', { fills: fills.slice(0, 2) })],
    });
    expect(rig.commands()).toEqual([]);
    expect(rig.engine.portfolio.holdings.get(SPY)!.toString()).toBe('2');
  });

  it('of fills of ours is booked with its source as evidence', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.answer(id, 'acknowledged').state({ fills: [fillOf(id, 4)] });
    const evidence = { source: 'query', message: 'account activities' };
    expect(rig.order(id)).toMatchObject({ status: 'partial', evidence });
    const filled = rig.entries.find(
      ({ body }) => body.kind === 'order_event' && body.event.kind === 'filled',
    );
    // Activities do not say whether an order is complete.
    expect(filled!.body).toMatchObject({ event: { complete: false, evidence } });
  });

  it('widens the window of the next one while it differs, and narrows it again', () => {
    const rig = new Rig().ready();
    const windowOf = (): number => {
      rig.taken();
      // Whatever a person adjusts, the broker is asked whether it agrees.
      rig.operate({ kind: 'adjust', difference: 'none', reason: 'a look' });
      const command = rig.taken().find(({ kind }) => kind === 'snapshot');
      if (command?.kind !== 'snapshot') throw new Error('expected a request for a statement');
      return command.since.fills - command.since.flows;
    };
    expect(windowOf()).toBe(0);
    for (let look = 0; look < 6; look += 1) {
      rig.state({ cash: '99990' });
      expect(windowOf()).toBeGreaterThan(6 * DAY);
    }
    rig.state();
    expect(windowOf()).toBe(0);
  });

  it('prices what is held and has no price yet, and nothing else', () => {
    const rig = new Rig().connect().state({ positions: [held(5, QQQ, 40)] });
    expect(rig.engine.markets.get(QQQ).price).toBe(40);
    rig.quote(50, QQQ).state({ positions: [held(5, QQQ, 45)] });
    expect(rig.engine.markets.get(QQQ).price).toBeCloseTo(50, 9);
    expect(rig.engine.equity).toBeCloseTo(100_250, 9);
  });
});
