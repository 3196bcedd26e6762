/** Quipu's public face: strategies, indicators, and backtests of them. */
export {
  type BacktestCosts,
  type BacktestOptions,
  type BacktestResult,
  type OpenPosition,
  runBacktest,
} from './engine/backtest.ts';
export {
  type BarContext,
  type BookView,
  defineStrategy,
  type IndicatorSet,
  type PositionView,
  type Readings,
  type Strategy,
  type StrategyDefinition,
} from './strategy/define.ts';
export {
  cancel,
  close,
  type Intent,
  order,
  type OrderWords,
  target,
  targetShares,
} from './strategy/intent.ts';
export { rebalancer } from './strategy/builtin/rebalancer.ts';
export { trendFollower } from './strategy/builtin/trend-follower.ts';
export { flag, integer, number, oneOf, type Schema, type Shape } from './core/schema.ts';
export { type BarColumns, barColumns } from './core/columns.ts';
export { Decimal, decimal, money, price, quantity } from './core/decimal.ts';
export { isQuipuError, QuipuError } from './core/errors.ts';
export { type EpochMs, formatInstant, type IsoDate } from './core/time.ts';
export type { Bar, BarSeries, Timeframe } from './market/bar.ts';
export type { CorporateAction } from './market/corporate-action.ts';
export { ticker, type Ticker } from './market/symbol.ts';
export type { RiskLimits, RiskLimitsChange } from './risk/limits.ts';
export * from './indicators.ts';
