import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { money, price, quantity, ZERO_MONEY } from '../../src/core/decimal.ts';
import { epochMs, isoDate } from '../../src/core/time.ts';
import { apply } from '../../src/ledger/apply.ts';
import type { JournalBody, JournalEntry, Sequence } from '../../src/ledger/journal.ts';
import { emptyPortfolio, type Portfolio } from '../../src/ledger/portfolio.ts';
import { instrumentOf } from '../../src/market/instrument.ts';
import { ticker } from '../../src/market/symbol.ts';
import { type BookId, type ClientOrderId, MANUAL_BOOK } from '../../src/orders/request.ts';
import { JournalPen } from '../support/account-entries.ts';

const TREND = 'trend' as BookId;
const AAAA = ticker('AAAA');

/** An account with cash, 100 shares in one lot, and orders in every state that a row needs. */
function before(): JournalPen {
  const pen = new JournalPen().deposit(100_000);
  pen.write({ kind: 'book_funded', book: TREND, amount: money(50_000) });
  pen.order('held', { shares: 100 }).accepted('held').filled('held', { shares: 100, at: 50 });
  pen.order('buy').order('sell', { side: 'sell' }).accepted('buy').accepted('sell');
  pen.order('fresh');
  return pen;
}

const flow = (kind: 'deposit' | 'fee' | 'dividend', dollars: number): JournalBody => ({
  kind: 'cash_moved',
  flow: { kind, amount: money(dollars), book: TREND, id: `${kind}-x`, note: '' },
});
const evidence = { source: 'stream', message: '' } as const;
const at = epochMs(1_710_770_400_000);
const exDate = isoDate('2024-03-18');
const one = quantity(1);

/** Event of each row, by its example. */
const EXAMPLES: Readonly<Record<string, (pen: JournalPen) => unknown>> = {
  'a server starts': (pen) =>
    pen.write({
      kind: 'run_started',
      manifest: {
        version: '1',
        mode: 'sim',
        account: 'a',
        books: [],
        limits: '{}',
        data: '',
        seed: 1,
      },
    }),
  'the day opens': (pen) =>
    pen.write({ kind: 'session', phase: 'open', date: isoDate('2024-03-18'), equity: 100_000 }),
  'every position has a price': (pen) => {
    const date = isoDate('2024-03-18');
    pen.write({ kind: 'session', phase: 'open', date, equity: null });
    return pen.write({ kind: 'day_valued', date, equity: 100_000, books: {} });
  },
  'a strategy wants to buy': (pen) => pen.order('another').entries.pop(),
  'the gate approves': (pen) => pen.order('another'),
  'the broker accepts': (pen) => pen.accepted('fresh'),
  'a buy is filled': (pen) => pen.filled('buy', { shares: 10, at: 51 }),
  'a sell is filled': (pen) => pen.filled('sell', { shares: 10, at: 51, side: 'sell' }),
  'an order expires': (pen) => pen.event('buy', { kind: 'expired', evidence }),
  'the broker contradicts itself': (pen) =>
    pen.write({
      kind: 'illegal_event',
      event: { kind: 'expired', at, order: 'held' as ClientOrderId, evidence },
      found: 'it was filled',
    }),
  'a deposit': (pen) => pen.write(flow('deposit', 1_000)),
  'a fee': (pen) => pen.write(flow('fee', -1)),
  'a dividend': (pen) => pen.write(flow('dividend', 12)),
  'a dividend is due': (pen) =>
    pen.write({
      kind: 'action_applied',
      action: { kind: 'dividend', symbol: AAAA, at, exDate, perShare: price('0.5') },
    }),
  'a split': (pen) =>
    pen.write({
      kind: 'action_applied',
      action: { kind: 'split', symbol: AAAA, at, exDate, from: one, to: quantity(2) },
    }),
  'a symbol ends, in a backtest': (pen) =>
    pen.write({
      kind: 'action_applied',
      action: { kind: 'ended', symbol: AAAA, at, exDate, price: price('3') },
    }),
  'shares found at the broker': (pen) =>
    pen.write({
      kind: 'adjusted',
      book: MANUAL_BOOK,
      symbol: AAAA,
      instrument: instrumentOf(AAAA),
      quantity: one,
      cost: money(50),
      cash: ZERO_MONEY,
      cause: 'found',
    }),
  'shares gone from the broker': (pen) =>
    pen.write({
      kind: 'adjusted',
      book: TREND,
      symbol: AAAA,
      instrument: instrumentOf(AAAA),
      quantity: quantity(-40),
      cost: money(-2_040),
      cash: ZERO_MONEY,
      cause: 'gone',
    }),
  'a difference in cash': (pen) =>
    pen.write({
      kind: 'adjusted',
      book: MANUAL_BOOK,
      symbol: null,
      instrument: null,
      quantity: quantity(0),
      cost: ZERO_MONEY,
      cash: money(-5),
      cause: 'a transfer',
    }),
  "the broker's statement": (pen) =>
    pen.write({
      kind: 'reconciled',
      asOf: at,
      account: {
        id: 'a',
        status: 'ACTIVE',
        cash: money(1),
        equity: money(1),
        buyingPower: money(1),
        tradingBlocked: false,
      },
      drift: [],
    }),
  'a user halts': (pen) =>
    pen.write({ kind: 'engine_state', state: 'halted', by: 'someone', reason: 'lunch' }),
  'a strategy is paused': (pen) =>
    pen.write({ kind: 'book_state', book: TREND, state: 'paused', reason: 'a person' }),
  "a strategy's memory": (pen) => pen.write({ kind: 'remembered', book: TREND, memory: '{"a":1}' }),
};

function folded(entries: readonly JournalEntry[]): Portfolio {
  const portfolio = emptyPortfolio();
  entries.forEach((entry, index) => apply(portfolio, { ...entry, seq: (index + 1) as Sequence }));
  return portfolio;
}

/** Returns the five columns of the table, as strings that are equal when nothing changed. */
function columnsOf(portfolio: Portfolio): readonly string[] {
  const books = [...portfolio.books.values()];
  const lots = books.flatMap((book) => [...book.positions.values()].flatMap((held) => held.lots));
  return [
    portfolio.cash.toString(),
    [...portfolio.holdings].map(([symbol, held]) => `${symbol} ${held.toString()}`).join(),
    lots.map((lot) => `${lot.quantity.toString()} for ${lot.cost.toString()}`).join(),
    portfolio.realized.toString(),
    portfolio.contributed.toString(),
  ];
}

const page = readFileSync(new URL('../../docs/concepts/ledger.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|(.*)\|$/gm)].map((match) => ({
  kind: match[1]!,
  example: match[2]!.trim(),
  marks: match[3]!.split('|').map((cell) => cell.trim() === '✓'),
}));

test('the table of effects has a row for every example', () => {
  expect(rows.map(({ example }) => example)).toEqual(Object.keys(EXAMPLES));
});

test.each(rows)('$kind, $example, has the effects in the table', ({ kind, example, marks }) => {
  const pen = before();
  const was = columnsOf(folded(pen.entries));
  EXAMPLES[example]!(pen);
  expect(pen.entries.at(-1)!.body.kind).toBe(kind);
  const is = columnsOf(folded(pen.entries));
  expect(is.map((text, column) => text !== was[column])).toEqual(marks);
});
