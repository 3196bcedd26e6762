import { describe, expect, it } from 'vitest';
import { barColumns, type BarColumns } from '../../src/core/columns.ts';
import { DAY, MINUTE, epochMs } from '../../src/core/time.ts';
import type { BarQuery, BarStore } from '../../src/engine/ports.ts';
import { ticker } from '../../src/market/symbol.ts';

type OpenBars = BarStore & { close?(): Promise<void> };

/** Bar store that can be reopened. */
export interface BarBench {
  open(): OpenBars | Promise<OpenBars>;
}

const MONDAY = Date.UTC(2024, 0, 8);

function barsAt(starts: readonly number[], first = 100): BarColumns {
  const bars = barColumns(starts.length);
  starts.forEach((start, index) => {
    bars.start[index] = start;
    bars.end[index] = start + MINUTE;
    bars.open[index] = first + index;
    bars.high[index] = first + index + 0.5;
    bars.low[index] = first + index - 0.5;
    bars.close[index] = index % 2 === 0 ? Number.NaN : first + index + 0.25;
    bars.volume[index] = index;
  });
  return bars;
}

function minutes(count: number, from = MONDAY, step = MINUTE): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function query(from: number, to: number, more: Partial<BarQuery> = {}): BarQuery {
  const base = { symbol: ticker('SPY'), timeframe: '1Min' } as const;
  return { ...base, from: epochMs(from), to: epochMs(to), ...more };
}

const EVER = query(0, 4e12);

/** Registers the contract of every bar store. */
export function barsContract(form: string, bench: () => BarBench): void {
  describe(`bars in ${form}`, () => {
    it('round-trip over weeks of minutes and after reopening', async () => {
      const place = bench();
      const bars = barsAt(minutes(3_000, MONDAY, 10 * MINUTE));
      const first = await place.open();
      await first.write(EVER, bars);
      await first.close?.();
      const second = await place.open();
      expect(await second.read(EVER)).toEqual(bars);
      await second.close?.();
    });

    it('are read by the span of their starts, both ends included', async () => {
      const store = await bench().open();
      await store.write(EVER, barsAt(minutes(10)));
      const read = await store.read(query(MONDAY + 2 * MINUTE, MONDAY + 5 * MINUTE));
      expect([...read.volume]).toEqual([2, 3, 4, 5]);
      expect((await store.read(query(MONDAY + 1, MONDAY + 2))).length).toBe(0);
      expect((await store.read(query(MONDAY + DAY, MONDAY))).length).toBe(0);
      await store.close?.();
    });

    it('replace their span and nothing else', async () => {
      const store = await bench().open();
      await store.write(EVER, barsAt(minutes(10)));
      const span = query(MONDAY + 3 * MINUTE, MONDAY + 6 * MINUTE);
      await store.write(span, barsAt([MONDAY + 4 * MINUTE], 900));
      const read = await store.read(EVER);
      expect([...read.open]).toEqual([100, 101, 102, 900, 107, 108, 109]);
      await store.write(query(0, MONDAY), barColumns(0));
      expect((await store.read(EVER)).length).toBe(6);
      await store.close?.();
    });

    it('are kept apart by symbol and timeframe', async () => {
      const store = await bench().open();
      await store.write(EVER, barsAt(minutes(2)));
      expect((await store.read({ ...EVER, symbol: ticker('QQQ') })).length).toBe(0);
      expect((await store.read({ ...EVER, timeframe: '1Day' })).length).toBe(0);
      await store.write({ ...EVER, timeframe: '1Day' }, barsAt(minutes(5_000, 0, DAY)));
      expect((await store.read({ ...EVER, timeframe: '1Day' })).length).toBe(5_000);
      expect((await store.read(EVER)).length).toBe(2);
      await store.close?.();
    });

    it.each([
      ['out of order', EVER, [MONDAY + MINUTE, MONDAY]],
      ['repeated', EVER, [MONDAY, MONDAY]],
      ['without a time', EVER, [Number.NaN]],
      ['before their span', query(MONDAY, MONDAY + DAY), [MONDAY - 1]],
      ['after their span', query(MONDAY, MONDAY + DAY), [MONDAY + DAY + 1]],
    ])('are refused when they are %s, and nothing changes', async (_, span, starts) => {
      const store = await bench().open();
      await store.write(EVER, barsAt(minutes(3)));
      const writing = store.write(span, barsAt(starts));
      await expect(writing).rejects.toMatchObject({ code: 'store.invalid_bars' });
      expect((await store.read(EVER)).length).toBe(3);
      await store.close?.();
    });

    it('share no memory with writers or readers', async () => {
      const store = await bench().open();
      const bars = barsAt(minutes(2));
      await store.write(EVER, bars);
      bars.open[0] = -1;
      (await store.read(EVER)).open[0] = -2;
      expect((await store.read(EVER)).open[0]).toBe(100);
      await store.close?.();
    });
  });
}
