import { describe, expect, it } from 'vitest';
import { JournalPen } from '../../tests/support/account-entries.ts';
import { money, price, quantity, ZERO_MONEY } from '../core/decimal.ts';
import { type EpochMs, epochMs, isoDate } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { BrokerOrder, ExecutionId, Fill } from '../orders/event.ts';
import { plannedOrder, transition, isIllegal } from '../orders/lifecycle.ts';
import {
  type BookId,
  type BrokerOrderId,
  type ClientOrderId,
  MANUAL_BOOK,
} from '../orders/request.ts';
import { apply, applyJudged, isBooked } from './apply.ts';
import type { CashFlow, Drift, JournalBody, RunManifest } from './journal.ts';
import { DAILY_LOSS, emptyPortfolio, type FoldObserver, type Portfolio } from './portfolio.ts';

const TREND = 'trend' as BookId;
const AAAA = ticker('AAAA');
const START = epochMs(Date.UTC(2024, 2, 18, 14));
const DAY = isoDate('2024-03-18');

function fold(pen: JournalPen, portfolio = emptyPortfolio(), observer?: FoldObserver): Portfolio {
  for (const entry of pen.entries.slice(portfolio.seq)) apply(portfolio, entry, observer);
  return portfolio;
}

function after(...bodies: readonly JournalBody[]): Portfolio {
  const pen = new JournalPen();
  for (const body of bodies) pen.write(body);
  return fold(pen);
}

function reconciled(change: Partial<JournalBody & { kind: 'reconciled' }> = {}): JournalBody {
  const account = {
    id: 'a',
    status: 'ACTIVE',
    cash: money(1),
    equity: money(1),
    buyingPower: money(1),
    tradingBlocked: false,
  };
  return { kind: 'reconciled', asOf: START, account, drift: [], ...change };
}

function adjusted(change: Partial<JournalBody & { kind: 'adjusted' }>): JournalBody {
  return {
    kind: 'adjusted',
    book: TREND,
    symbol: AAAA,
    instrument: instrumentOf(AAAA),
    quantity: quantity(0),
    cost: ZERO_MONEY,
    cash: ZERO_MONEY,
    cause: 'a person',
    ...change,
  };
}

function flow(kind: CashFlow['kind'], dollars: number, id = `${kind}-1`): JournalBody {
  return { kind: 'cash_moved', flow: { kind, amount: money(dollars), book: TREND, id, note: '' } };
}

describe('a run', () => {
  const manifest: RunManifest = {
    version: '1',
    mode: 'sim',
    account: 'a',
    books: [{ book: TREND, strategy: 's', params: {}, symbols: [AAAA], capital: 1 }],
    limits: '{}',
    data: '',
    seed: 1,
  };

  it('starts with the manual book and those of its manifest', () => {
    const portfolio = after({ kind: 'run_started', manifest });
    expect(portfolio.manifest).toBe(manifest);
    expect(Array.from(portfolio.books.keys())).toEqual([MANUAL_BOOK, TREND]);
  });
});

describe('every entry', () => {
  it('moves the sequence and the time of the portfolio', () => {
    const pen = new JournalPen().deposit(1).deposit(2);
    const portfolio = fold(pen);
    expect([portfolio.seq, portfolio.at]).toEqual([2, pen.entries[1]!.at]);
    expect(apply(portfolio, { ...pen.entries[1]!, seq: 3 as never })).toBe(portfolio);
  });

  it('must follow the one before', () => {
    const [first] = new JournalPen().deposit(1).entries;
    const portfolio = emptyPortfolio();
    expect(() => apply(portfolio, { ...first!, seq: 2 as never })).toThrow('entry 2 follows 0');
    expect(() => apply(portfolio, { ...first!, seq: 0 as never })).toThrow('entry 0 follows 0');
  });
});

