import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, money, price, quantity, ZERO_MONEY } from '../core/decimal.ts';
import { epochMs, isoDate } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { ExecutionId } from '../orders/event.ts';
import type { BookId, BrokerOrderId, ClientOrderId, Side } from '../orders/request.ts';
import { apply } from './apply.ts';
import type { JournalBody, Sequence } from './journal.ts';
import { emptyPortfolio, type Portfolio } from './portfolio.ts';

const AT = epochMs(1_700_000_000_000);
const BOOK = 'trend' as BookId;

/** Ties entries one after the other, as a recorder does. */
function cord() {
  const portfolio = emptyPortfolio();
  let orders = 0;
  const tie = (body: JournalBody): Portfolio =>
    apply(portfolio, { seq: (portfolio.seq + 1) as Sequence, at: AT, cause: null, body });
  const deposit = (amount: string, book = BOOK, id = `d${portfolio.seq}`): void => {
    tie({
      kind: 'cash_moved',
      flow: { kind: 'deposit', amount: money(amount), book, id, note: '' },
    });
  };
  const trade = (side: Side, shares: string, at: string, symbol = 'SPY', book = BOOK): void => {
    orders += 1;
    const id = `qp1-${orders}` as ClientOrderId;
    tie({
      kind: 'ordered',
      order: {
        id,
        book,
        symbol: ticker(symbol),
        instrument: instrumentOf(ticker(symbol)),
        side,
        size: { kind: 'quantity', quantity: quantity(shares) },
        terms: { type: 'market' },
        timeInForce: 'day',
        extendedHours: false,
        reason: 'a test',
        decidedAt: AT,
      },
    });
    tie({ kind: 'reviewed', order: id, verdict: 'approved', controls: [] });
    const evidence = { source: 'stream', message: '' } as const;
    const brokerId = `b${orders}` as BrokerOrderId;
    tie({
      kind: 'order_event',
      event: { kind: 'accepted', at: AT, order: id, brokerId, status: 'new', evidence },
    });
    const fill = {
      id: `x${orders}` as ExecutionId,
      order: id,
      symbol: ticker(symbol),
      instrument: instrumentOf(ticker(symbol)),
      side,
      quantity: quantity(shares),
      price: price(at),
      at: AT,
      cumulative: quantity(shares),
    };
    tie({
      kind: 'order_event',
      event: { kind: 'filled', at: AT, order: id, fill, complete: true, evidence },
    });
  };
  return { portfolio, tie, deposit, trade };
}

function line(portfolio: Portfolio, symbol = ticker('SPY')): string {
  const { cash, realized, fees, income, holdings, books } = portfolio;
  const position = books.get(BOOK)?.positions.get(symbol);
  return [
    cash.toString(),
    (holdings.get(symbol) ?? quantity(0)).toString(),
    (position?.cost ?? ZERO_MONEY).toString(),
    realized.toString(),
    fees.toString(),
    income.toString(),
  ].join(' ');
}

