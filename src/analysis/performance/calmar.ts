import { annualGrowth, annualReturnByCount } from './cagr.ts';
import type { PerformanceContext } from './context.ts';
import { maxDrawdown } from './max-drawdown.ts';
import type { Metric, MetricValue } from './metric.ts';
import { ratio } from './metric.ts';

function growthOf(context: PerformanceContext): MetricValue {
  const { convention, returns, periodsPerYear } = context;
  return convention === 'backtesting'
    ? annualReturnByCount(returns, periodsPerYear)
    : annualGrowth(context);
}

/** `calmar`. */
export const calmarMetric: Metric = {
  id: 'calmar',
  title: 'Calmar ratio',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'cagr / max_drawdown',
  convention:
    'Over the whole span, not the last 36 months; backtesting: ann_return_geo as numerator',
  source: 'Young 1991, Futures 20(1)',
  compute: (context) =>
    ratio(growthOf(context), maxDrawdown(context.returns), 'there was no drawdown'),
  steps: (context) => [
    { what: 'growth a year', value: growthOf(context) },
    { what: 'max_drawdown', value: maxDrawdown(context.returns) },
  ],
};