describe('an entry without effect', () => {
  it('of a contradiction by the broker moves the sequence alone', () => {
    const pen = new JournalPen().deposit(1_000).order('a').accepted('a');
    const before = fold(pen);
    const [orders, cash] = [new Map(before.orders), before.cash.toString()];
    const evidence = { source: 'stream', message: '' } as const;
    const order = 'a' as ClientOrderId;
    const event = { kind: 'abandoned', at: START, order, reason: '', evidence } as const;
    pen.write({ kind: 'illegal_event', event, found: 'it is working' });
    const now = fold(pen, before);
    expect(now.seq).toBe(pen.entries.length);
    expect(new Map(now.orders)).toEqual(orders);
    expect(now.cash.toString()).toBe(cash);
  });

  it('is none of an unknown kind', () => {
    expect(() => after({ kind: 'dreamed' } as never)).toThrow('every kind of entry has an effect');
  });
});

describe('a trading day', () => {
  const session = (
    phase: 'open' | 'close',
    equity: number,
    books?: Record<string, number | null>,
  ): JournalBody => ({ kind: 'session', phase, date: DAY, equity, ...(books && { books }) });
  const funded: JournalBody = { kind: 'book_funded', book: TREND, amount: money(40) };

  it('opens at an equity and at what had been contributed', () => {
    const { session: day } = after(
      flow('deposit', 100),
      funded,
      session('open', 105, { trend: 41 }),
    );
    expect(day).toMatchObject({ date: DAY, phase: 'open', openEquity: 105 });
    expect(day!.openContributed.toString()).toBe('100');
    expect(day!.openBooks!.get(TREND)).toMatchObject({ equity: 41 });
    expect(day!.openBooks!.get(TREND)!.contributed.toString()).toBe('140');
    // A book without a value then has none, not zero.
    expect(day!.openBooks!.get(MANUAL_BOOK)!.equity).toBeNull();
  });

  it('has no value of its books where the journal does not note it', () => {
    expect(after(session('open', 105)).session!.openBooks).toBeNull();
  });

  it('closes with the figures of its open', () => {
    const { session: day } = after(
      flow('deposit', 100),
      session('open', 105, {}),
      flow('deposit', 7, 'd2'),
      session('close', 120),
    );
    expect(day).toMatchObject({ date: DAY, phase: 'close', openEquity: 105 });
    expect(day!.openContributed.toString()).toBe('100');
    expect(day!.openBooks).not.toBeNull();
  });

  it('that opened without a valuation starts at its first one', () => {
    const { session: day, at } = after(
      { kind: 'session', phase: 'open', date: DAY, equity: null, books: { trend: null } },
      flow('deposit', 100),
      { kind: 'day_valued', date: DAY, equity: 98, books: { trend: 40 } },
    );
    expect(day).toMatchObject({ date: DAY, phase: 'open', openEquity: 98, valuedAt: at });
    expect(day!.openContributed.toString()).toBe('100');
    expect(day!.openBooks!.get(TREND)!.equity).toBe(40);
    expect(day!.openBooks!.get(TREND)!.contributed.toString()).toBe('100');
  });

  it('keeps its valuation when it closes, and is valued only while it is the day', () => {
    const valued = { kind: 'day_valued', date: DAY, equity: 98, books: {} } as const;
    const { at } = after(session('open', 1), valued);
    const { session: day } = after(session('open', 1), valued, session('close', 120));
    expect(day).toMatchObject({ phase: 'close', openEquity: 98, valuedAt: at });
    expect(after(session('open', 1), valued, session('open', 2)).session!.valuedAt).toBeUndefined();
    expect(() => after(valued)).toThrow('a trading day is open on');
    const another = { ...valued, date: isoDate('2001-01-02') };
    expect(() => after(session('open', 1), another)).toThrow('a trading day is open on');
  });

  it('that closes without an open has no equity at its open', () => {
    const { session: day } = after(flow('deposit', 100), session('close', 120));
    expect(day).toMatchObject({ phase: 'close', openEquity: null, openBooks: null });
    expect(day!.openContributed.toString()).toBe('100');
  });
});

