export {
  type BacktestCosts,
  type BacktestOptions,
  type BacktestResult,
  type OpenPosition,
  runBacktest,
} from './engine/backtest.ts';
export type { BarSeries, Timeframe } from './market/bar.ts';
export { type BarColumns, barColumns } from './core/columns.ts';
export { ticker } from './market/symbol.ts';
