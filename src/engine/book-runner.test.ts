import { describe, expect, it } from 'vitest';
import { ema } from '../analysis/indicators/ema.ts';
import { sma } from '../analysis/indicators/sma.ts';
import { barColumns } from '../core/columns.ts';
import { isQuipuError } from '../core/errors.ts';
import { integer } from '../core/schema.ts';
import { epochMs } from '../core/time.ts';
import { emptyPortfolio } from '../ledger/portfolio.ts';
import { ticker } from '../market/symbol.ts';
import type { BookId } from '../orders/request.ts';
import { defineStrategy } from '../strategy/define.ts';
import { BookRunner } from './book-runner.ts';
import { Markets } from './markets.ts';
import { readingClass } from './readings.ts';

const SPY = ticker('SPY');
const QQQ = ticker('QQQ');
const TREND = 'trend' as BookId;

function runnerOf(
  strategy: Parameters<typeof defineStrategy>[0],
  change: { readonly params?: object; readonly symbols?: readonly (typeof SPY)[] } = {},
): BookRunner {
  const config = { id: TREND, strategy: defineStrategy(strategy), capital: 0.5, ...change };
  return new BookRunner(config as never, emptyPortfolio(), new Markets());
}

const plain = { name: 'plain', symbols: ['SPY'], timeframe: '1Min', onBar: () => [] } as const;

function bar(close: number, volume = 1) {
  const start = epochMs(0);
  return { symbol: SPY, start, open: close - 1, high: close + 2, low: close - 3, close, volume };
}

describe('a runner', () => {
  it('watches the symbols of its strategy, or others that the book names', () => {
    expect([...runnerOf(plain).watchers.keys()]).toEqual([SPY]);
    expect([...runnerOf(plain, { symbols: [QQQ] }).watchers.keys()]).toEqual([QQQ]);
  });

  it('validates its parameters and fills in the defaults', () => {
    const fast = integer({ min: 2, max: 10, default: 5 });
    const strategy = { ...plain, params: { fast } };
    expect(runnerOf(strategy).params).toEqual({ fast: 5 });
    expect(runnerOf(strategy, { params: { fast: 7 } }).params).toEqual({ fast: 7 });
    expect(() => runnerOf(strategy, { params: { fast: 11 } })).toThrow(/fast/);
    expect(() => runnerOf(strategy, { params: { slow: 3 } })).toThrow(/slow/);
  });

  it('names the columns that a bar has when an indicator reads another', () => {
    for (const column of ['median', 'constructor']) {
      const indicators = () => ({ a: sma({ period: 2 }).on(column) });
      try {
        runnerOf({ ...plain, indicators });
        expect.unreachable();
      } catch (error) {
        if (!isQuipuError(error)) throw error;
        expect(error.code).toBe('engine.unknown_column');
        expect(error.message).toBe(
          `Strategy plain reads the column "${column}"; a bar has open, high, low, close, volume.`,
        );
        expect(error.next).toContain('.on(');
      }
    }
  });

  it('remembers only what a strategy with a memory has changed', () => {
    expect(runnerOf(plain).changedMemory()).toBeUndefined();
    const runner = runnerOf({ ...plain, memory: () => ({ bars: 0 }) });
    expect(runner.changedMemory()).toBeUndefined();
    (runner.memory as { bars: number }).bars = 1;
    expect(runner.changedMemory()).toBe('{"bars":1}');
    expect(runner.changedMemory()).toBeUndefined();
    runner.recall('{"bars":7}');
    expect(runner.memory).toEqual({ bars: 7 });
    expect(runner.changedMemory()).toBeUndefined();
    runner.recall('');
    expect(runner.memory).toEqual({ bars: 7 });
  });

  it('is told of positions in symbols that it does not watch, and ignores them', () => {
    const runner = runnerOf(plain);
    runner.onPosition(QQQ);
    runner.onPosition(SPY);
    expect(runner.watchers.get(SPY)!.position).toBeUndefined();
  });

  it('recalls nothing for a strategy that has no memory', () => {
    const runner = runnerOf(plain);
    const before = runner.memory;
    runner.recall('{"bars":7}');
    expect(runner.memory).toBe(before);
  });
});

