import type { PerformanceContext } from './context.ts';
import { finite, type Metric, type MetricValue, undefinedBecause } from './metric.ts';
import { step } from './steps.ts';

function held({ input: { buyHoldReturn } }: PerformanceContext): MetricValue {
  return buyHoldReturn === undefined
    ? undefinedBecause('prices of the traded symbols were not kept')
    : finite(buyHoldReturn, 'the return is not finite');
}

/** `buy_hold_return`. */
export const buyHoldMetric: Metric<'buy_hold_return'> = {
  id: 'buy_hold_return',
  title: 'Buy and hold of the traded symbols',
  group: 'benchmark',
  unit: 'fraction',
  isChange: true,
  formula:
    'mean over the symbols of the run of Π(1 + r) - 1, from the first close of each to its last, ' +
    'dividends put back',
  convention:
    'starts at the close of the first session, the first price that could be paid; ' +
    'benchmark_return also has the return of that session, from the close before',
  compute: held,
  steps: (context) => [step('mean over the symbols', held(context))],
};