describe('the state of the engine', () => {
  const state = (to: 'running' | 'reduce_only' | 'halted', by: string): JournalBody => ({
    kind: 'engine_state',
    state: to,
    by,
    reason: 'lunch',
  });

  it('keeps who set it, why and when', () => {
    expect(after(state('halted', 'someone')).engine).toEqual({
      state: 'halted',
      by: 'someone',
      reason: 'lunch',
      at: START + 1_000,
      under: 'halted',
    });
  });

  it('keeps what a person allowed beneath the daily loss guard', () => {
    const { engine } = after(state('reduce_only', 'someone'), state('halted', DAILY_LOSS));
    expect(engine).toMatchObject({ state: 'halted', by: DAILY_LOSS, under: 'reduce_only' });
  });
});

describe('the state of a book', () => {
  it('is kept with its reason, for that book alone', () => {
    const { books } = after(flow('deposit', 1), {
      kind: 'book_state',
      book: TREND,
      state: 'paused',
      reason: 'a person',
    });
    expect(books.get(TREND)).toMatchObject({ state: 'paused', stateReason: 'a person' });
  });

  it('has the memory of its strategy', () => {
    const body: JournalBody = { kind: 'remembered', book: TREND, memory: '{"a":1}' };
    expect(after(body).books.get(TREND)!.memory).toBe('{"a":1}');
  });
});

describe('denials and refusals of like orders', () => {
  const denials = [{ code: 'risk.capital', message: 'too large' }];
  const refused = { source: 'response', status: 403, message: 'no' } as const;

  function blocked(then: (pen: JournalPen) => JournalPen): Portfolio['refusals'] {
    const pen = new JournalPen()
      .deposit(1)
      .order('a')
      .event('a', { kind: 'rejected', evidence: refused });
    pen.order('b').event('b', { kind: 'denied', denials });
    return fold(then(pen)).refusals;
  }

  it('stay until something clears them', () => {
    const [left] = blocked((pen) => pen).values();
    expect(left).toMatchObject({
      denied: { message: 'too large', at: START + 7_000 },
      broker: { times: 1, message: 'no', at: START + 4_000 },
    });
  });

  it.each<[string, (pen: JournalPen) => JournalPen]>([
    [
      'the open of a day',
      (pen) => pen.write({ kind: 'session', phase: 'open', date: DAY, equity: 1 }),
    ],
    [
      'a change of the engine',
      (pen) => pen.write({ kind: 'engine_state', state: 'running', by: 'x', reason: '' }),
    ],
    [
      'a change of the book',
      (pen) => pen.write({ kind: 'book_state', book: TREND, state: 'running', reason: '' }),
    ],
    ['a fill', (pen) => pen.order('c').accepted('c').filled('c', { shares: 10, at: 5 })],
  ])('are cleared by %s', (_what, then) => {
    expect(blocked(then).size).toBe(0);
  });

  it.each<[string, (pen: JournalPen) => JournalPen]>([
    [
      'the close of a day',
      (pen) => pen.write({ kind: 'session', phase: 'close', date: DAY, equity: 1 }),
    ],
    [
      'a change of another book',
      (pen) => pen.write({ kind: 'book_state', book: MANUAL_BOOK, state: 'paused', reason: '' }),
    ],
    [
      'a response that nobody understands',
      (pen) => pen.event('b', { kind: 'quarantined', evidence: refused }),
    ],
    ['an order that is sent', (pen) => pen.order('c').event('c', { kind: 'sent', attempt: 1 })],
  ])('are not cleared by %s', (_what, then) => {
    const [left, ...others] = blocked(then).values();
    expect(others).toEqual([]);
    expect([left!.denied, left!.broker]).not.toContain(null);
  });

  it('lose the denial when the broker accepts such an order the first time', () => {
    const [first] = blocked((pen) => pen.order('c').accepted('c')).values();
    expect(first).toMatchObject({ denied: null, broker: { times: 1 } });
    // A second report of the same acceptance is no news: the denial after it stays.
    const again = blocked((pen) =>
      pen.order('c').accepted('c').order('d').event('d', { kind: 'denied', denials }).accepted('c'),
    );
    expect([...again.values()][0]!.denied).not.toBeNull();
  });
});

