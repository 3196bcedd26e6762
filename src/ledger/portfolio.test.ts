import { describe, expect, it } from 'vitest';
import { request } from '../../tests/support/risk-scene.ts';
import { money, quantity } from '../core/decimal.ts';
import { isoDate } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import { approvedOrder, type OrderState, plannedOrder } from '../orders/lifecycle.ts';
import type { BookId } from '../orders/request.ts';
import { bookDayStart, dayStart } from './day.ts';
import type { Drift } from './journal.ts';
import {
  bookOf,
  cashDrift,
  DAILY_LOSS,
  emptyPortfolio,
  fileOrder,
  holding,
  type Portfolio,
  positionOf,
  type SessionStanding,
} from './portfolio.ts';

const BOOK = 'trend' as BookId;
const OTHER = 'other' as BookId;
const SPY = ticker('SPY');

describe('an empty portfolio', () => {
  it('has no money, nothing open and may trade', () => {
    const { cash, contributed, realized, fees, income, ...rest } = emptyPortfolio();
    expect([cash, contributed, realized, fees, income].map(String)).toEqual(Array(5).fill('0'));
    expect(rest).toMatchObject({
      seq: 0,
      at: 0,
      manifest: null,
      engine: { state: 'running', by: 'default', at: 0, under: 'running' },
      session: null,
      openedAt: null,
      reconciled: { at: 0, drift: [] },
      forgetful: false,
      orderCount: 0,
      fillCount: 0,
      deniedCount: 0,
    });
    expect(rest.engine.reason).toBe('nothing has stopped it');
  });

  it('makes a book, empty and running, when it is first named', () => {
    const portfolio = emptyPortfolio();
    const book = bookOf(portfolio, BOOK);
    expect(book).toMatchObject({ id: BOOK, state: 'running', stateReason: '', memory: '' });
    const sums = [book.cash, book.contributed, book.realized, book.fees, book.income];
    expect(sums.map(String)).toEqual(Array(5).fill('0'));
    expect(bookOf(portfolio, BOOK)).toBe(book);
    expect(Array.from(portfolio.books.keys())).toEqual([BOOK]);
  });

  it('holds nothing', () => {
    const portfolio = emptyPortfolio();
    expect(holding(portfolio, SPY).toString()).toBe('0');
    expect(positionOf(portfolio, BOOK, SPY)).toBeUndefined();
    bookOf(portfolio, BOOK);
    expect(positionOf(portfolio, BOOK, SPY)).toBeUndefined();
  });
});

describe('an order', () => {
  const order = approvedOrder(plannedOrder(request()), request().decidedAt);
  const id = order.request.id;
  const ended: OrderState = { ...order, status: 'canceled' };

  function filed(portfolio: Portfolio, ...states: readonly OrderState[]): readonly boolean[] {
    for (const state of states) fileOrder(portfolio, state);
    return [portfolio.open.has(id), portfolio.orders.has(id)];
  }

  it('is open until it has ended with every fill booked', () => {
    expect(filed(emptyPortfolio(), order)).toEqual([true, true]);
    expect(filed(emptyPortfolio(), order, ended)).toEqual([false, true]);
    expect(filed(emptyPortfolio(), order, { ...ended, gap: true })).toEqual([true, true]);
    expect(filed(emptyPortfolio(), { ...ended, gap: true }, ended)).toEqual([false, true]);
  });

  it('is forgotten when it ends where nobody reads the journal', () => {
    const portfolio = emptyPortfolio(true);
    expect(portfolio.forgetful).toBe(true);
    expect(filed(portfolio, order)).toEqual([true, true]);
    expect(filed(portfolio, ended)).toEqual([false, false]);
  });
});

describe('the unexplained difference in cash', () => {
  const drift = (change: Partial<Drift>): Drift => ({
    what: 'cash',
    symbol: null,
    ours: '100.50',
    theirs: '90',
    resolution: 'unexplained',
    ...change,
  });

  it.each<[readonly Drift[], number]>([
    [[], 0],
    [[drift({})], 10.5],
    [[drift({ theirs: '120.5' })], 20],
    [[drift({ resolution: 'adopted' })], 0],
    [[drift({ what: 'position', symbol: SPY })], 0],
    [[drift({ what: 'order' }), drift({})], 10.5],
  ])('of %j is %d dollars, without sign', (list, dollars) => {
    const portfolio = emptyPortfolio();
    portfolio.reconciled = { at: portfolio.at, drift: list };
    expect(cashDrift(portfolio)).toBe(dollars);
  });
});

describe('the start of a day, which its gain is measured from', () => {
  const session = (change: Partial<SessionStanding>): SessionStanding => ({
    date: isoDate('2024-03-18'),
    phase: 'open',
    openEquity: 1_000,
    openContributed: money(800),
    openBooks: new Map([[BOOK, { equity: 400, contributed: money(300) }]]),
    ...change,
  });

  function portfolioWith(standing: SessionStanding | null): Portfolio {
    const portfolio = emptyPortfolio();
    portfolio.session = standing;
    portfolio.contributed = money(850);
    bookOf(portfolio, BOOK).contributed = money(320);
    bookOf(portfolio, OTHER).contributed = money(50);
    return portfolio;
  }

  it('is the equity at the open with the deposits since', () => {
    expect(dayStart(portfolioWith(session({})))).toBe(1_050);
    expect(dayStart(portfolioWith(session({ openEquity: 0 })))).toBe(50);
  });

  it('is none before the first trading day, and unknown until that day is valued', () => {
    expect(dayStart(portfolioWith(null))).toBeNull();
    expect(dayStart(portfolioWith(session({ openEquity: null })))).toBeNaN();
  });

  it('is the same for a book', () => {
    expect(bookDayStart(portfolioWith(session({})), BOOK)).toBe(420);
    // A book that was not there at the open began with what it was given.
    expect(bookDayStart(portfolioWith(session({})), OTHER)).toBe(50);
  });

  it('is unknown for a book without a value at the open, and for one that is not there', () => {
    const unpriced = new Map([[BOOK, { equity: null, contributed: money(300) }]]);
    expect(bookDayStart(portfolioWith(session({ openBooks: unpriced })), BOOK)).toBeNull();
    expect(bookDayStart(portfolioWith(session({ openBooks: null })), BOOK)).toBeNull();
    expect(bookDayStart(portfolioWith(null), BOOK)).toBeNull();
    expect(bookDayStart(portfolioWith(session({})), 'third' as BookId)).toBeNull();
  });
});

it('keeps the name of the daily loss guard, which journals hold', () => {
  expect(DAILY_LOSS).toBe('R-17 daily loss');
});

it('finds the position of a book', () => {
  const portfolio = emptyPortfolio();
  const position = {
    symbol: SPY,
    instrument: instrumentOf(SPY),
    quantity: quantity(1),
    cost: money(5),
    lots: [],
    openedAt: portfolio.at,
  };
  bookOf(portfolio, BOOK).positions.set(SPY, position);
  expect(positionOf(portfolio, BOOK, SPY)).toBe(position);
  expect(positionOf(portfolio, OTHER, SPY)).toBeUndefined();
});

it('sums a holding over all books', () => {
  const portfolio = emptyPortfolio();
  portfolio.holdings.set(SPY, quantity('7.5'));
  expect(holding(portfolio, SPY).toString()).toBe('7.5');
});
