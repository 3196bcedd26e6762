import { beforeAll, expect, test } from 'vitest';
import { centsText } from '../../src/app/operation/fields.ts';
import { marksView } from '../../src/app/views/marks.ts';
import { positionViews } from '../../src/app/views/position.ts';
import { strategyViews } from '../../src/app/views/strategy.ts';
import { accountView } from '../../src/app/views/account.ts';
import { AccountHistory } from '../../src/app/projections/account-history.ts';
import { sma } from '../../src/analysis/indicators/sma.ts';
import { barColumns } from '../../src/core/columns.ts';
import { money } from '../../src/core/decimal.ts';
import { seededRandom } from '../../src/core/random.ts';
import { epochMs, formatInstant, isoDate } from '../../src/core/time.ts';
import { adjustedHistory } from '../../src/research/history.ts';
import { derivedIds } from '../../src/engine/orders/identify.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { runSimulated } from '../../src/engine/drive/run-simulated.ts';
import { SimulatedBroker } from '../../src/engine/drive/simulated-broker.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { decodeEntry, encodeEntry } from '../../src/ledger/journal-codec.ts';
import type { BarSeries } from '../../src/market/bar.ts';
import {
  newYorkDate,
  newYorkInstant,
  sessionOn,
  sessionsBetween,
} from '../../src/market/calendar.ts';
import { createSeriesCursor } from '../../src/market/feed-order.ts';
import { ticker } from '../../src/market/symbol.ts';
import type { BookId } from '../../src/orders/request.ts';
import { limitsText, RESEARCH_LIMITS } from '../../src/risk/limits.ts';
import { createExchange } from '../../src/simulator/create-exchange.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { target } from '../../src/strategy/intent.ts';
import {
  type PageAccount,
  emptyPageAccount,
  takeEntry,
} from '../../src/surfaces/dashboard/model/account.ts';
import { bookRows } from '../../src/surfaces/dashboard/model/book-rows.ts';
import { figuresOf } from '../../src/surfaces/dashboard/model/figures.ts';
import { readMarks } from '../../src/surfaces/dashboard/model/marks.ts';
import { positionRows, sumPositions } from '../../src/surfaces/dashboard/model/positions.ts';

const SYMBOLS = ['AAAA', 'BBBB', 'CCCC'] as const;

const trend = defineStrategy({
  name: 'trend',
  symbols: SYMBOLS,
  timeframe: '1Day',
  indicators: () => ({ fast: sma({ period: 3 }), slow: sma({ period: 9 }) }),
  onBar({ bar, position, indicators: { fast, slow } }) {
    if (!position && fast.value > slow.value) return [target(bar.symbol, 0.3, 'fast above slow')];
    if (position && fast.value < slow.value) return [target(bar.symbol, 0, 'fast below slow')];
    return undefined;
  },
});

function series(): readonly BarSeries[] {
  const sessions = sessionsBetween(isoDate('2023-01-03'), isoDate('2023-06-30'));
  return SYMBOLS.map((name, place) => {
    const random = seededRandom(11 + place);
    const columns = barColumns(sessions.length);
    let price = 60 + place * 45;
    sessions.forEach(({ date, close }, row) => {
      const open = price;
      price = Math.round(price * (1.001 + 0.015 * random.normal()) * 100) / 100;
      columns.start[row] = newYorkInstant(date, 0);
      columns.end[row] = close;
      columns.open[row] = open;
      columns.close[row] = price;
      columns.high[row] = Math.max(open, price);
      columns.low[row] = Math.min(open, price);
      columns.volume[row] = 1_000_000;
    });
    return { symbol: ticker(name), timeframe: '1Day', columns, actions: [] };
  });
}

let engine: Engine;
let account: PageAccount;
let accountHistory: AccountHistory;