describe('orders', () => {
  it('are counted, and denied ones apart', () => {
    const pen = new JournalPen().deposit(1).order('a').order('b');
    pen.event('b', { kind: 'denied', denials: [] });
    const { orderCount, deniedCount, fillCount } = fold(pen);
    expect([orderCount, deniedCount, fillCount]).toEqual([2, 1, 0]);
  });

  it('stay as they are when the gate reviews the same request again', () => {
    const pen = new JournalPen().deposit(1).order('a').accepted('a');
    const review = { kind: 'reviewed', order: 'a' as ClientOrderId, controls: [] } as const;
    pen.write({ ...review, verdict: 'approved' }).write({ ...review, verdict: 'denied' });
    expect(fold(pen).orders.get('a' as ClientOrderId)!.status).toBe('working');
  });

  it('stay planned when the gate denies them, until the denial itself', () => {
    const pen = new JournalPen().order('a');
    pen.entries.pop();
    pen.write({ kind: 'reviewed', order: 'a' as ClientOrderId, verdict: 'denied', controls: [] });
    expect(fold(pen).orders.get('a' as ClientOrderId)!.status).toBe('planned');
  });

  it('that the journal does not have are a fault of its writer', () => {
    const controls: never[] = [];
    expect(() =>
      after({ kind: 'reviewed', order: 'x' as ClientOrderId, verdict: 'approved', controls }),
    ).toThrow('a verdict names a journaled order, found x');
    expect(() => fold(new JournalPen().accepted('x'))).toThrow(
      'an event names a journaled order, found x',
    );
    const illegal = new JournalPen().order('a').event('a', { kind: 'denied', denials: [] });
    expect(() => fold(illegal.accepted('a'))).toThrow(/is denied; "accepted" does not follow/);
  });

  it('take the state that the caller has computed already', () => {
    const pen = new JournalPen().deposit(1).order('a').accepted('a');
    const portfolio = fold(pen);
    pen.event('a', { kind: 'canceled', evidence: { source: 'stream', message: 'canceled' } });
    const entry = pen.entries.at(-1)!;
    const before = portfolio.orders.get('a' as ClientOrderId)!;
    const judged = transition(before, (entry.body as JournalBody & { kind: 'order_event' }).event);
    if (isIllegal(judged)) throw new Error(judged.found);
    applyJudged(portfolio, entry, { observer: {}, judged });
    expect(portfolio.orders.get('a' as ClientOrderId)).toBe(judged);
    expect(portfolio.open.size).toBe(0);
  });

  it('change nothing by a report that is no news', () => {
    const pen = new JournalPen().deposit(1_000).order('a').accepted('a');
    pen.filled('a', { shares: 10, at: 5 });
    const portfolio = fold(pen);
    const fills = pen.entries.at(-1)!.body;
    pen.write(fills).write(fills);
    fold(pen, portfolio);
    expect([portfolio.fillCount, portfolio.cash.toString()]).toEqual([1, '950']);
  });
});

