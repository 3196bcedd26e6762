import type { Metric, MetricValue } from './metric.ts';
import { measured, undefinedBecause } from './metric.ts';

/** Growth over all the returns as a fraction: Π(1 + r) - 1. */
export function totalReturn(returns: Float64Array): MetricValue {
  if (returns.length === 0) return undefinedBecause('there are no returns');
  let wealth = 1;
  for (let index = 0; index < returns.length; index += 1) wealth *= 1 + returns[index]!;
  return measured(wealth - 1, returns, 'the returns do not compound to a finite number');
}

/** `total_return`. */
export const totalReturnMetric: Metric<'total_return'> = {
  id: 'total_return',
  title: 'Total return',
  group: 'return',
  unit: 'fraction',
  isChange: true,
  formula: 'Π(1 + r) - 1',
  convention: 'Returns are taken net of deposits and withdrawals (time-weighted).',
  compute: ({ returns }) => totalReturn(returns),
  steps: ({ returns, wealth }) => [
    { what: 'number of returns r', value: returns.length },
    { what: 'Π(1 + r)', value: wealth.at(-1)! },
  ],
};
