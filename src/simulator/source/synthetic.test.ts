import { beforeAll, describe, expect, it, test } from 'vitest';
import type { BarColumns } from '../../core/columns.ts';
import { addDays, DAY, epochMs, isoDate, MINUTE, parseInstant } from '../../core/time.ts';
import { aggregateBars, createTradeAggregator } from '../../market/aggregate.ts';
import type { Timeframe } from '../../market/bar.ts';
import { newYorkDate, sessionAt, sessionOn, sessionsBetween } from '../../market/calendar.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import { isUsable, type Quote, type Trade } from '../../market/quote.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import { validateSeries } from '../../market/validation/validate.ts';
import type { MarketSource, Span } from './source.ts';
import { createSyntheticMarket, type SyntheticOptions } from './synthetic.ts';
import { BENCHMARK } from './universe.ts';

const START = parseInstant('2026-03-02T15:00:00Z'); // 10:00 in New York
const SMALL = { start: START, minuteSessions: 2, dailySessions: 4 };
const EVER: Span = { from: epochMs(0), to: epochMs(Number.MAX_SAFE_INTEGER) };

function market(seed: number, more: Partial<SyntheticOptions> = {}): MarketSource {
  return createSyntheticMarket({ seed, ...SMALL, ...more });
}

function drawn(source: MarketSource, count: number): MarketEvent[] {
  return Array.from({ length: count }, () => source.next()!);
}

function drawnUntil(source: MarketSource, at: number): MarketEvent[] {
  const events: MarketEvent[] = [];
  while ((source.peekAt() ?? Number.POSITIVE_INFINITY) <= at) events.push(source.next()!);
  return events;
}

function symbolOf(event: MarketEvent): string {
  if (event.kind === 'bar') return event.bar.symbol;
  if (event.kind === 'quote') return event.quote.symbol;
  if (event.kind === 'trade') return event.trade.symbol;
  return event.kind === 'action' ? event.action.symbol : '';
}

function plain(bars: BarColumns): Record<string, number[]> {
  const { length: _, ...columns } = bars;
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]]));
}

describe('a simulated market is a function of its options', () => {
  it('the same seed and start give the same past and present', () => {
    const [a, b] = [market(7), market(7)];
    expect(a.assets).toEqual(b.assets);
    expect(drawn(a, 2_000)).toEqual(drawn(b, 2_000));
    for (const { symbol } of a.assets) {
      expect(plain(a.history(symbol, '1Day', EVER))).toEqual(
        plain(b.history(symbol, '1Day', EVER)),
      );
    }
  });

  it('trades the same symbols at the same prices, however few are listed', () => {
    const all = market(7);
    const some = all.assets.slice(1, 3).map(({ symbol }) => symbol);
    const few = market(7, { symbols: some });
    expect(few.assets).toEqual(all.assets.slice(1, 3));
    const isListed = (event: MarketEvent): boolean =>
      event.kind === 'session' || some.includes(symbolOf(event) as Ticker);
    const until = START + 20 * MINUTE;
    expect(drawnUntil(few, until)).toEqual(drawnUntil(all, until).filter(isListed));
    for (const { symbol } of all.assets) {
      const [ours, theirs] = [few, all].map((source) => source.history(symbol, '1Min', EVER));
      expect(ours!.length).toBe(some.includes(symbol) ? theirs!.length : 0);
    }
  });

  it('another seed gives other prices and other ids', () => {
    const [a, b] = [market(7), market(8)];
    expect(drawn(a, 50)).not.toEqual(drawn(b, 50));
    expect(a.assets[0]?.id).not.toBe(b.assets[0]?.id);
  });

  test.each([
    ['a moment later', START + 1_234],
    ['within the session', parseInstant('2026-03-02T16:23:45.678Z')],
    ['at the end of a minute', parseInstant('2026-03-02T16:24:00Z')],
    ['at the close', parseInstant('2026-03-02T21:00:00Z')],
    ['in the night', parseInstant('2026-03-03T03:00:00Z')],
    ['at the next open', parseInstant('2026-03-03T14:30:00Z')],
    ['in the next session', parseInstant('2026-03-03T14:31:07Z')],
  ])('skipping %s equals drawing up to it', (_, at) => {
    const [skipped, read] = [market(3), market(3)];
    skipped.skipTo(epochMs(at));
    const before = drawnUntil(read, at);
    expect(before.length).toBeGreaterThan(0);
    const [next] = [read.peekAt()];
    expect(skipped.peekAt()).toBe(next);
    for (const { symbol } of read.assets) {
      for (const timeframe of ['1Min', '15Min', '1Day'] as const) {
        const span = { from: epochMs(0), to: epochMs(at) };
        expect(plain(skipped.history(symbol, timeframe, span))).toEqual(
          plain(read.history(symbol, timeframe, span)),
        );
      }
    }
    expect(drawn(skipped, 600)).toEqual(drawn(read, 600));
  });

  it('skipping in steps, back, or from within a minute changes nothing', () => {
    const [once, steps] = [market(5), market(5)];
    const at = epochMs(START + 90 * MINUTE + 20_000);
    once.skipTo(at);
    drawn(steps, 37);
    for (const ms of [1_000, 61_500, 61_400, 60 * MINUTE, 5_000]) steps.skipTo(epochMs(START + ms));
    drawn(steps, 3);
    steps.skipTo(at);
    expect(drawn(once, 600)).toEqual(drawn(steps, 600));
  });
});

