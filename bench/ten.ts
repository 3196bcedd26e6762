import {
  atr,
  bollingerBands,
  type Bound,
  ema,
  macd,
  obv,
  rsi,
  sma,
  stochastic,
  vwap,
  wma,
} from 'quipu-portfolio/indicators';
import type { BarColumns } from '../src/core/columns.ts';
import { walk } from '../tests/golden/qgbm.ts';

/** The ten measured indicators, by their names in the JSON line. */
export const TEN = {
  sma: sma({ period: 20 }),
  ema: ema({ period: 20 }),
  wma: wma({ period: 20 }),
  rsi: rsi({ period: 14 }),
  macd: macd({ fast: 12, slow: 26, signal: 9 }),
  stoch: stochastic({ period: 14, slowing: 3, smoothing: 3 }),
  bbands: bollingerBands({ period: 20 }),
  atr: atr({ period: 14 }),
  obv: obv(),
  vwap: vwap(),
} as const satisfies Readonly<Record<string, Bound>>;

/** Name of one of the ten indicators. */
export type TenName = keyof typeof TEN;

/** Names of the ten indicators, in table order. */
export const TEN_NAMES = Object.keys(TEN) as TenName[];

/** Returns the random walk on which the ten are measured. */
export function tenBars(bars: number): BarColumns {
  return walk(bars, { seed: 1, mu: 0, sigma: 0.0005, p0: 100 });
}

/** Returns the geometric mean of positive values. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((total, value) => total + Math.log(value), 0) / values.length);
}

/** Formats rows in columns, the first left-aligned and the rest right-aligned. */
export function table(rows: readonly (readonly string[])[]): [string, string][] {
  return rows.map(([name = '', ...cells]) => [
    name.padEnd(18),
    cells.map((cell) => cell.padStart(15)).join(''),
  ]);
}
