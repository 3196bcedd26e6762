import { averageReturnMetrics } from './average-returns.ts';
import { benchmarkMetrics } from './benchmark.ts';
import { buyHoldMetric } from './buy-hold.ts';
import { cagrMetric } from './cagr.ts';
import { calendarMetrics } from './calendar.ts';
import { calmarMetric } from './calmar.ts';
import { concentrationMetrics } from './concentration.ts';
import { downsideDevMetric } from './downside.ts';
import { drawdownMetrics } from './drawdown.ts';
import { exposureMetrics } from './exposure.ts';
import { flowMetrics } from './flows.ts';
import { maxDrawdownMetric } from './max-drawdown.ts';
import { metricList } from './metric.ts';
import { moneyMetrics } from './money.ts';
import { omegaMetrics } from './omega.ts';
import { probabilisticSharpeMetrics } from './probabilistic-sharpe.ts';
import { recoveryMetrics } from './recovery.ts';
import { ruinMetric } from './ruin.ts';
import { shapeMetrics } from './shape.ts';
import { sharpeMetric } from './sharpe.ts';
import { smartMetrics } from './smart.ts';
import { sortinoMetric, sortinoSqrt2Metric } from './sortino.ts';
import { tailMetrics } from './tails.ts';
import { totalReturnMetric } from './total-return.ts';
import { tradeCountMetrics } from './trade-counts.ts';
import { tradeCourseMetrics } from './trade-course.ts';
import { tradeResultMetrics } from './trade-results.ts';
import { trailingMetrics } from './trailing.ts';
import { valueAtRiskMetrics } from './value-at-risk.ts';
import { volatilityMetric } from './volatility.ts';

/** Every metric, in the order of a report: returns, risk, ratios, benchmark, trades, execution. */
export const METRICS = metricList([
  totalReturnMetric,
  ...moneyMetrics,
  cagrMetric,
  ...averageReturnMetrics,
  ...flowMetrics,
  ...trailingMetrics,
  ...calendarMetrics,
  volatilityMetric,
  downsideDevMetric,
  ...shapeMetrics,
  ...valueAtRiskMetrics,
  maxDrawdownMetric,
  ...drawdownMetrics,
  ...tailMetrics,
  sharpeMetric,
  ...probabilisticSharpeMetrics,
  sortinoMetric,
  sortinoSqrt2Metric,
  ...smartMetrics,
  calmarMetric,
  ...omegaMetrics,
  ...recoveryMetrics,
  ...benchmarkMetrics,
  buyHoldMetric,
  ...tradeCountMetrics,
  ...tradeResultMetrics,
  ...tradeCourseMetrics,
  ruinMetric,
  ...exposureMetrics,
  ...concentrationMetrics,
]);

/** The id of a metric of the catalog: the key in every JSON. */
export type MetricId = (typeof METRICS)[number]['id'];
