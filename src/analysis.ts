import './require-node.ts';

export type {
  BootstrapOptions,
  BootstrapPaths,
  BootstrapQuantiles,
} from './analysis/performance/bootstrap.ts';
export { bootstrapPaths, bootstrapQuantiles } from './analysis/performance/bootstrap.ts';
export { type MetricId, METRICS } from './analysis/performance/catalog.ts';
export type { CalendarReturn, CalendarSpan } from './analysis/performance/calendar-returns.ts';
export { calendarReturns } from './analysis/performance/calendar-returns.ts';
export { cagr } from './analysis/performance/cagr.ts';
export type { Convention, PerformanceContext } from './analysis/performance/context.ts';
export { CONVENTIONS, performanceContext } from './analysis/performance/context.ts';
export { downsideRisk } from './analysis/performance/downside.ts';
export type { Drawdown } from './analysis/performance/drawdown.ts';
export { drawdownsOf, ulcerIndex } from './analysis/performance/drawdown.ts';
export type { DatedFlow } from './analysis/performance/flows.ts';
export { moneyWeightedReturn } from './analysis/performance/flows.ts';
export type { PerformanceInput, RoundTrip } from './analysis/performance/input.ts';
export { maxDrawdown } from './analysis/performance/max-drawdown.ts';
export type {
  Metric,
  MetricGroup,
  MetricStep,
  MetricUnit,
  MetricValue,
  UndefinedMetric,
} from './analysis/performance/metric.ts';
export { isDefined } from './analysis/performance/metric.ts';
export type { Explanation } from './analysis/performance/explain.ts';
export { explain, findMetric } from './analysis/performance/explain.ts';
export { omegaRatio } from './analysis/performance/omega.ts';
export type { SharpeMoments } from './analysis/performance/probabilistic-sharpe.ts';
export {
  expectedMaximumSharpe,
  probabilisticSharpe,
} from './analysis/performance/probabilistic-sharpe.ts';
export { excessKurtosis, skewness } from './analysis/performance/shape.ts';
export { rollingBeta } from './analysis/performance/rolling-beta.ts';
export type { RatioOptions } from './analysis/performance/sharpe.ts';
export { sharpeRatio } from './analysis/performance/sharpe.ts';
export { sortinoRatio } from './analysis/performance/sortino.ts';
export { summarize } from './analysis/performance/summarize.ts';
export { stability, tailRatio } from './analysis/performance/tails.ts';
export { totalReturn } from './analysis/performance/total-return.ts';
export {
  historicalCvar,
  historicalVar,
  parametricVar,
} from './analysis/performance/value-at-risk.ts';
export { volatility } from './analysis/performance/volatility.ts';
export type {
  Attribution,
  AttributionEffect,
  AttributionRow,
  HoldingContribution,
  HoldingHistory,
} from './analysis/portfolio/attribution.ts';
export { brinson, contributions, linkAttribution } from './analysis/portfolio/attribution.ts';
export type {
  BlackLittermanProblem,
  BlackLittermanResult,
  View,
} from './analysis/portfolio/black-litterman.ts';
export { blackLitterman } from './analysis/portfolio/black-litterman.ts';
export type {
  GroupLimit,
  SectorBounds,
  TurnoverLimit,
  WeightBounds,
  WeightLimits,
} from './analysis/portfolio/constraints.ts';
export { sectorLimits } from './analysis/portfolio/constraints.ts';
export type { CvarOptimum, CvarProblem } from './analysis/portfolio/conditional-value-at-risk.ts';
export { minimumCvar, scenarioShortfall } from './analysis/portfolio/conditional-value-at-risk.ts';
export type { ShrunkCovariance } from './analysis/portfolio/covariance.ts';
export {
  correlationMatrix,
  correlationOf,
  covarianceMatrix,
  ledoitWolf,
  weightedCovariance,
} from './analysis/portfolio/covariance.ts';
export type {
  AllocationProblem,
  DiscreteAllocation,
} from './analysis/portfolio/discrete-allocation.ts';
export { discreteAllocation } from './analysis/portfolio/discrete-allocation.ts';
export type { Factor, FactorRegression } from './analysis/portfolio/factor-regression.ts';
export { factorRegression } from './analysis/portfolio/factor-regression.ts';
export { hierarchicalRiskParity } from './analysis/portfolio/hierarchical-risk-parity.ts';
export type { SquareMatrix } from './analysis/portfolio/matrix.ts';
export { matrixOf } from './analysis/portfolio/matrix.ts';
export type { MeanVarianceProblem } from './analysis/portfolio/mean-variance.ts';
export {
  maximumDiversification,
  maximumSharpe,
  meanVariance,
  minimumVariance,
} from './analysis/portfolio/mean-variance.ts';
export type { Eigen, PrincipalComponents } from './analysis/portfolio/principal-components.ts';
export { principalComponents } from './analysis/portfolio/principal-components.ts';
export type { QuadraticProblem, TradingCost } from './analysis/portfolio/quadratic-problem.ts';
export { minimizeQuadratic } from './analysis/portfolio/quadratic.ts';
export type {
  HoldingRisk,
  RiskFigure,
  RiskProfile,
  RiskProfileInput,
} from './analysis/portfolio/risk-profile.ts';
export { riskProfile } from './analysis/portfolio/risk-profile.ts';
export type { RiskContributions } from './analysis/portfolio/risk-contributions.ts';
export {
  concentration,
  diversificationRatio,
  portfolioDeviation,
  riskContributions,
} from './analysis/portfolio/risk-contributions.ts';
export { inverseVolatility, riskParity } from './analysis/portfolio/risk-parity.ts';
export type { TailRisk, TailSimulation } from './analysis/portfolio/value-at-risk.ts';
export {
  ageWeightedVar,
  cornishFisherVar,
  monteCarloTail,
} from './analysis/portfolio/value-at-risk.ts';
export type { VarTest } from './analysis/portfolio/var-backtest.ts';
export { christoffersenTest, kupiecTest } from './analysis/portfolio/var-backtest.ts';
export type {
  AllocationKey,
  AllocationSlice,
  Exposure,
  Holding,
} from './analysis/portfolio/allocation.ts';
export { allocationBy, exposureOf } from './analysis/portfolio/allocation.ts';
export type { FrontierPoint } from './analysis/portfolio/frontier.ts';
export { efficientFrontier, targetReturn } from './analysis/portfolio/frontier.ts';
export type { LiquidationTime, LiquidityRow, TradeSize } from './analysis/portfolio/liquidity.ts';
export { capacityOf, daysToLiquidate } from './analysis/portfolio/liquidity.ts';
export type {
  PlannedTrade,
  RebalancePlan,
  RebalancePolicy,
  RebalanceRow,
} from './analysis/portfolio/rebalance.ts';
export { rebalancePlan } from './analysis/portfolio/rebalance.ts';
export type {
  RebalanceDue,
  RebalanceEvery,
  RebalanceSchedule,
} from './analysis/portfolio/rebalance-due.ts';
export { rebalanceDue } from './analysis/portfolio/rebalance-due.ts';
export type {
  PortfolioRisk,
  WhatIf,
  WhatIfChange,
  WhatIfPortfolio,
} from './analysis/portfolio/what-if.ts';
export { whatIf } from './analysis/portfolio/what-if.ts';
export type { Scenario, StressedHolding, StressResult } from './analysis/portfolio/stress.ts';
export { stress } from './analysis/portfolio/stress.ts';
export type { CandlestickMatch } from './analysis/patterns/candlesticks.ts';
export { CANDLESTICKS, findCandlesticks } from './analysis/patterns/candlesticks.ts';
export type { CandleRule, PatternDirection } from './analysis/patterns/candle-rule.ts';
export type { ChartPatternOptions } from './analysis/patterns/chart-patterns.ts';
export type { ChartPattern, ChartPatternName } from './analysis/patterns/chart-pattern.ts';
export { findChartPatterns } from './analysis/patterns/chart-patterns.ts';
export type { LevelOptions, PriceLevel } from './analysis/patterns/levels.ts';
export { findLevels } from './analysis/patterns/levels.ts';
export type { Swing } from './analysis/patterns/swings.ts';
export { findSwings } from './analysis/patterns/swings.ts';
export {
  type ExerciseStyle,
  type OptionInputs,
  type OptionRight,
  type OptionTerms,
  type OptionValue,
  intrinsicValue,
  quotedGreeks,
} from './analysis/options/option.ts';
export { blackScholes, blackScholesPrice } from './analysis/options/black-scholes.ts';
export { americanOption, americanPrice } from './analysis/options/american.ts';
export { americanApproximation } from './analysis/options/bjerksund-stensland.ts';
export {
  type CashDividend,
  americanWithDividends,
  europeanWithDividends,
} from './analysis/options/cash-dividends.ts';
export {
  americanOptionWithDividends,
  europeanOptionWithDividends,
  impliedVolatilityWithDividends,
} from './analysis/options/dividend-greeks.ts';
export {
  type ImpliedVolatilityOptions,
  impliedVolatility,
} from './analysis/options/implied-volatility.ts';
export {
  type OptionLeg,
  type OptionPosition,
  type PositionMarket,
  type StockLeg,
  positionValue,
  profitAtExpiry,
} from './analysis/options/position.ts';
export { type PayoffProfile, horizonProfile, payoffProfile } from './analysis/options/payoff.ts';
export {
  butterfly,
  calendarSpread,
  collar,
  coveredCall,
  ironCondor,
  protectivePut,
  straddle,
  strangle,
  verticalSpread,
} from './analysis/options/builders.ts';
export {
  type Smile,
  type SmilePoint,
  type SurfaceViolation,
  type VolatilitySurface,
  volatilitySurface,
} from './analysis/options/volatility-surface.ts';
export { type ParityCheck, type ParityPrices, checkParity } from './analysis/options/parity.ts';
export {
  type AnalyzedContract,
  type AnalyzedExpiry,
  type ChainAnalysis,
  type ChainOptions,
  analyzeChain,
} from './analysis/options/chain.ts';
export {
  type ChainContract,
  type OptionChain,
  parseOptionChain,
} from './market/files/option-chain-csv.ts';
export type { ReportHeader, ReportInput } from './analysis/report/report-input.ts';
export { tearSheet } from './analysis/report/tear-sheet.ts';
export { type ReportFiles, buildReport } from './analysis/report/build-report.ts';
export {
  type ReportableRun,
  type RunReportOptions,
  reportOfRun,
} from './analysis/report/report-of-run.ts';
export {
  type ReturnsFile,
  type ReturnsReportOptions,
  parseReturns,
  reportOfReturns,
} from './analysis/report/returns-csv.ts';
