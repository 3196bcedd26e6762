import { sma } from '../../src/analysis/indicators/sma.ts';
import { barColumns } from '../../src/core/columns.ts';
import { decimal, money, price, quantity } from '../../src/core/decimal.ts';
import { type SeededRandom, seededRandom } from '../../src/core/random.ts';
import { type EpochMs, epochMs, isoDate, later, MINUTE } from '../../src/core/time.ts';
import { SimulatedBroker } from '../../src/engine/drive/simulated-broker.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { derivedIds } from '../../src/engine/orders/identify.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { BarSeries } from '../../src/market/bar.ts';
import { type Session, sessionsBetween } from '../../src/market/calendar.ts';
import type { CorporateAction } from '../../src/market/corporate-action.ts';
import { createSeriesCursor } from '../../src/market/feed-order.ts';
import { type Ticker, ticker } from '../../src/market/symbol.ts';
import type { BookId } from '../../src/orders/request.ts';
import { changeLimits, limitsText, RESEARCH_LIMITS } from '../../src/risk/limits.ts';
import { createExchange } from '../../src/simulator/create-exchange.ts';
import { defineStrategy, type Strategy } from '../../src/strategy/define.ts';
import { cancel, type Intent, order, target } from '../../src/strategy/intent.ts';
import {
  type InProcessHouse,
  journalLive,
  journalSimulated,
  linesOf,
} from '../support/both-drivers.ts';
import { identities } from './identity-law.ts';
import { sums } from './sums-law.ts';

const ACCOUNT = 'in-process';
/** Splits in the middle of a trading day. */
const SPLITTER = ticker('AAAA');
/** Pays dividends in the middle of a trading day; two books hold it in uneven parts. */
const PAYER = ticker('BBBB');
const OTHER = ticker('CCCC');

const RATIOS: readonly (readonly [number, number])[] = [
  [1, 2],
  [1, 4],
  [2, 3],
  [1, 7],
  [8, 1],
  [3, 1],
];
const SESSIONS = sessionsBetween(isoDate('2024-03-07'), isoDate('2024-03-11'));
/** Minutes of each trading day that have bars. */
const MINUTES = 50;
/** Largest move of a price, and so of equity, from one bar to the next. */
const MOVE = 0.004;

/** Result of a seed of the in-process driver. */
export interface InProcessReport {
  /** Broken laws, one sentence each. */
  readonly broken: readonly string[];
  readonly entries: number;
  readonly fills: number;
  readonly splits: number;
  readonly dividends: number;
  /** Splits at the exact instant at which a bar in old shares ends. */
  readonly splitsAtBars: number;
}

/** Runs one seed with both drivers, over minute bars with corporate actions, and checks it. */
export async function runInProcessSeed(seed: number): Promise<InProcessReport> {
  const found: string[] = [];
  const house = build(seed, found);
  const watched = { ...house, engine: watchEquity(house.engine, found) };
  const entries = journalSimulated(watched);
  found.push(...identities(entries, { account: ACCOUNT, keys: [] }));
  found.push(...sums(entries), ...splitShares(entries), ...twoAccounts(house));
  const live = linesOf(await journalLive(build(seed, [])));
  const same = linesOf(entries);
  const differs = same.findIndex((line, place) => line !== live[place]);
  if (differs >= 0 || live.length !== same.length) {
    found.push(`parity: the live driver writes another journal from entry ${differs + 1} on`);
  }
  const count = (is: (body: JournalEntry['body']) => boolean): number =>
    entries.filter(({ body }) => is(body)).length;
  const splits = house.bars[0]!.actions.filter(({ kind }) => kind === 'split');
  return {
    broken: found,
    entries: entries.length,
    fills: count((body) => body.kind === 'order_event' && body.event.kind === 'filled'),
    splits: count((body) => body.kind === 'action_applied' && body.action.kind === 'split'),
    dividends: count((body) => body.kind === 'cash_moved' && body.flow.kind === 'dividend'),
    splitsAtBars: splits.filter(({ at }) => at % MINUTE === 0).length,
  };
}