describe('the stream', () => {
  let events: readonly MarketEvent[];
  let source: MarketSource;
  beforeAll(() => {
    source = market(11);
    events = drawnUntil(source, parseInstant('2026-03-03T15:00:00Z'));
  });

  it('begins after the start, ordered by instant, kind and symbol', () => {
    expect(events[0]?.at).toBeGreaterThan(START);
    const disorder = events.filter((event, index) => {
      const last = events[index - 1];
      if (last === undefined) return false;
      const order = last.at - event.at || eventRank(last) - eventRank(event);
      return order > 0 || (order === 0 && symbolOf(last) >= symbolOf(event));
    });
    expect(disorder).toEqual([]);
  });

  it('has no events outside of sessions, and emits their open and close', () => {
    const turns = events.flatMap((event) =>
      event.kind === 'session' ? [`${new Date(event.at).toISOString()} ${event.phase}`] : [],
    );
    expect(turns).toEqual(['2026-03-02T21:00:00.000Z close', '2026-03-03T14:30:00.000Z open']);
    expect(events.every((event) => sessionAt(event.at) !== undefined)).toBe(true);
  });

  it('quotes whole cents, both sides, never crossed, every few seconds', () => {
    const quotes = events.flatMap((event) => (event.kind === 'quote' ? [event.quote] : []));
    const whole = (value: number): boolean => Math.round(value * 100) / 100 === value;
    expect(quotes.every(isUsable)).toBe(true);
    expect(quotes.every(({ bid, ask }) => bid < ask && whole(bid) && whole(ask))).toBe(true);
    expect(quotes.every(({ bidSize, askSize }) => bidSize > 0 && askSize > 0)).toBe(true);
    const minutes = events.filter((event) => event.kind === 'bar').length / source.assets.length;
    const perMinute = quotes.length / source.assets.length / minutes;
    expect(perMinute).toBeGreaterThan(4);
    expect(perMinute).toBeLessThan(15);
  });

  it('trades within the current quote, with unique ids', () => {
    const standing = new Map<Ticker, Quote>();
    const ids = new Set<string>();
    const odd: Trade[] = [];
    let trades = 0;
    for (const event of events) {
      if (event.kind === 'quote') standing.set(event.quote.symbol, event.quote);
      if (event.kind !== 'trade') continue;
      const { symbol, price, size, id } = event.trade;
      const quote = standing.get(symbol);
      const inside = quote === undefined || (price >= quote.bid && price <= quote.ask);
      if (!inside || size <= 0) odd.push(event.trade);
      ids.add(id);
      trades += 1;
    }
    expect(odd).toEqual([]);
    expect(ids.size).toBe(trades);
  });

  it('builds minute bars from exactly its trades, for every symbol and minute', () => {
    const full = events.filter((event) => event.at > START + MINUTE);
    const bars = new Map(
      full.flatMap((event) =>
        event.kind === 'bar' ? [[`${event.bar.symbol} ${event.at}`, event.bar] as const] : [],
      ),
    );
    const aggregators = new Map(
      source.assets.map(({ symbol }) => [symbol, createTradeAggregator(symbol, '1Min')]),
    );
    let made = 0;
    for (const event of full) {
      if (event.kind !== 'trade') continue;
      const one = aggregators.get(event.trade.symbol)!.push(event.trade);
      if (one === undefined) continue;
      const { vwap, ...rest } = one.bar;
      const bar = bars.get(`${rest.symbol} ${one.end}`);
      expect(bar).toMatchObject(rest);
      expect(bar?.vwap).toBeCloseTo(vwap!, 8);
      made += 1;
    }
    const minutes = new Set([...bars.values()].map(({ start }) => start)).size;
    expect(bars.size).toBe(13 * minutes);
    // Each symbol's last minute, and the one at the close, end without a trade after them.
    expect(made).toBeGreaterThanOrEqual(bars.size - 13);
  });

  it('has exactly the drawn events as history', () => {
    const bars = events.flatMap((event) =>
      event.kind === 'bar' && event.bar.symbol === BENCHMARK ? [event.bar.close] : [],
    );
    const kept = source.history(BENCHMARK, '1Min', { from: START, to: EVER.to });
    expect([...kept.close].slice(-bars.length)).toEqual(bars);
    expect(kept.end.at(-1)).toBeLessThanOrEqual(events.at(-1)!.at);
    const ahead = { from: epochMs(events.at(-1)!.at + 1), to: EVER.to };
    source.peekAt();
    expect(source.history(BENCHMARK, '1Min', ahead).length).toBe(0);
  });

  it('ends with the calendar', () => {
    const last = sessionOn(isoDate('2035-12-31'))!;
    const ending = market(1, { start: epochMs(last.close - 2 * MINUTE) });
    const rest = drawnUntil(ending, last.close);
    expect(rest.at(-1)).toMatchObject({ kind: 'session', phase: 'close', at: last.close });
    expect([ending.peekAt(), ending.next()]).toEqual([undefined, undefined]);
    ending.skipTo(epochMs(last.close + DAY));
    expect(ending.next()).toBeUndefined();
  });

  it('begins at the next open when started at night', () => {
    const night = market(1, { start: parseInstant('2026-03-02T03:00:00Z') });
    expect(night.next()).toMatchObject({
      kind: 'session',
      phase: 'open',
      at: parseInstant('2026-03-02T14:30:00Z'),
    });
  });

  it('applies splits and dividends at the open of their day', () => {
    // With 320 sessions of history the split is on the first session that is played.
    const start = parseInstant('2026-03-02T14:00:00Z');
    const splitting = market(4, { start, dailySessions: 320 });
    const symbol = ticker('VLTZ');
    expect(splitting.actions(symbol, EVER).map(({ kind }) => kind)).not.toContain('split');
    const opening = drawn(splitting, 2);
    expect(opening.map(({ kind }) => kind)).toEqual(['session', 'action']);
    expect(opening[1]).toMatchObject({ at: opening[0]?.at, action: { symbol, kind: 'split' } });
    const [action] = splitting.actions(symbol, { from: start, to: EVER.to });
    expect(action?.kind === 'split' && action.to.toString()).toBe('4');
    splitting.skipTo(parseInstant('2026-03-02T14:31:00Z'));
    const before = splitting.history(symbol, '1Day', EVER).close.at(-1)!;
    const after = splitting.history(symbol, '1Min', EVER).open.at(-1)!;
    expect(before / after).toBeGreaterThan(3.4);
    expect(before / after).toBeLessThan(4.6);
  });
});

