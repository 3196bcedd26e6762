/** Backtests and the bars that they run over: `quipu-portfolio/backtest`. */
import './require-node.ts';

export { type Caveat, type CaveatCode, unreliable } from './analysis/report/caveat.ts';
export {
  type BarsRead,
  readBars,
  readBarsCsv,
  type ReadBarsCsvOptions,
  type ReadBarsOptions,
} from './app/files/read-bars.ts';
export type { PlacedFinding } from './app/files/refuse-rows.ts';
export { type BarColumns, barColumns } from './core/columns.ts';
export type { BarSeries, Timeframe } from './market/bar.ts';
export {
  type ActionRow,
  type BarRow,
  type BarRowsOptions,
  barsFrom,
  tradingDays,
} from './market/bar-rows.ts';
export type { BacktestCosts, BacktestOptions, BarsInput } from './research/options.ts';
export type { BacktestResult, OpenPosition } from './research/result.ts';
export type { RefusedOrders } from './research/record/order-outcomes.ts';
export { runBacktest } from './research/run.ts';
