import { instrumentOf } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import { describe, expect, it } from 'vitest';
import { JournalPen } from '../../../tests/support/account-entries.ts';
import { money, price, quantity, ZERO_MONEY } from '../../core/decimal.ts';
import { epochMs } from '../../core/time.ts';
import { apply } from '../../ledger/apply.ts';
import type { BrokerPosition, Drift } from '../../ledger/journal.ts';
import { emptyPortfolio, type Portfolio } from '../../ledger/portfolio.ts';
import { ticker } from '../../market/symbol.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import { beforeAndAfter, describeDifference, differenceOf } from './difference.ts';

const AT = epochMs(1_700_000_000_000);
const SPY = ticker('SPY');
const QQQ = ticker('QQQ');

function drift(what: 'cash' | 'SPY' | 'QQQ', ours: string, theirs: string): Drift {
  const symbol = what === 'cash' ? null : ticker(what);
  const place = what === 'cash' ? 'cash' : 'position';
  return { what: place, symbol, ours, theirs, resolution: 'unexplained' };
}

/** Books with shares of SPY bought at 100, in the order in which they are named. */
function portfolioOf(shares: Readonly<Record<string, number>>): Portfolio {
  const pen = new JournalPen();
  for (const [book, count] of Object.entries(shares)) {
    pen.write({
      kind: 'adjusted',
      book: book as BookId,
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(count),
      cost: money(100 * count),
      cash: ZERO_MONEY,
      cause: 'a test',
    });
  }
  const portfolio = emptyPortfolio();
  for (const entry of pen.entries) apply(portfolio, entry);
  return portfolio;
}

interface Case {
  readonly books?: Readonly<Record<string, number>>;
  readonly drift: Drift;
  readonly last?: number;
  readonly positions?: readonly BrokerPosition[];
}

function adjustments({ books = {}, drift: one, last = Number.NaN, positions = [] }: Case) {
  const parts = {
    drift: [one],
    marketOf: (symbol: Ticker) => ({ instrument: instrumentOf(symbol), price: last }),
  };
  const { adjustments: made, ...rest } = differenceOf(
    portfolioOf(books),
    { at: AT, positions },
    parts,
  );
  expect(rest).toEqual({ asOf: AT, words: describeDifference([one]), drift: [one] });
  return made.map(({ book, symbol, quantity: shares, cost, cash }) =>
    [book, symbol ?? 'cash', shares, cost, cash].map(String).join(' '),
  );
}

describe('a difference in words', () => {
  it.each<[readonly Drift[], string]>([
    [[], ''],
    [[drift('cash', '100', '90.50')], 'cash -9.5'],
    [[drift('cash', '90', '100')], 'cash +10'],
    [[drift('SPY', '5', '5')], 'SPY 0'],
    [[drift('QQQ', '0', '2'), drift('SPY', '3', '0')], 'QQQ +2, SPY -3'],
  ])('describes the excess of the broker: %j', (list, words) => {
    expect(describeDifference(list)).toBe(words);
  });
});

describe('what would make ledger and broker equal', () => {
  const average = (symbol: typeof SPY, at: number): BrokerPosition => ({
    symbol,
    instrument: instrumentOf(symbol),
    quantity: quantity(1),
    averagePrice: price(at),
  });

  it.each<[string, Case, readonly string[]]>([
    //                                    book symbol shares cost cash
    ['cash', { drift: drift('cash', '100', '90.5') }, ['manual cash 0 0 -9.5']],
    ['new shares', { drift: drift('SPY', '0', '3'), last: 50 }, ['manual SPY 3 150 0']],
    [
      'new shares that the broker alone has a price of',
      { drift: drift('SPY', '0', '3'), positions: [average(QQQ, 7), average(SPY, 40)] },
      ['manual SPY 3 120 0'],
    ],
    ['new shares without a price', { drift: drift('SPY', '0', '3') }, ['manual SPY 3 0 0']],
    [
      'the last price before the average',
      { drift: drift('SPY', '0', '3'), last: 50, positions: [average(SPY, 40)] },
      ['manual SPY 3 150 0'],
    ],
    [
      'shares that are gone, at the cost of their lots without a price',
      { books: { manual: 4 }, drift: drift('SPY', '4', '3') },
      ['manual SPY -1 -100 0'],
    ],
    [
      'shares that are gone, of the manual book first',
      { books: { b: 2, a: 2, manual: 2 }, drift: drift('SPY', '6', '1'), last: 50 },
      ['manual SPY -2 -100 0', 'a SPY -2 -100 0', 'b SPY -1 -50 0'],
    ],
    [
      'the manual book first, whatever others are called',
      { books: { A: 2, manual: 2 }, drift: drift('SPY', '4', '3'), last: 50 },
      ['manual SPY -1 -50 0'],
    ],
    [
      'no more books than it needs',
      { books: { a: 2, b: 2 }, drift: drift('SPY', '4', '2'), last: 50 },
      ['a SPY -2 -100 0'],
    ],
    [
      'not the books that are on the other side',
      { books: { a: -2, b: 5 }, drift: drift('SPY', '3', '1'), last: 50 },
      ['b SPY -2 -100 0'],
    ],
    [
      'shares through zero',
      { books: { a: 2 }, drift: drift('SPY', '2', '-3'), last: 50 },
      ['a SPY -2 -100 0', 'manual SPY -3 -150 0'],
    ],
    [
      'a short position that is gone',
      { books: { a: -2 }, drift: drift('SPY', '-2', '0'), last: 50 },
      ['a SPY 2 100 0'],
    ],
    [
      'more shares of what is held already',
      { books: { a: 2 }, drift: drift('SPY', '2', '5'), last: 50 },
      ['manual SPY 3 150 0'],
    ],
  ])('is %s', (_what, given, expected) => {
    expect(adjustments(given)).toEqual(expected);
  });

  it('is shown as cash and shares before and after, summed over books', () => {
    const portfolio = portfolioOf({ a: 2, [MANUAL_BOOK]: 1 });
    portfolio.cash = money(100);
    const list = [drift('cash', '100', '94.50'), drift('QQQ', '0', '1'), drift('SPY', '3', '0')];
    const difference = differenceOf(
      portfolio,
      { at: AT, positions: [] },
      { drift: list, marketOf: (symbol) => ({ instrument: instrumentOf(symbol), price: 50 }) },
    );
    expect(beforeAndAfter(portfolio, difference.adjustments)).toEqual([
      { what: 'cash', before: '100', after: '94.5' },
      { what: 'QQQ', before: '0', after: '1' },
      { what: 'SPY', before: '3', after: '0' },
    ]);
    expect(beforeAndAfter(portfolio, [])).toEqual([]);
  });
});