describe('the past', () => {
  let source: MarketSource;
  const date = newYorkDate(START);
  const all = (symbol: Ticker, timeframe: Timeframe): BarColumns =>
    source.history(symbol, timeframe, EVER);
  beforeAll(() => {
    source = createSyntheticMarket({ seed: 1, start: START });
  });

  it('has two years of days and sixty sessions of minutes for thirteen symbols', () => {
    expect(source.assets).toHaveLength(13);
    const sessions = sessionsBetween(addDays(date, -900), addDays(date, -1));
    const minutes = sessions
      .slice(-60)
      .reduce((sum, { open, close }) => sum + (close - open) / MINUTE, 0);
    for (const { symbol } of source.assets) {
      expect([...all(symbol, '1Day').end]).toEqual(sessions.slice(-504).map(({ close }) => close));
      expect(all(symbol, '1Min').length).toBe(minutes + 30);
      expect(all(symbol, '1Min').end.at(-1)).toBe(START);
    }
    expect(all(ticker('NONE'), '1Min').length).toBe(0);
  });

  it('agrees between days and minutes where both exist', () => {
    for (const { symbol } of source.assets) {
      const minutes = all(symbol, '1Min');
      const days = all(symbol, '1Day');
      const made = aggregateBars(
        source.history(symbol, '1Min', { from: EVER.from, to: days.end.at(-1)! as typeof START }),
        '1Day',
      );
      expect(minutes.length).toBeGreaterThan(made.length);
      expect(plain(made)).toEqual(
        plain(source.history(symbol, '1Day', { from: epochMs(made.end[0]!), to: EVER.to })),
      );
    }
  });

  it('serves larger bars complete, by their end', () => {
    const to = epochMs(START - 7 * MINUTE);
    const bars = source.history(BENCHMARK, '5Min', { from: epochMs(START - 22 * MINUTE), to });
    expect([...bars.end].map((end) => (end - START) / MINUTE)).toEqual([-20, -15, -10]);
    const minutes = source.history(BENCHMARK, '1Min', {
      from: epochMs(START - 24 * MINUTE),
      to: epochMs(START - 20 * MINUTE),
    });
    expect(minutes.length).toBe(5);
    expect(bars.volume[0]).toBe(minutes.volume.reduce((sum, volume) => sum + volume, 0));
    const hours = source.history(BENCHMARK, '1Hour', EVER);
    expect(hours.end.at(-1)).toBe(START);
  });

  it('is clean to the validator, splits and dividends included', () => {
    for (const { symbol } of source.assets) {
      for (const timeframe of ['1Day', '1Min'] as const) {
        const actions = source.actions(symbol, EVER);
        const series = { symbol, timeframe, columns: all(symbol, timeframe), actions };
        expect(validateSeries(series, { jumpMax: 0.25 })).toEqual([]);
      }
    }
    const kinds = source.assets.flatMap(({ symbol }) =>
      source.actions(symbol, EVER).map(({ kind }) => kind),
    );
    expect(kinds.filter((kind) => kind === 'split')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'dividend').length).toBeGreaterThan(50);
  });

  it('has assets with UUIDs, names and sectors', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(source.assets.every(({ id }) => uuid.test(id))).toBe(true);
    expect(new Set(source.assets.map(({ id }) => id)).size).toBe(13);
    expect(source.assets.find(({ symbol }) => symbol === BENCHMARK)?.sector).toBe('fund');
    expect(new Set(source.assets.map(({ sector }) => sector)).size).toBe(7);
  });
});