function build(seed: number, found: string[]): InProcessHouse {
  const random = seededRandom(seed).split('in-process');
  const bars = [SPLITTER, PAYER, OTHER].map((symbol, place) =>
    seriesOf(symbol, random.split(symbol), place),
  );
  const cursor = createSeriesCursor(bars, { sessions: true });
  const startsAt = epochMs(bars[0]!.columns.start[0]!);
  const limits = changeLimits(RESEARCH_LIMITS, { dailyLoss: { reduce: 0.02, halt: 0.03 } });
  const engine = createEngine({
    manifest: {
      version: 'test',
      mode: 'sim',
      account: ACCOUNT,
      limits: limitsText(limits),
      data: '',
      seed,
    },
    books: [
      { id: 'whole' as BookId, strategy: holder('whole', random.split('a'), found), capital: 0.37 },
      { id: 'parts' as BookId, strategy: holder('parts', random.split('b'), found), capital: 0.41 },
      { id: 'rest' as BookId, strategy: rester(), capital: 0.1 },
    ],
    limits,
    orderIds: derivedIds(ACCOUNT),
  });
  const exchange = createExchange({
    deposit: { amount: money('99999.97'), at: startsAt },
    fees: 'us_equities',
    fills: { partial: random.chance(0.5) ? 0.4 : 0 },
    seed,
  });
  const simulated = new SimulatedBroker({ exchange, account: ACCOUNT, startsAt, keepFills: true });
  return { bars, cursor, startsAt, engine, simulated };
}

function seriesOf(symbol: Ticker, random: SeededRandom, place: number): BarSeries {
  const actions = actionsOf(symbol, random);
  const columns = barColumns(SESSIONS.length * MINUTES);
  // Prices are in first-day shares; a bar shows its prices in the shares at its own end.
  let now = 40 + 30 * place + 20 * random.fraction();
  let row = 0;
  for (const session of SESSIONS) {
    for (let minute = 0; minute < MINUTES; minute += 1, row += 1) {
      const start = later(session.open, minute * MINUTE);
      const end = later(start, MINUTE);
      const factor = sharesFactor(actions, end);
      const step = (): number => 1 + MOVE * (random.fraction() - 0.5);
      const open = now * step();
      now = open * step();
      const shown = (value: number): number => Math.round((value / factor) * 10_000) / 10_000;
      columns.start[row] = start;
      columns.end[row] = end;
      columns.open[row] = shown(open);
      columns.close[row] = shown(now);
      columns.high[row] = shown(Math.max(open, now) * 1.0005);
      columns.low[row] = shown(Math.min(open, now) * 0.9995);
      columns.volume[row] = 100_000;
    }
  }
  return { symbol, timeframe: '1Min', columns, actions };
}

/** Returns the number of shares that one first-day share has become at an instant. */
function sharesFactor(actions: readonly CorporateAction[], end: EpochMs): number {
  let factor = 1;
  for (const action of actions) {
    if (action.kind !== 'split' || action.at >= end) continue;
    factor *= action.to.toNumber() / action.from.toNumber();
  }
  return factor;
}

function actionsOf(symbol: Ticker, random: SeededRandom): readonly CorporateAction[] {
  const momentIn = ({ date, open }: Session): { exDate: typeof date; at: EpochMs } => {
    const minute = (5 + random.below(MINUTES - 10)) * MINUTE;
    // Half fall in the middle of a bar, half at the instant at which one ends.
    const within = random.chance(0.5) ? 0 : random.below(MINUTE);
    return { exDate: date, at: later(open, minute + within) };
  };
  if (symbol === PAYER) {
    return SESSIONS.map((session) => {
      const perShare = decimal<'USD/unit'>((0.01 + random.fraction()).toFixed(2 + random.below(4)));
      return { kind: 'dividend', symbol, perShare, ...momentIn(session) };
    });
  }
  if (symbol !== SPLITTER) return [];
  return SESSIONS.slice(1).map((session) => {
    const [from, to] = RATIOS[random.below(RATIOS.length)]!;
    const ratio = { from: quantity(from), to: quantity(to) };
    return { kind: 'split', symbol, ...ratio, ...momentIn(session) };
  });
}

/** Holds all three symbols at weights that change now and then; `parts` in fractional shares. */
function holder(name: string, random: SeededRandom, found: string[]): Strategy {
  const weights = Array.from({ length: 64 }, () => random.below(5) / 16);
  return defineStrategy({
    name,
    symbols: [SPLITTER, PAYER, OTHER],
    timeframe: '1Min',
    fractional: name === 'parts',
    indicators: () => ({ mean: sma({ period: 5 }) }),
    memory: () => ({ bars: 0 }),
    onBar({ bar, at, position, memory, indicators: { mean } }) {
      memory.bars += 1;
      // A split never looks like a crash, neither in the bar nor in indicators over bars.
      if (Math.abs(mean.value / bar.close - 1) > 6 * MOVE) {
        found.push(`split: ${name} sees ${bar.symbol} at ${bar.close}, mean ${mean.value}, ${at}`);
      }
      const first = memory.bars <= 3;
      if (!first && memory.bars % 7 !== 0) return undefined;
      const weight = weights[(memory.bars + bar.symbol.charCodeAt(0)) % weights.length]!;
      const least = position === undefined && bar.symbol !== OTHER ? 0.1 : 0;
      return [target(bar.symbol, Math.max(least, weight), 'a weight')];
    },
  });
}