describe('a position', () => {
  const trade = (pen: JournalPen, id: string, shares: number, at: number): JournalPen => {
    const side = shares > 0 ? 'buy' : 'sell';
    const size = { shares: Math.abs(shares) };
    return pen
      .order(id, { ...size, side })
      .accepted(id)
      .filled(id, { ...size, at, side });
  };
  const held = (pen: JournalPen) => fold(pen).books.get(TREND)!.positions.get(AAAA);
  const timeOf = (pen: JournalPen): EpochMs =>
    (pen.entries.at(-1)!.body as { event: { at: EpochMs } }).event.at;

  it('dates from the fill that opened it', () => {
    const pen = trade(new JournalPen().deposit(1_000), 'a', 10, 5);
    const opened = timeOf(pen);
    expect(held(trade(pen, 'b', 5, 6))).toMatchObject({ symbol: AAAA, openedAt: opened });
    expect(held(trade(pen, 'c', -7, 6))).toMatchObject({ openedAt: opened });
  });

  it('dates from the fill that turned it the other way', () => {
    const pen = trade(trade(new JournalPen().deposit(1_000), 'a', 10, 5), 'b', -15, 6);
    const turned = held(pen)!;
    expect(turned.openedAt).toBe(timeOf(pen));
    expect([turned.quantity.toString(), turned.cost.toString()]).toEqual(['-5', '-30']);
  });

  it('is gone when flat, from the book and the account', () => {
    const pen = trade(trade(new JournalPen().deposit(1_000), 'a', 10, 5), 'b', -10, 6);
    expect(held(pen)).toBeUndefined();
    expect(fold(pen).holdings.has(AAAA)).toBe(false);
  });

  it('reports to the observer what changed and what it closed', () => {
    const seen: string[] = [];
    const observer: FoldObserver = {
      onPosition: (book, symbol) => seen.push(`${book} ${symbol}`),
      onClosed: (closed, book, symbol, at) =>
        seen.push(`${book} ${symbol} closed for ${closed.realized.toString()} at ${at - START}`),
    };
    const pen = trade(trade(new JournalPen().deposit(1_000), 'a', 10, 5), 'b', -10, 6);
    fold(pen, emptyPortfolio(), observer);
    const at = timeOf(pen) - START;
    expect(seen).toEqual(['trend AAAA', `trend AAAA closed for 10 at ${at}`, 'trend AAAA']);
  });
});

describe('a flow of cash', () => {
  const sums = ({
    cash,
    contributed,
    fees,
    income,
  }: Pick<Portfolio, 'cash' | 'contributed' | 'fees' | 'income'>) =>
    [cash, contributed, fees, income].map(String).join(' ');

  it.each<[CashFlow['kind'], number, string]>([
    //                      cash contributed fees income
    ['deposit', 100, '100 100 0 0'],
    ['withdrawal', -30, '-30 -30 0 0'],
    ['fee', -2, '-2 0 2 0'],
    ['fee', 2, '2 0 -2 0'],
    ['dividend', 5, '5 0 0 5'],
    ['interest', -3, '-3 0 0 -3'],
  ])('%s of %d gives the book and the account %s', (kind, dollars, expected) => {
    const portfolio = after(flow(kind, dollars));
    expect(sums(portfolio)).toBe(expected);
    expect(sums(portfolio.books.get(TREND)!)).toBe(expected);
  });

  it('is booked once by its id', () => {
    expect(sums(after(flow('fee', -2), flow('fee', -2), flow('fee', -1, 'f2')))).toBe('-3 0 3 0');
  });

  it('is not booked when the opening balance contains it', () => {
    const portfolio = after(reconciled({ contained: ['fee-1'] }), flow('fee', -2));
    expect(sums(portfolio)).toBe('0 0 0 0');
  });

  it('needs no memory of its id where nothing is reported twice', () => {
    const pen = new JournalPen().write(flow('fee', -2)).write(flow('fee', -2));
    const portfolio = fold(pen, emptyPortfolio(true));
    expect(sums(portfolio)).toBe('-4 0 4 0');
    expect(portfolio.booked.size).toBe(0);
  });
});

describe('funding of a book', () => {
  it('moves cash and contribution between books, not in the account', () => {
    const { books, cash, contributed } = after(flow('deposit', 100), {
      kind: 'book_funded',
      book: TREND,
      amount: money(-30),
    });
    const row = (id: BookId): string =>
      `${books.get(id)!.cash.toString()} ${books.get(id)!.contributed.toString()}`;
    expect([row(TREND), row(MANUAL_BOOK)]).toEqual(['70 70', '30 30']);
    expect(`${cash.toString()} ${contributed.toString()}`).toBe('100 100');
  });
});

