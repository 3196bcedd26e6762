import { geometricYear } from './average-returns.ts';
import { annualGrowth } from './cagr.ts';
import type { PerformanceContext } from './context.ts';
import { greatestDrawdown } from './max-drawdown.ts';
import type { Metric, MetricForm, MetricValue } from './metric.ts';
import { ratioOf } from './metric.ts';

/** `calmar`. */
export const calmarMetric: Metric<'calmar'> = {
  id: 'calmar',
  title: 'Calmar ratio',
  group: 'risk_adjusted',
  unit: 'ratio',
  convention: 'Over the whole span, not the last 36 months',
  source: 'Young 1991, Futures 20(1)',
  ...overDrawdown('cagr', annualGrowth),
  forms: { backtesting: overDrawdown('ann_return_geo', geometricYear) },
};

function overDrawdown(
  name: string,
  growth: (context: PerformanceContext) => MetricValue,
): MetricForm {
  return {
    formula: `${name} / max_drawdown`,
    compute: (context) =>
      ratioOf(growth(context), greatestDrawdown(context), 'there was no drawdown'),
    steps: (context) => [
      { what: name, value: growth(context) },
      { what: 'max_drawdown', value: greatestDrawdown(context) },
    ],
  };
}