/** Places resting orders on both sides of the market, so that a split finds them open. */
function rester(): Strategy {
  return defineStrategy({
    name: 'rest',
    symbols: [SPLITTER, PAYER],
    timeframe: '1Min',
    onBar({ bar, book, position }): readonly Intent[] {
      const mine = book.orders().filter(({ request }) => request.symbol === bar.symbol);
      if (mine.length > 2) return [cancel(mine[0]!.request.id, 'room')];
      const sells = position !== undefined && position.quantity > 4;
      const limitPrice = price((bar.close * (sells ? 1.001 : 0.999)).toFixed(2));
      const terms = { type: 'limit', limitPrice } as const;
      const words = { symbol: bar.symbol, quantity: 3, terms, timeInForce: 'gtc' } as const;
      return [order({ ...words, side: sells ? 'sell' : 'buy' }, 'near the market')];
    },
  });
}

/** INV-17: an engine whose equity must not jump, especially across a split. */
function watchEquity(engine: Engine, found: string[]): Engine {
  const handle = (event: EngineEvent): ReturnType<Engine['handle']> => {
    const before = engine.equity;
    const outcome = engine.handle(event);
    const moved = Math.abs(engine.equity - before);
    const isAction = event.from === 'market' && event.event.kind === 'action';
    // The mark of each held symbol is rounded to a hundredth of a cent after a split.
    const most = isAction ? tickOf(engine) : 2 * MOVE * before + tickOf(engine);
    if (event.from === 'market' && moved > most) {
      const { kind, at } = event.event;
      found.push(`INV-17: equity ${before} is ${engine.equity} after ${kind} at ${at}`);
    }
    return outcome;
  };
  return new Proxy(engine, {
    get: (target, name) => {
      if (name === 'handle') return handle;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => Reflect.apply(value, target, given);
    },
  });
}

/** Returns one cent for each share held. */
function tickOf({ markets }: Engine): number {
  let shares = 0;
  for (const { held } of markets.states.values()) shares += Math.abs(held);
  return 0.01 * shares;
}

/** INV-17: a split multiplies shares, keeps their cost, and ends open orders in old shares. */
function splitShares(entries: readonly JournalEntry[]): readonly string[] {
  const found: string[] = [];
  for (const { body, seq } of entries) {
    if (body.kind !== 'action_applied' || body.action.kind !== 'split') continue;
    const { symbol, at } = body.action;
    const ended = new Set<string>();
    const resting = new Map<string, number>();
    for (const { body: other, seq: place } of entries) {
      if (other.kind === 'ordered' && other.order.symbol === symbol && place < seq) {
        if (other.order.decidedAt < at) resting.set(other.order.id, place);
      } else if (other.kind === 'order_event' && place < seq) {
        const { kind, order: id } = other.event;
        const over = kind === 'canceled' || kind === 'denied' || kind === 'expired';
        const whole = kind === 'filled' && other.event.complete;
        if (over || whole || kind === 'rejected') ended.add(id);
      }
    }
    for (const id of resting.keys()) {
      if (!ended.has(id)) found.push(`INV-17: ${id} is in old shares and outlives entry ${seq}`);
    }
  }
  return found;
}

/** The exchange keeps the account with its own code: both must agree. */
function twoAccounts({ engine, simulated }: InProcessHouse): readonly string[] {
  const { cash, positions } = simulated.exchange.account();
  const { portfolio } = engine;
  const theirs = positions.map(({ symbol, quantity: shares }) => `${symbol} ${shares.toString()}`);
  const ours = [...portfolio.holdings].map(([symbol, shares]) => `${symbol} ${shares.toString()}`);
  const found: string[] = [];
  if (!cash.equals(portfolio.cash)) {
    found.push(`INV-14: cash ${portfolio.cash.toString()}, the exchange has ${cash.toString()}`);
  }
  if (theirs.toSorted().join() !== ours.toSorted().join()) {
    found.push(`INV-13: ${ours.join(', ')}; the exchange has ${theirs.join(', ')}`);
  }
  return found;
}