describe('a statement of the broker', () => {
  const drift = (change: Partial<Drift>): Drift => ({
    what: 'position',
    symbol: AAAA,
    ours: '1',
    theirs: '2',
    resolution: 'unexplained',
    ...change,
  });

  it('is the opening balance when it is the first', () => {
    const later = epochMs(START + 60_000);
    const portfolio = after(reconciled(), reconciled({ asOf: later }));
    expect(portfolio.openedAt).toBe(START);
    expect(portfolio.booked.size).toBe(0);
  });

  it('leaves symbols unreconciled while a difference is unexplained', () => {
    const other = ticker('BBBB');
    const portfolio = after(
      reconciled({ drift: [drift({ symbol: other })] }),
      reconciled({
        drift: [
          drift({}),
          drift({ symbol: other, resolution: 'adopted' }),
          drift({ what: 'cash', symbol: null }),
        ],
      }),
    );
    expect([...portfolio.unreconciled]).toEqual([AAAA]);
    expect(portfolio.reconciled).toMatchObject({ at: START + 2_000 });
    expect(portfolio.reconciled.drift).toHaveLength(3);
  });
});

describe('an adjustment', () => {
  const held = adjusted({ quantity: quantity(10), cost: money(50) });

  it('brings shares in at their value, as a contribution', () => {
    const { books, holdings, contributed, cash, realized } = after(held);
    const book = books.get(TREND)!;
    expect(book.positions.get(AAAA)).toMatchObject({ symbol: AAAA, openedAt: START + 1_000 });
    expect(book.positions.get(AAAA)!.quantity.toString()).toBe('10');
    expect(holdings.get(AAAA)!.toString()).toBe('10');
    expect([contributed, book.contributed, cash, realized].map(String)).toEqual([
      '50',
      '50',
      '0',
      '0',
    ]);
  });

  it('takes shares out and realizes what they gained', () => {
    const { books, holdings, contributed, realized } = after(
      held,
      adjusted({ quantity: quantity(-4), cost: money(-24) }),
    );
    const book = books.get(TREND)!;
    const position = book.positions.get(AAAA)!;
    expect([position.quantity, position.cost].map(String)).toEqual(['6', '30']);
    expect(position.openedAt).toBe(START + 1_000);
    expect(holdings.get(AAAA)!.toString()).toBe('6');
    expect([contributed, book.contributed, realized, book.realized].map(String)).toEqual([
      '26',
      '26',
      '4',
      '4',
    ]);
  });

  it('of all shares leaves no position', () => {
    const { books, holdings } = after(
      held,
      adjusted({ quantity: quantity(-10), cost: money(-60) }),
    );
    expect(books.get(TREND)!.positions.has(AAAA)).toBe(false);
    expect(holdings.has(AAAA)).toBe(false);
  });

  it('of cash is a contribution', () => {
    const { books, cash, contributed } = after(adjusted({ symbol: null, cash: money(-5) }));
    const book = books.get(TREND)!;
    const sums = [cash, book.cash, contributed, book.contributed];
    expect(sums.map(String)).toEqual(['-5', '-5', '-5', '-5']);
  });

  it('reports the position to the observer, and nothing for cash', () => {
    const seen: string[] = [];
    const pen = new JournalPen().write(held).write(adjusted({ symbol: null, cash: money(-5) }));
    fold(pen, emptyPortfolio(), { onPosition: (book, symbol) => seen.push(`${book} ${symbol}`) });
    expect(seen).toEqual(['trend AAAA']);
  });
});

