/** Quipu's public face: strategies, indicators, and backtests of them. */
import './require-node.ts';

export { runBacktest } from './research/run.ts';
export type { BacktestCosts, BacktestOptions, BarsInput } from './research/options.ts';
export type { MetricId } from './analysis/performance/catalog.ts';
export { isDefined, type MetricValue } from './analysis/performance/metric.ts';
export type { BacktestResult, OpenPosition } from './research/result.ts';
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
  type Leg,
  order,
  type OrderSpec,
  target,
  targetShares,
  together,
} from './strategy/intent.ts';
export { breakout } from './strategy/builtin/breakout.ts';
export { dollarCostAveraging } from './strategy/builtin/dollar-cost-averaging.ts';
export { meanReversion } from './strategy/builtin/mean-reversion.ts';
export { momentumRotation } from './strategy/builtin/momentum-rotation.ts';
export { openingRangeBreakout } from './strategy/builtin/opening-range-breakout.ts';
export { pairsTrading } from './strategy/builtin/pairs-trading.ts';
export { rebalancer } from './strategy/builtin/rebalancer.ts';
export { trendFollower } from './strategy/builtin/trend-follower.ts';
export { volatilityTarget } from './strategy/builtin/volatility-target.ts';
export { flag, integer, number, oneOf, type Schema, type Shape } from './core/schema.ts';
export { type BarColumns, barColumns } from './core/columns.ts';
export { Decimal, decimal, money, price, quantity } from './core/decimal.ts';
export { isQuipuError, QuipuError } from './core/errors.ts';
export { type EpochMs, formatInstant, type IsoDate } from './core/time.ts';
export type { Bar, BarSeries, Timeframe } from './market/bar.ts';
export type { CorporateAction } from './market/corporate-action.ts';
export {
  type ActionRow,
  type BarRow,
  type BarRowsOptions,
  barsFrom,
  tradingDays,
} from './market/bar-rows.ts';
export {
  type BarsRead,
  readBars,
  readBarsCsv,
  type ReadBarsCsvOptions,
  type ReadBarsOptions,
} from './app/files/read-bars.ts';
export type { RiskLimits, RiskLimitsChange } from './risk/limits.ts';
export * from './indicators.ts';
