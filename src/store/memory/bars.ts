import { barColumns, type BarColumns } from '../../core/columns.ts';
import type { BarStore } from '../../engine/ports.ts';
import { barsWithin, joinBars, replaceSpan, requireBars } from '../bar-span.ts';

/** Creates a bar store in memory. */
export function createMemoryBars(): BarStore {
  const series = new Map<string, BarColumns>();
  return {
    async read(query) {
      const known = series.get(`${query.timeframe} ${query.symbol}`) ?? barColumns(0);
      return joinBars([barsWithin(known, query)]); // a copy, so that callers cannot change ours
    },
    async write(query, bars) {
      requireBars(bars, query);
      const key = `${query.timeframe} ${query.symbol}`;
      series.set(key, replaceSpan(series.get(key) ?? barColumns(0), query, bars));
    },
  };
}