describe('the ledger, row by row', () => {
  it('keeps cash, shares, cost and result as an accountant would', () => {
    const { portfolio, tie, deposit, trade } = cord();
    const fee = (amount: string, id: string): void => {
      const flow = { kind: 'fee', amount: money(amount), book: BOOK, id, note: '' } as const;
      tie({ kind: 'cash_moved', flow });
    };
    const dividend = (amount: string, id: string): void => {
      const symbol = ticker('SPY');
      const flow = {
        kind: 'dividend',
        amount: money(amount),
        book: BOOK,
        symbol,
        id,
        note: '',
      } as const;
      tie({ kind: 'cash_moved', flow });
    };
    const split = (from: number, to: number): void => {
      const exDate = isoDate('2024-06-10');
      const symbol = ticker('SPY');
      const action = {
        kind: 'split',
        symbol,
        exDate,
        at: AT,
        from: quantity(from),
        to: quantity(to),
      } as const;
      tie({ kind: 'action_applied', action });
    };
    const rows: readonly [what: () => void, after: string][] = [
      //                                      cash       shares cost    realized fees income
      [() => deposit('10000'), '10000      0      0       0        0    0'],
      [() => trade('buy', '10', '100.50'), '8995       10     1005    0        0    0'],
      [() => trade('buy', '5', '110'), '8445       15     1555    0        0    0'],
      [() => trade('sell', '4', '120'), '8925       11     1153    78       0    0'],
      [() => fee('-0.02', 'f1'), '8924.98    11     1153    78       0.02 0'],
      [() => dividend('3.3', 'v1'), '8928.28    11     1153    78       0.02 3.3'],
      // the same flow reported twice is booked once
      [() => dividend('3.3', 'v1'), '8928.28    11     1153    78       0.02 3.3'],
      [() => trade('sell', '8', '90'), '9648.28    3      330     -25      0.02 3.3'],
      // a split multiplies shares and leaves the cost
      [() => split(1, 4), '9648.28    12     330     -25      0.02 3.3'],
      [() => trade('sell', '12', '30.5'), '10014.28   0      0       11       0.02 3.3'],
      // a sale of what is not held is a short, its cost negative
      [() => trade('sell', '2', '50'), '10114.28   -2     -100    11       0.02 3.3'],
      // a buy that flips it closes the short and opens the rest
      [() => trade('buy', '5', '40'), '9914.28    3      120     31       0.02 3.3'],
    ];
    for (const [act, after] of rows) {
      act();
      expect(line(portfolio)).toBe(after.replaceAll(/ +/g, ' '));
    }
    expect(portfolio.contributed.toString()).toBe('10000');
  });

  it('closes the oldest lots first and keeps what is left of a lot exact', () => {
    const { portfolio, deposit, trade } = cord();
    deposit('1000');
    trade('buy', '3', '10');
    trade('buy', '3', '20');
    trade('sell', '4', '30');
    const position = portfolio.books.get(BOOK)!.positions.get(ticker('SPY'))!;
    expect(
      position.lots.map(({ quantity: q, cost }) => `${q.toString()} for ${cost.toString()}`),
    ).toEqual(['2 for 40']);
    // 3 shares at 10 and 1 at 20, sold at 30
    expect(portfolio.realized.toString()).toBe('70');
  });

  it('moves money between books without changing the account', () => {
    const { portfolio, tie, deposit } = cord();
    deposit('1000', 'manual' as BookId);
    tie({ kind: 'book_funded', book: BOOK, amount: money('400') });
    expect(portfolio.cash.toString()).toBe('1000');
    expect(portfolio.books.get(BOOK)!.cash.toString()).toBe('400');
    expect(portfolio.books.get('manual' as BookId)!.cash.toString()).toBe('600');
    expect(portfolio.contributed.toString()).toBe('1000');
  });

  it('stops at a hole in the sequence', () => {
    const { portfolio } = cord();
    const body = { kind: 'book_funded', book: BOOK, amount: money('1') } as const;
    const entry = { seq: 2 as Sequence, at: AT, cause: null, body };
    expect(() => apply(portfolio, entry)).toThrow(/entry 2 follows 0/);
  });
});

const CALL = 'SPY240119C00450000';