describe('a corporate action', () => {
  const action = (kind: 'split' | 'dividend', symbol = AAAA): JournalBody => {
    const what = { symbol, at: START, exDate: DAY };
    return {
      kind: 'action_applied',
      action:
        kind === 'split'
          ? { kind, ...what, from: quantity(1), to: quantity(4) }
          : { kind, ...what, perShare: price('0.5') },
    };
  };
  const held = adjusted({ quantity: quantity(10), cost: money(50) });
  const heldByHand = adjusted({ book: MANUAL_BOOK, quantity: quantity(1), cost: money(5) });

  it('splits the shares of every book that holds them', () => {
    const seen: string[] = [];
    const pen = new JournalPen().write(held).write(heldByHand).write(flow('deposit', 1));
    const portfolio = fold(pen);
    fold(pen.write(action('split')), portfolio, {
      onPosition: (book, symbol) => seen.push(`${book} ${symbol}`),
    });
    const shares = (id: BookId) =>
      portfolio.books.get(id)!.positions.get(AAAA)!.quantity.toString();
    expect([shares(TREND), shares(MANUAL_BOOK)]).toEqual(['40', '4']);
    expect(portfolio.holdings.get(AAAA)!.toString()).toBe('44');
    expect(seen).toEqual(['trend AAAA', 'manual AAAA']);
  });

  it('leaves other symbols alone, and a dividend is paid by a flow', () => {
    const { holdings, cash } = after(held, action('split', ticker('BBBB')), action('dividend'));
    expect(holdings.get(AAAA)!.toString()).toBe('10');
    expect(holdings.has(ticker('BBBB'))).toBe(false);
    expect(cash.toString()).toBe('0');
  });
});

describe('an order made elsewhere', () => {
  const fill = (cumulative: number, at = START + 1): Fill => ({
    id: `x${cumulative}` as ExecutionId,
    order: 'web-1' as ClientOrderId,
    symbol: AAAA,
    instrument: instrumentOf(AAAA),
    side: 'sell',
    quantity: quantity(2),
    price: price(5),
    at: epochMs(at),
    cumulative: quantity(cumulative),
  });
  const external = (...fills: readonly Fill[]): JournalBody => {
    const { request } = plannedOrder(pennedRequest());
    const order: BrokerOrder = {
      id: 'b1' as BrokerOrderId,
      clientId: 'web-1',
      symbol: AAAA,
      side: 'sell',
      status: 'partially_filled',
      filled: quantity(2),
      request,
      updatedAt: START,
      replacedBy: null,
      fills,
    };
    return { kind: 'external_order', order };
  };

  function pennedRequest() {
    const [ordered] = new JournalPen().order('a').entries;
    return (ordered!.body as JournalBody & { kind: 'ordered' }).order;
  }

  const cashOf = (...bodies: readonly JournalBody[]): string => after(...bodies).cash.toString();

  it('is kept by the broker id, and its fills are booked in the manual book', () => {
    const portfolio = after(reconciled(), external(fill(2)));
    expect([...portfolio.external.keys()]).toEqual(['b1']);
    expect(portfolio.books.get(MANUAL_BOOK)!.positions.get(AAAA)!.quantity.toString()).toBe('-2');
    expect(portfolio.cash.toString()).toBe('10');
    expect(portfolio.fillCount).toBe(1);
  });

  it('books each fill once, by its cumulative quantity', () => {
    expect(cashOf(reconciled(), external(fill(2)), external(fill(2), fill(4)))).toBe('20');
  });

  it('books nothing that the opening balance contains', () => {
    expect(cashOf(external(fill(2)))).toBe('0');
    expect(cashOf(reconciled(), external(fill(2, START)))).toBe('0');
    expect(cashOf(reconciled(), external(fill(2, START - 1)))).toBe('0');
    expect(cashOf(reconciled(), external(fill(2, START + 1)))).toBe('10');
  });

  it('tells whether a fill is booked', () => {
    const portfolio = after(reconciled(), external(fill(2)));
    expect(isBooked(portfolio, fill(2))).toBe(true);
    expect(isBooked(portfolio, fill(4))).toBe(false);
    expect(isBooked(portfolio, fill(4, START))).toBe(true);
    expect(isBooked(emptyPortfolio(), fill(4, START))).toBe(false);
  });

  it('tells it of our own orders by their fills, whenever they were', () => {
    const pen = new JournalPen().write(reconciled()).order('web-1', { side: 'sell' });
    const portfolio = fold(pen.accepted('web-1'));
    expect(isBooked(portfolio, fill(2, START - 1))).toBe(false);
    fold(pen.filled('web-1', { shares: 2, at: 5, side: 'sell' }), portfolio);
    expect(isBooked(portfolio, fill(2, START - 1))).toBe(true);
  });
});