beforeAll(() => {
  const bars = series();
  const cursor = createSeriesCursor(bars, { sessions: true });
  const startsAt = epochMs(bars[0]!.columns.start[0]!);
  engine = createEngine({
    manifest: {
      version: 'test',
      mode: 'sim',
      account: 'agreement',
      limits: limitsText(RESEARCH_LIMITS),
      data: '',
      seed: 11,
    },
    books: [
      { id: 'first' as BookId, strategy: trend, capital: 0.5 },
      { id: 'second' as BookId, strategy: trend, capital: 0.4 },
    ],
    limits: RESEARCH_LIMITS,
    orderIds: derivedIds('agreement'),
  });
  const exchange = createExchange({
    deposit: { amount: money(100_000), at: startsAt },
    fees: 'us_equities',
    openOf: (bar) => sessionOn(newYorkDate(bar.start))!.open,
  });
  const broker = new SimulatedBroker({ exchange, account: 'agreement', startsAt, keepFills: true });
  const entries: JournalEntry[] = [];
  runSimulated({
    engine,
    broker,
    feed: cursor,
    startsAt,
    history: (command) => adjustedHistory(bars, startsAt, command),
    journal: (told) => entries.push(...told),
  });
  account = emptyPageAccount();
  accountHistory = new AccountHistory();
  accountHistory.note(entries);
  // In wire format: text that the page decodes.
  for (const entry of entries) takeEntry(account, decodeEntry(encodeEntry(entry)), '');
});

const pricesOf = (): ReadonlyMap<string, number> =>
  new Map([...engine.markets.states].map(([symbol, { price }]) => [symbol, price]));

/** Returns marks in the format of the server's stream. */
function marksText(): string {
  const connections = { marketAt: null, brokerAt: null, brokerUp: true };
  const world = { clock: { monotonic: () => 0 } };
  return JSON.stringify(marksView({ engine, mode: 'sim', connections, world, accountHistory }));
}

test('has data to compare', () => {
  expect(account.portfolio.fillCount).toBeGreaterThan(20);
  expect(account.portfolio.holdings.size).toBeGreaterThan(0);
});

test("shows the server's positions", () => {
  const rows = positionRows(account.portfolio, { prices: pricesOf(), equity: engine.equity });
  const told = rows.map((row) => ({
    symbol: row.symbol,
    quantity: row.quantity.toString(),
    averagePrice: String(row.averagePrice),
    cost: row.cost.toString(),
    value: row.value.toFixed(2),
    unrealizedPnl: row.unrealized.toFixed(2),
    weight: Math.round(row.weight * 1e8) / 1e8,
    unrealizedFraction: Math.round(row.unrealizedFraction * 1e8) / 1e8,
    books: row.books.map(({ book, quantity }) => ({ book, quantity: quantity.toString() })),
  }));
  expect(told).toEqual(
    positionViews(engine).map(
      ({ price: _price, priceAt: _at, openedAt: _opened, ...view }) => view,
    ),
  );
});

test("shows the server's figures", () => {
  const prices = pricesOf();
  const { stated, equity } = readMarks(marksText());
  const sums = sumPositions(positionRows(account.portfolio, { prices, equity }));
  const inputs = { equity, prices, sums, result: undefined, stated };
  const figures = figuresOf(account, inputs);
  const view = accountView('agreement', engine, accountHistory);
  const round = (value: number): number => Math.round(value * 1e8) / 1e8;
  expect({
    cash: figures.cash.toString(),
    contributed: figures.contributed.toString(),
    totalPnl: centsText(figures.totalPnl),
    totalPnlFraction: round(figures.totalFraction),
    dayPnl: centsText(figures.dayPnl),
    dayPnlFraction: round(figures.dayFraction),
    grossExposure: round(figures.gross),
    netExposure: round(figures.net),
    unrealizedPnl: centsText(sums.unrealized),
    buyingPower: figures.buyingPower?.toString(),
    statedAt: formatInstant(figures.statedAt!),
  }).toEqual({
    cash: view.cash,
    contributed: view.contributed,
    totalPnl: view.totalPnl,
    totalPnlFraction: view.totalPnlFraction,
    dayPnl: view.dayPnl,
    dayPnlFraction: view.dayPnlFraction,
    grossExposure: view.grossExposure,
    netExposure: view.netExposure,
    unrealizedPnl: view.unrealizedPnl,
    buyingPower: view.broker?.buyingPower,
    statedAt: view.broker?.at,
  });
});

test("shows the server's day P&L of each strategy", () => {
  const rows = bookRows(account, readMarks(marksText()).books);
  const made = rows.map(({ id, dayPnl, pnl }) => [id, centsText(dayPnl), centsText(pnl)]);
  const told = strategyViews(engine).map(({ book, dayPnl, pnl }) => [book, dayPnl, pnl]);
  expect(made).toEqual(told);
  // If the day started with net deposits, day P&L would equal total P&L.
  expect(told.every(([, day, whole]) => day !== whole)).toBe(true);
});
