import { beforeAll, expect, test } from 'vitest';
import { marksView } from '../../src/app/views/marks.ts';
import { positionViews } from '../../src/app/views/position.ts';
import { strategyViews } from '../../src/app/views/strategy.ts';
import { accountView } from '../../src/app/views/account.ts';
import { Chronicle } from '../../src/app/chronicle.ts';
import { sma } from '../../src/analysis/indicators/sma.ts';
import { barColumns } from '../../src/core/columns.ts';
import { money } from '../../src/core/decimal.ts';
import { seededRandom } from '../../src/core/random.ts';
import { epochMs, formatInstant, isoDate } from '../../src/core/time.ts';
import { adjustedHistory } from '../../src/engine/adjusted-history.ts';
import { derivedIds } from '../../src/engine/desk.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { runSimulated } from '../../src/engine/run-simulated.ts';
import { SimulatedBroker } from '../../src/engine/simulated-broker.ts';
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
  type Account,
  emptyAccount,
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
let account: Account;
let chronicle: Chronicle;

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
  account = emptyAccount();
  chronicle = new Chronicle();
  chronicle.note(entries);
  // As they come over the wire: text that the page decodes.
  for (const entry of entries) takeEntry(account, decodeEntry(encodeEntry(entry)), '');
});

const pricesOf = (): ReadonlyMap<string, number> =>
  new Map([...engine.markets.instruments].map(([symbol, { price }]) => [symbol, price]));

/** Marks as the server's stream tells them. */
function marksText(): string {
  const connections = { marketAt: null, brokerAt: null, brokerUp: true };
  const world = { clock: { now: () => engine.now } };
  return JSON.stringify(marksView({ engine, mode: 'sim', connections, world, chronicle }));
}

test('there is something to agree about', () => {
  expect(account.portfolio.fillCount).toBeGreaterThan(20);
  expect(account.portfolio.holdings.size).toBeGreaterThan(0);
});

test('positions of the page are those of the server', () => {
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

test('figures of the page are those of the server', () => {
  const prices = pricesOf();
  const { equity } = engine;
  const sums = sumPositions(positionRows(account.portfolio, { prices, equity }));
  const { stated } = readMarks(marksText());
  const inputs = { equity, prices, sums, drawdown: undefined, peak: equity, stated };
  const figures = figuresOf(account, inputs);
  const view = accountView('agreement', engine, chronicle);
  const round = (value: number): number => Math.round(value * 1e8) / 1e8;
  expect({
    cash: figures.cash.toString(),
    contributed: figures.contributed.toString(),
    totalPnl: figures.totalPnl.toFixed(2),
    totalPnlFraction: round(figures.totalFraction),
    dayPnl: figures.dayPnl.toFixed(2),
    dayPnlFraction: round(figures.dayFraction),
    grossExposure: round(figures.gross),
    netExposure: round(figures.net),
    unrealizedPnl: sums.unrealized.toFixed(2),
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

test('what each strategy made today is on the page what the server says', () => {
  const rows = bookRows(account, readMarks(marksText()).books);
  const made = rows.map(({ id, dayPnl, pnl }) => [id, dayPnl.toFixed(1), pnl.toFixed(1)]);
  const told = strategyViews(engine).map(({ book, dayPnl, pnl }) => [
    book,
    Number(dayPnl).toFixed(1),
    Number(pnl).toFixed(1),
  ]);
  expect(made).toEqual(told);
  // A day that began with what was put in would be no day of its own.
  expect(told.every(([, day, whole]) => day !== whole)).toBe(true);
});