describe('prices behave like prices', () => {
  const returns = (closes: Float64Array): number[] =>
    [...closes].slice(1).map((close, index) => close / closes[index]! - 1);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const correlation = (a: readonly number[], b: readonly number[]): number => {
    const [ma, mb] = [mean(a), mean(b)];
    const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
      mean(x.map((value, index) => (value - mx) * (y[index]! - my)));
    return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
  };
  let source: MarketSource;
  beforeAll(() => {
    source = createSyntheticMarket({ seed: 2, start: START, minuteSessions: 20 });
  });

  it('the benchmark varies by 8 to 25% a year, and companies by more', () => {
    for (const { symbol } of source.assets) {
      // The split is left out: it is no return.
      const daily = returns(source.history(symbol, '1Day', EVER).close).filter((r) => r > -0.5);
      const yearly = Math.sqrt(252 * mean(daily.map((value) => value * value)));
      expect(yearly).toBeGreaterThan(symbol === BENCHMARK ? 0.08 : 0.1);
      expect(yearly).toBeLessThan(symbol === BENCHMARK ? 0.25 : 0.7);
    }
  });

  it('companies correlate with the benchmark, and more within a sector', () => {
    const daily = (symbol: string): number[] =>
      returns(source.history(ticker(symbol), '1Day', EVER).close);
    expect(correlation(daily('QMKT'), daily('FRGZ'))).toBeGreaterThan(0.4);
    expect(correlation(daily('NMBQ'), daily('QBYT'))).toBeGreaterThan(
      correlation(daily('NMBQ'), daily('GRZQ')),
    );
  });

  it('volatility clusters: the size of a move predicts the next', () => {
    const { close, start, end } = source.history(BENCHMARK, '30Min', EVER);
    const moves = returns(close).filter((_, row) => start[row + 1] === end[row]);
    const sizes = moves.map(Math.abs);
    expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.1);
  });

  it('the open and the close have larger moves and volume than noon', () => {
    const { close, start, volume } = source.history(ticker('NMBQ'), '1Min', EVER);
    const sum = { open: 0, noon: 0, openVolume: 0, noonVolume: 0 };
    for (let row = 1; row < close.length; row += 1) {
      const minute = (start[row]! - sessionAt(epochMs(start[row]!))!.open) / MINUTE;
      const size = Math.abs(close[row]! / close[row - 1]! - 1);
      if (minute > 0 && minute <= 30)
        [sum.open, sum.openVolume] = [sum.open + size, sum.openVolume + volume[row]!];
      if (minute > 180 && minute <= 210)
        [sum.noon, sum.noonVolume] = [sum.noon + size, sum.noonVolume + volume[row]!];
    }
    expect(sum.open).toBeGreaterThan(1.5 * sum.noon);
    expect(sum.openVolume).toBeGreaterThan(1.2 * sum.noonVolume);
  });

  it('spreads are wider in the first minutes than at noon', () => {
    const live = market(6, { start: parseInstant('2026-03-02T14:29:00Z') });
    const spreads = (from: string, to: string): number => {
      live.skipTo(parseInstant(from));
      return mean(
        drawnUntil(live, parseInstant(to)).flatMap((event) =>
          event.kind === 'quote' ? [event.quote.ask / event.quote.bid - 1] : [],
        ),
      );
    };
    const opening = spreads('2026-03-02T14:30:00Z', '2026-03-02T14:35:00Z');
    expect(opening).toBeGreaterThan(1.3 * spreads('2026-03-02T18:00:00Z', '2026-03-02T18:05:00Z'));
    expect(opening).toBeLessThan(0.005);
  });

  it('averages of 10 and 30 minutes cross a few times an hour', () => {
    const { close } = source.history(ticker('NMBQ'), '1Min', EVER);
    const average = (row: number, period: number): number =>
      close.subarray(row - period + 1, row + 1).reduce((sum, value) => sum + value, 0) / period;
    let crosses = 0;
    let above: boolean | undefined;
    for (let row = 30; row < 3_930; row += 1) {
      const now = average(row, 10) > average(row, 30);
      if (above !== undefined && now !== above) crosses += 1;
      above = now;
    }
    const perHour = crosses / 65;
    expect(perHour).toBeGreaterThan(1);
    expect(perHour).toBeLessThan(6);
  });
});
