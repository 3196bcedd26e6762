import { cagrMetric } from './cagr.ts';
import { calmarMetric } from './calmar.ts';
import { downsideDevMetric } from './downside.ts';
import { maxDrawdownMetric } from './max-drawdown.ts';
import type { Metric } from './metric.ts';
import { sharpeMetric } from './sharpe.ts';
import { sortinoMetric, sortinoSqrt2Metric } from './sortino.ts';
import { totalReturnMetric } from './total-return.ts';
import { volatilityMetric } from './volatility.ts';

/** Every metric, in the order of a report. */
export const METRICS: readonly Metric[] = [
  totalReturnMetric,
  cagrMetric,
  volatilityMetric,
  downsideDevMetric,
  maxDrawdownMetric,
  sharpeMetric,
  sortinoMetric,
  sortinoSqrt2Metric,
  calmarMetric,
];