describe('a watcher', () => {
  const watcherOf = (indicators: () => object) =>
    runnerOf({ ...plain, indicators: indicators as never }).watchers.get(SPY)!;
  const read = (watcher: ReturnType<typeof watcherOf>, name: string): number =>
    (watcher.indicators as Readonly<Record<string, { readonly value: number }>>)[name]!.value;

  it('has no values and no bar before the first', () => {
    const watcher = watcherOf(() => ({ a: sma({ period: 2 }) }));
    expect(watcher.bar).toEqual({
      symbol: SPY,
      start: 0,
      open: Number.NaN,
      high: Number.NaN,
      low: Number.NaN,
      close: Number.NaN,
      volume: Number.NaN,
    });
    expect(read(watcher, 'a')).toBeNaN();
    expect([watcher.at, watcher.position]).toEqual([0, undefined]);
  });

  it('is warm when the slowest of its indicators is', () => {
    const watcher = watcherOf(() => ({ slow: sma({ period: 3 }), fast: sma({ period: 1 }) }));
    expect(watcher.lookback).toBe(2);
    const warm = [1, 2, 3, 4].map((close) => watcher.step(bar(close), epochMs(close)));
    expect(warm).toEqual([false, false, true, true]);
    expect([read(watcher, 'slow'), read(watcher, 'fast')]).toEqual([3, 4]);
    expect(watcher).toMatchObject({ at: 4, bar: { close: 4 } });
  });

  it('begins cold again with a history, of which it keeps nothing older', () => {
    const watcher = watcherOf(() => ({ a: sma({ period: 3 }) }));
    for (const close of [100, 100, 100]) watcher.step(bar(close), epochMs(1));
    expect(read(watcher, 'a')).toBe(100);
    const history = barColumns(1);
    for (const column of [history.open, history.high, history.low, history.close]) column[0] = 25;
    history.start[0] = 1;
    history.end[0] = 2;
    history.volume[0] = 9;
    watcher.warm(history);
    expect(read(watcher, 'a')).toBeNaN();
    expect(watcher).toMatchObject({ at: 2, coldBars: 2 });
    expect(watcher.bar).toEqual({
      symbol: SPY,
      start: 1,
      open: 25,
      high: 25,
      low: 25,
      close: 25,
      volume: 9,
    });
    expect(watcher.step(bar(26), epochMs(3))).toBe(false);
    expect(watcher.step(bar(27), epochMs(4))).toBe(true);
    expect(read(watcher, 'a')).toBe(26);
    // A history that warm indicators have left behind changes nothing.
    watcher.warm(barColumns(0));
    watcher.warm(history);
    expect([read(watcher, 'a'), watcher.coldBars, watcher.at]).toEqual([26, 0, 4]);
  });

  describe('after a split', () => {
    /** One-minute bars of equal prices that end at `end`, in new shares. */
    const historyOf = (closes: readonly number[], end: number) => {
      const bars = barColumns(closes.length);
      closes.forEach((close, index) => {
        for (const column of [bars.open, bars.high, bars.low, bars.close]) column[index] = close;
        bars.end[index] = end - (closes.length - 1 - index);
        bars.start[index] = bars.end[index] - 1;
      });
      return bars;
    };
    const split = () => {
      const watcher = watcherOf(() => ({ a: sma({ period: 3 }) }));
      for (const at of [1, 2, 3]) watcher.step(bar(100), epochMs(at));
      watcher.cool();
      return watcher;
    };

    it('has no values until its history has come', () => {
      const watcher = split();
      expect([read(watcher, 'a'), watcher.coldBars]).toEqual([Number.NaN, 3]);
    });

    it('continues with the bars that it has seen since', () => {
      const watcher = split();
      watcher.step(bar(30), epochMs(5));
      watcher.warm(historyOf([24, 27], 4));
      expect([read(watcher, 'a'), watcher.coldBars, watcher.at]).toEqual([27, 0, 5]);
      expect(watcher.bar.close).toBe(30);
      expect(watcher.step(bar(33), epochMs(6))).toBe(true);
      expect(read(watcher, 'a')).toBe(30);
    });

    it('counts a bar once that it has seen and that its history has', () => {
      const watcher = split();
      watcher.step(bar(24), epochMs(4));
      watcher.step(bar(27), epochMs(5));
      watcher.warm(historyOf([24, 27], 5));
      expect(watcher.coldBars).toBe(1);
      watcher.step(bar(30), epochMs(6));
      expect(read(watcher, 'a')).toBe(27);
    });

    it('does not go back to a bar before the last one seen', () => {
      const watcher = split();
      watcher.warm(historyOf([25], 2));
      expect(watcher.at).toBe(3);
      expect(watcher.bar.close).toBe(100);
    });

    it('has the last bar in new shares when its history has it', () => {
      const watcher = split();
      watcher.warm(historyOf([25], 3));
      expect(watcher.at).toBe(3);
      expect(watcher.bar.close).toBe(25);
    });
  });

  it('is warm at the first bar without indicators', () => {
    const watcher = watcherOf(() => ({}));
    expect(watcher.step(bar(1), epochMs(1))).toBe(true);
  });

  it.each([
    ['open', 9],
    ['high', 12],
    ['low', 7],
    ['close', 10],
    ['volume', 5],
  ])('reads the column %s of a bar', (column, expected) => {
    const watcher = watcherOf(() => ({ a: sma({ period: 1 }).on(column) }));
    watcher.step(bar(10, 5), epochMs(1));
    expect(read(watcher, 'a')).toBe(expected);
  });

  it('keeps indicators of the same kind apart', () => {
    const watcher = watcherOf(() => ({ a: ema({ period: 1 }), b: sma({ period: 1 }).on('open') }));
    watcher.step(bar(10), epochMs(1));
    expect([read(watcher, 'a'), read(watcher, 'b')]).toEqual([10, 9]);
  });
});

describe('a reading', () => {
  it('reads a row by its names, with one class for each list of names', () => {
    const Reading = readingClass(['upper', 'lower']);
    const row = Float64Array.of(3, 1);
    const reading = new Reading(row);
    expect([reading['upper'], reading['lower']]).toEqual([3, 1]);
    row[0] = 5;
    expect(reading['upper']).toBe(5);
    expect(readingClass(['upper', 'lower'])).toBe(Reading);
    expect(readingClass(['lower', 'upper'])).not.toBe(Reading);
    const names: string[] = [];
    for (const name in reading) names.push(name);
    expect(names).toEqual(expect.arrayContaining(['upper', 'lower']));
  });
});
