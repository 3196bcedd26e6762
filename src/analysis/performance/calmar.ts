import { annualGrowth } from './cagr.ts';
import { maxDrawdown } from './max-drawdown.ts';
import type { Metric } from './metric.ts';
import { ratio } from './metric.ts';

/** `calmar`. */
export const calmarMetric: Metric = {
  id: 'calmar',
  title: 'Calmar ratio',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'cagr / max_drawdown',
  convention: 'Over the whole span, not the last 36 months.',
  source: 'Young 1991, Futures 20(1)',
  compute: (context) =>
    ratio(annualGrowth(context), maxDrawdown(context.returns), 'there was no drawdown'),
  steps: (context) => [
    { what: 'cagr', value: annualGrowth(context) },
    { what: 'max_drawdown', value: maxDrawdown(context.returns) },
  ],
};
