import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../src/app/files/built-in.ts';
import type { BarColumns } from '../../src/core/columns.ts';
import { newYorkInstant, sessionsBetween } from '../../src/market/calendar.ts';
import { parseDailyBars } from '../../src/market/files/series-csv.ts';
import type { BarSeries } from '../../src/market/bar.ts';
import { ticker } from '../../src/market/symbol.ts';
import { isoDate, MINUTE } from '../../src/core/time.ts';
import { runBacktest } from '../../src/research/run.ts';
import { walk } from './qgbm.ts';

const SPY = new URL('../../../shared/data/us-daily/SPY.csv', import.meta.url).pathname;

/** An execution in words that both sides print: symbol, row, signed shares, price. */
type Execution = string;

interface Day {
  readonly row: number;
  readonly at: number;
  readonly date: string;
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

/** What a rule sees of the account: shares by symbol, and equity at the close. */
interface Account {
  readonly shares: readonly number[];
  readonly equity: number;
  readonly cash: number;
}

/** Signed shares to trade at the next open by symbol; 0 for none. */
type Rule = (day: Day, account: Account, history: readonly Day[]) => readonly number[];

/**
 * Second implementation of a whole run: orders of a close fill at the next open, sells first, free
 * of costs. It shares no code with the engine.
 */
function loop(days: readonly Day[], names: readonly string[], rule: Rule): readonly Execution[] {
  let cash = 100_000;
  const shares = names.map(() => 0);
  let wanted = names.map(() => 0);
  const done: Execution[] = [];
  for (const day of days) {
    wanted.forEach((quantity, index) => {
      if (quantity === 0) return;
      cash -= quantity * day.open[index]!;
      shares[index] = Number((shares[index]! + quantity).toFixed(6));
      done.push(`${names[index]} ${day.row} ${quantity} at ${day.open[index]}`);
    });
    const equity = shares.reduce((sum, held, index) => sum + held * day.close[index]!, cash);
    wanted = [...rule(day, { shares: [...shares], equity, cash }, days.slice(0, day.row + 1))];
  }
  return done;
}

/** Whole shares that a weight of equity buys at a price. */
const sharesFor = (weight: number, equity: number, price: number): number =>
  Math.floor((weight * equity) / price + 1e-9);

const closes = (history: readonly Day[], symbol = 0): readonly number[] =>
  history.map(({ close }) => close[symbol]!);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Enters and leaves one symbol by a rule that says 1, 0 or nothing. */
function inAndOut(weight: number, wants: (history: readonly Day[], held: boolean) => 0 | 1 | null) {
  return ({ close }: Day, { shares, equity }: Account, history: readonly Day[]) => {
    const held = shares[0]! > 0;
    const want = wants(history, held);
    if (want === 1 && !held) return [sharesFor(weight, equity, close[0]!)];
    return [want === 0 && held ? -shares[0]! : 0];
  };
}

const breakoutRule = inAndOut(0.2, (history, held) => {
  const all = closes(history);
  if (all.length < 20) return null;
  const close = all.at(-1)!;
  if (!held) return close === Math.max(...all.slice(-20)) ? 1 : null;
  return close === Math.min(...all.slice(-10)) ? 0 : null;
});

/** Wilder's RSI from scratch: means of the first changes, then smoothed. */
function rsiOf(all: readonly number[], period: number): number {
  let [gain, loss] = [0, 0];
  for (let row = 1; row < all.length; row += 1) {
    const change = all[row]! - all[row - 1]!;
    const [up, down] = [Math.max(change, 0), Math.max(-change, 0)];
    const seeding = row <= period;
    gain = seeding ? gain + up / period : (gain * (period - 1) + up) / period;
    loss = seeding ? loss + down / period : (loss * (period - 1) + down) / period;
  }
  return gain + loss === 0 ? 0 : (100 * gain) / (gain + loss);
}

const meanReversionRule = inAndOut(0.2, (history, held) => {
  const all = closes(history);
  if (all.length < 200) return null;
  const close = all.at(-1)!;
  if (held) return close > mean(all.slice(-5)) ? 0 : null;
  return close > mean(all.slice(-200)) && rsiOf(all, 2) < 10 ? 1 : null;
});

function volatilityTargetRule({ close }: Day, account: Account, history: readonly Day[]) {
  const all = closes(history);
  if (all.length < 21) return [0];
  const returns = all.slice(-20).map((value, row) => Math.log(value / all.at(row - 21)!));
  const average = mean(returns);
  const variance = returns.reduce((sum, value) => sum + (value - average) ** 2, 0) / 19;
  const wanted = Math.min(0.9, 0.1 / Math.sqrt(252 * variance));
  const weight = (account.shares[0]! * close[0]!) / account.equity;
  if (Math.abs(weight - wanted) <= 0.1 * wanted) return [0];
  return [sharesFor(wanted, account.equity, close[0]!) - account.shares[0]!];
}

function averagingRule({ close, date }: Day, account: Account, history: readonly Day[]) {
  const before = history.at(-2)?.date ?? '';
  // The gate keeps half a percent of equity in cash.
  if (account.cash - 500 < 0.005 * account.equity) return [0];
  if (before.slice(0, 7) === date.slice(0, 7)) return [0];
  return [Math.floor((500 / close[0]!) * 1e6) / 1e6];
}

function rotationRule({ close, date }: Day, account: Account, history: readonly Day[]) {
  const none = close.map(() => 0);
  if (history.length < 253) return none;
  // The first close at which the year is complete counts like the first of a month.
  const isFirst = history.length === 253 || history.at(-2)!.date.slice(0, 7) !== date.slice(0, 7);
  if (!isFirst) return none;
  const past = close.map((_, index) => history.at(-22)!.close[index]! / history.at(-253)!.close[index]!);
  const ranked = past
    .map((growth, index) => ({ growth, index }))
    .filter(({ growth }) => growth > 1)
    .sort((a, b) => b.growth - a.growth)
    .slice(0, 3)
    .map(({ index }) => index);
  return close.map((price, index) => {
    const held = account.shares[index]!;
    if (!ranked.includes(index)) return -held;
    if (Math.abs((held * price) / account.equity / 0.3 - 1) <= 0.1) return 0;
    return sharesFor(0.3, account.equity, price) - held;
  });
}

/** Ordinary least squares with an intercept, and the Dickey-Fuller regression of the residuals. */
function spreadBySums(a: readonly number[], b: readonly number[]) {
  const [meanA, meanB] = [mean(a), mean(b)];
  const hedge = mean(a.map((x, t) => x * b[t]!)) - meanA * meanB;
  const slope = hedge / (mean(b.map((x) => x * x)) - meanB * meanB);
  const rest = a.map((x, t) => x - meanA - slope * (b[t]! - meanB));
  const n = rest.length;
  const lagged = rest.slice(0, -1).reduce((total, x) => total + x * x, 0);
  const crossed = rest.slice(1).reduce((total, x, t) => total + x * rest[t]!, 0);
  const phi = crossed / lagged;
  const left = rest.slice(1).reduce((total, x, t) => total + (x - phi * rest[t]!) ** 2, 0);
  const statistic = (phi - 1) / Math.sqrt(left / (n - 2) / lagged);
  const z = rest[n - 1]! / Math.sqrt(rest.reduce((total, x) => total + x * x, 0) / (n - 2));
  const halfLife = phi > 0 && phi < 1 ? Math.log(0.5) / Math.log(phi) : Infinity;
  return { slope, statistic, z, halfLife };
}

/** The pairs rule; it keeps how long a pair is held between its calls. */
function pairsRule(): Rule {
  let [held, most] = [0, 0];
  return ({ close }, { shares, equity }, history) => {
    const window = history.slice(-120);
    if (window.length < 120) return [0, 0];
    const [a, b] = [0, 1].map((symbol) => closes(window, symbol).map(Math.log));
    const { slope, statistic, z, halfLife } = spreadBySums(a!, b!);
    if (shares.some((one) => one !== 0)) {
      held += 1;
      const isDone = Math.abs(z) <= 0.3 || held > most;
      return isDone ? shares.map((one) => -one) : [0, 0];
    }
    if (statistic >= -3.34 || slope <= 0 || Math.abs(z) < 2) return [0, 0];
    [held, most] = [0, Math.ceil(4 * halfLife)];
    const side = z > 0 ? -1 : 1;
    return [
      side * sharesFor(0.3, equity, close[0]!),
      -side * sharesFor(Math.min(1, 0.3 * slope), equity, close[1]!),
    ];
  };
}

/** A symbol whose logarithm follows another's, with a residual that returns to zero. */
function cointegratedWith(other: BarSeries, name: string): BarSeries {
  const columns = walk(other.columns.length, { seed: 3, mu: 0, sigma: 0.012, p0: 50 });
  let residual = 0;
  for (let row = 0; row < columns.length; row += 1) {
    const draw = ((row * 7919) % 1009) / 1009 - 0.5;
    residual = 0.85 * residual + 0.04 * draw;
    const priceOf = (price: number): number =>
      Math.round(100 * Math.exp(0.4 + 0.9 * Math.log(price) + residual)) / 100;
    columns.start[row] = other.columns.start[row]!;
    columns.end[row] = other.columns.end[row]!;
    columns.open[row] = priceOf(other.columns.open[row]!);
    columns.close[row] = priceOf(other.columns.close[row]!);
    columns.high[row] = Math.max(columns.open[row]!, columns.close[row]!);
    columns.low[row] = Math.min(columns.open[row]!, columns.close[row]!);
  }
  return { symbol: ticker(name), timeframe: '1Day', columns, actions: [] };
}

/** Trading days of a walk, as the exchange's calendar has them. */
function daily(name: string, seed: number): BarSeries {
  const sessions = sessionsBetween(isoDate('2015-01-02'), isoDate('2019-12-31'));
  const columns = walk(sessions.length, { seed, mu: 0.0004, sigma: 0.012, p0: 80 });
  sessions.forEach(({ date, close }, row) => {
    columns.start[row] = newYorkInstant(date, 0);
    columns.end[row] = close;
  });
  return { symbol: ticker(name), timeframe: '1Day', columns, actions: [] };
}

/** The day of an instant in regular trading, when New York and Greenwich agree on it. */
const dateAt = (at: number): string => new Date(at).toISOString().slice(0, 10);

function daysOf(series: readonly BarSeries[]): readonly Day[] {
  const of = (column: keyof BarColumns & ('open' | 'high' | 'low' | 'close'), row: number) =>
    series.map(({ columns }) => columns[column][row]!);
  return Array.from({ length: series[0]!.columns.length }, (_, row) => ({
    row,
    at: series[0]!.columns.end[row]!,
    date: dateAt(series[0]!.columns.end[row]!),
    open: of('open', row),
    high: of('high', row),
    low: of('low', row),
    close: of('close', row),
  }));
}

/** SPY from 1998 on as it was quoted, without dividends. */
function realSpy(): BarSeries {
  const symbol = ticker('SPY');
  const { value } = parseDailyBars(readFileSync(SPY, 'utf8'), symbol);
  return { ...value, actions: [] };
}

/** Regular trading minutes of forty days. */
function minutes(name: string, seed: number): BarSeries {
  const sessions = sessionsBetween(isoDate('2019-11-18'), isoDate('2020-01-17'));
  const starts = sessions.flatMap(({ open, close }) =>
    Array.from({ length: (close - open) / MINUTE }, (_, minute) => open + minute * MINUTE),
  );
  const columns = walk(starts.length, { seed, mu: 0, sigma: 0.0008, p0: 60 });
  starts.forEach((start, row) => {
    columns.start[row] = start;
    columns.end[row] = start + MINUTE;
  });
  return { symbol: ticker(name), timeframe: '1Min', columns, actions: [] };
}

/** Half days end at 13:00; the loop knows the two of its weeks. */
const HALF_DAYS: readonly string[] = ['2019-11-29', '2019-12-24'];

function openingRangeRule({ close, at }: Day, account: Account, history: readonly Day[]) {
  const held = account.shares[0]!;
  const minute = (at - Date.parse(`${dateAt(at)}T14:30:00Z`)) / MINUTE;
  const length = HALF_DAYS.includes(dateAt(at)) ? 210 : 390;
  if (minute <= 30) return [0];
  const today = history.slice(-minute);
  const high = Math.max(...today.slice(0, 30).map((bar) => bar.high[0]!));
  const low = Math.min(...today.slice(0, 30).map((bar) => bar.low[0]!));
  const isLate = minute >= length - 10;
  if (held > 0) return [isLate || close[0]! < low ? -held : 0];
  const before = today.slice(30, -1).some((bar) => bar.close[0]! > high);
  if (isLate || before || close[0]! <= high) return [0];
  return [sharesFor(0.2, account.equity, close[0]!)];
}

/** Runs a built-in strategy without costs, and prints its executions like the loop's. */
function engineRun(name: string, series: readonly BarSeries[]): readonly Execution[] {
  const strategy = { ...BUILT_IN.get(name)!, symbols: series.map(({ symbol }) => symbol) };
  const { entries } = runBacktest(strategy, {
    bars: series,
    costs: { halfSpreadBps: 0, slippageBps: 0, fees: 'none' },
    limits: { allowShort: true },
    keepJournal: true,
  });
  const rowOf = new Map([...series[0]!.columns.end].map((end, row) => [end, row]));
  const sides = new Map<string, { readonly symbol: string; readonly sign: number }>();
  const done: Execution[] = [];
  for (const { body } of entries) {
    if (body.kind === 'ordered') {
      const { id, symbol, side } = body.order;
      sides.set(id, { symbol, sign: side === 'buy' ? 1 : -1 });
    }
    if (body.kind !== 'order_event' || body.event.kind !== 'filled') continue;
    const { order, fill } = body.event;
    const { symbol, sign } = sides.get(order)!;
    const row = [...rowOf].findIndex(([end]) => end > fill.at);
    done.push(`${symbol} ${row} ${sign * Number(fill.quantity)} at ${Number(fill.price)}`);
  }
  return done;
}

const CASES: readonly { readonly name: string; readonly rule: Rule; readonly symbols: number }[] = [
  { name: 'breakout', rule: breakoutRule, symbols: 1 },
  { name: 'mean-reversion', rule: meanReversionRule, symbols: 1 },
  { name: 'volatility-target', rule: volatilityTargetRule, symbols: 1 },
  { name: 'dollar-cost-averaging', rule: averagingRule, symbols: 1 },
  { name: 'momentum-rotation', rule: rotationRule, symbols: 5 },
];

describe('each built-in strategy against a short loop of its rules, trade for trade', () => {
  it.each(CASES)('$name over generated prices', ({ name, rule, symbols }) => {
    const series = ['AAAA', 'BBBB', 'CCCC', 'DDDD', 'EEEE']
      .slice(0, symbols)
      .map((symbol, place) => daily(symbol, 7 + place));
    const names = series.map(({ symbol }) => String(symbol));
    const expected = loop(daysOf(series), names, rule);
    expect(expected.length).toBeGreaterThan(20);
    expect([...engineRun(name, series)].sort()).toEqual([...expected].sort());
  });

  it.for(CASES.filter(({ symbols }) => symbols === 1))(
    '$name over real prices',
    ({ name, rule }, context) => {
      if (!existsSync(SPY)) context.skip('../shared/data/us-daily is not on this machine');
      const series = realSpy();
      const expected = loop(daysOf([series]), ['SPY'], rule);
      expect(expected.length).toBeGreaterThan(20);
      expect(engineRun(name, [series])).toEqual(expected);
    },
  );

  it('pairs over two cointegrated symbols', () => {
    const other = daily('BBBB', 8);
    const series = [cointegratedWith(other, 'AAAA'), other];
    const expected = loop(daysOf(series), ['AAAA', 'BBBB'], pairsRule());
    expect(expected.length).toBeGreaterThan(20);
    expect([...engineRun('pairs-trading', series)].sort()).toEqual([...expected].sort());
  });

  it('opening-range-breakout over generated minutes', () => {
    const series = minutes('AAAA', 5);
    const expected = loop(daysOf([series]), ['AAAA'], openingRangeRule);
    expect(expected.length).toBeGreaterThan(40);
    expect(engineRun('opening-range-breakout', [series])).toEqual(expected);
  });

  it('covers every built-in strategy that decides by prices alone', () => {
    const covered = [...CASES.map(({ name }) => name), 'opening-range-breakout', 'pairs-trading'];
    // These two have loops of their own: the oracle's crossover, and the weights of its portfolio.
    expect([...BUILT_IN.keys()].sort()).toEqual([...covered, 'rebalancer', 'trend-follower'].sort());
  });
});