describe('the ledger of an option contract and of a coin, row by row', () => {
  type Row = readonly [what: () => void, after: string];

  function check(symbol: string, rows: (pen: Pen) => readonly Row[]): void {
    const { portfolio, tie, deposit, trade } = cord();
    let flows = 0;
    const pen: Pen = {
      deposit: (amount) => () => deposit(amount),
      trade: (side, units, at) => () => trade(side, units, at, symbol),
      fee: (amount) => () => {
        flows += 1;
        const flow = {
          kind: 'fee',
          amount: money(amount),
          book: BOOK,
          id: `f${flows}`,
          note: '',
        } as const;
        tie({ kind: 'cash_moved', flow });
      },
      expire: (units) => () =>
        tie({
          kind: 'adjusted',
          book: BOOK,
          symbol: ticker(symbol),
          instrument: instrumentOf(ticker(symbol)),
          quantity: quantity(units),
          cost: ZERO_MONEY,
          cash: ZERO_MONEY,
          cause: 'expired worthless',
        }),
    };
    for (const [act, after] of rows(pen)) {
      act();
      expect(line(portfolio, ticker(symbol))).toBe(after.replaceAll(/ +/g, ' '));
    }
    expect(portfolio.contributed.toString()).toBe(
      portfolio.books.get(BOOK)!.contributed.toString(),
    );
  }

  it('a round trip of two contracts counts a hundredfold', () => {
    check(CALL, ({ deposit, trade, fee }) => [
      //                                 cash    held cost realized fees income
      [deposit('1000'), '1000                0    0    0       0    0'],
      [trade('buy', '2', '1.25'), '750       2    250  0       0    0'],
      [fee('-1.30'), '748.7              2    250  0       1.3  0'],
      [trade('sell', '1', '1.80'), '928.7 1    125  55      1.3  0'],
      [trade('sell', '1', '0.95'), '1023.7 0    0    25      1.3  0'],
      [fee('-1.32'), '1022.38            0    0    25      2.62 0'],
    ]);
  });

  it('a contract that expires worthless loses its cost and brings no cash', () => {
    check(CALL, ({ deposit, trade, fee, expire }) => [
      //                                 cash    held cost realized fees income
      [deposit('1000'), '1000                0    0    0       0    0'],
      [trade('buy', '2', '1.25'), '750       2    250  0       0    0'],
      [fee('-1.30'), '748.7                  2    250  0       1.3  0'],
      [expire('-2'), '748.7                  0    0    -250    1.3  0'],
    ]);
  });

  it('a written contract that expires worthless keeps its premium', () => {
    check(CALL, ({ deposit, trade, fee, expire }) => [
      //                                 cash    held cost realized fees income
      [deposit('1000'), '1000                0    0    0       0    0'],
      [trade('sell', '1', '1.25'), '1125     -1   -125 0       0    0'],
      [fee('-0.67'), '1124.33                -1   -125 0       0.67 0'],
      [expire('1'), '1124.33                 0    0    125     0.67 0'],
    ]);
  });

  it('a coin trades in billionths, and no digit is lost', () => {
    check('BTC/USD', ({ deposit, trade, fee }) => [
      //                                                cash              held        cost             realized         fees  income
      [deposit('100000'), '100000 0 0 0 0 0'],
      [
        trade('buy', '0.123456789', '64123.45'),
        '92083.52476339795 0.123456789 7916.47523660205 0 0 0',
      ],
      [fee('-19.79'), '92063.73476339795 0.123456789 7916.47523660205 0 19.79 0'],
      [
        trade('sell', '0.023456789', '70000.01'),
        '93705.71022796584 0.1 6412.345 137.84522796584 19.79 0',
      ],
      [fee('-4.11'), '93701.60022796584 0.1 6412.345 137.84522796584 23.9 0'],
      [trade('sell', '0.1', '60000'), '99701.60022796584 0 0 -274.49977203416 23.9 0'],
    ]);
  });

  it('a split of the underlying leaves contracts and coins alone', () => {
    const { portfolio, tie, deposit, trade } = cord();
    deposit('100000');
    for (const symbol of [CALL, 'BTC/USD', 'SPY']) {
      trade('buy', '1', '10', symbol);
      const action = {
        kind: 'split',
        symbol: ticker(symbol),
        exDate: isoDate('2024-06-10'),
        at: AT,
        from: quantity(1),
        to: quantity(4),
      } as const;
      tie({ kind: 'action_applied', action });
    }
    const held = [...portfolio.holdings].map(([symbol, units]) => `${symbol} ${units.toString()}`);
    expect(held).toEqual([`${CALL} 1`, 'BTC/USD 1', 'SPY 4']);
  });
});

/** What a row of a table can do. */
interface Pen {
  deposit(amount: string): () => void;
  trade(side: Side, units: string, at: string): () => void;
  fee(amount: string): () => void;
  expire(units: string): () => void;
}

const sides = fc.constantFrom<Side>('buy', 'sell');
const trades = fc.array(
  fc.record({
    side: sides,
    shares: fc.integer({ min: 1, max: 10_000_000 }).map((n) => (n / 1000).toFixed(3)),
    at: fc.integer({ min: 1, max: 1_000_000 }).map((n) => (n / 100).toFixed(2)),
    symbol: fc.constantFrom('SPY', 'QQQ', CALL, 'BTC/USD'),
    book: fc.constantFrom('trend' as BookId, 'manual' as BookId),
  }),
  { maxLength: 40 },
);

describe('laws of the ledger', () => {
  it('cash is what was contributed less what shares cost; books add up to the account', () => {
    fc.assert(
      fc.property(trades, (list) => {
        const { portfolio, deposit, trade } = cord();
        deposit('1000000');
        let spent = ZERO_MONEY;
        for (const { side, shares, at, symbol, book } of list) {
          trade(side, shares, at, symbol, book);
          const value = price(at).units * quantity(shares).units;
          const each = money(`${value}e-${price(at).scale + quantity(shares).scale}`);
          const moved = symbol === CALL ? each.times(decimal(100)) : each;
          spent = side === 'buy' ? spent.plus(moved) : spent.minus(moved);
        }
        expect(portfolio.cash.equals(money('1000000').minus(spent))).toBe(true);
        let cost = ZERO_MONEY;
        let cash = ZERO_MONEY;
        for (const book of portfolio.books.values()) {
          cash = cash.plus(book.cash);
          for (const position of book.positions.values()) {
            cost = cost.plus(position.cost);
            const lots = position.lots.reduce((sum, lot) => sum.plus(lot.quantity), quantity(0));
            expect(lots.equals(position.quantity)).toBe(true);
            expect(new Set(position.lots.map((lot) => lot.quantity.sign())).size).toBe(1);
          }
        }
        expect(cash.equals(portfolio.cash)).toBe(true);
        // What is held at cost, plus cash, is what was put in plus what was realized.
        const held = portfolio.cash.plus(cost);
        expect(held.equals(portfolio.contributed.plus(portfolio.realized))).toBe(true);
      }),
    );
  });
});
