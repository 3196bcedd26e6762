import type { PerformanceContext } from './context.ts';
import { drawdownsOf } from './drawdown.ts';
import type { Metric, MetricValue } from './metric.ts';
import { computeMetric, measured, undefinedBecause, whenDefined } from './metric.ts';
import { toThreeDecimals } from './rounding.ts';
import { step } from './steps.ts';

/**
 * Greatest loss from a peak, a non-negative fraction.
 *
 * max(1 - wealth_t / max_{s≤t} wealth_s), the starting value being a peak too
 *
 * @param returns fractions, one per period
 */
export function maxDrawdown(returns: Float64Array): MetricValue {
  if (returns.length === 0) return undefinedBecause('there are no returns');
  let wealth = 1;
  let peak = 1;
  let deepest = 0;
  for (let index = 0; index < returns.length; index += 1) {
    wealth *= 1 + returns[index]!;
    peak = Math.max(peak, wealth);
    deepest = Math.max(deepest, 1 - wealth / peak);
  }
  return measured(deepest, returns, 'the returns do not compound to a number');
}

/** `max_drawdown`. */
export const maxDrawdownMetric: Metric<'max_drawdown'> = {
  id: 'max_drawdown',
  title: 'Maximum drawdown',
  group: 'risk',
  unit: 'fraction',
  formula: 'max(1 - wealth / highest wealth so far), at session closes',
  convention:
    'At session closes, the starting value being a peak too. The dashboard’s goes by every mark, ' +
    'so that it may be deeper.',
  basis: 'of session closes',
  shownNegative: true,
  compute: ({ returns }) => maxDrawdown(returns),
  steps(context) {
    const deepest = drawdownsOf(context).toSorted((a, b) => b.depth - a.depth)[0];
    if (deepest === undefined) return [step('drawdowns', 0)];
    return [
      { what: 'session of the peak', value: deepest.from },
      { what: 'session of the valley', value: deepest.valley },
      { what: 'session of the recovery', value: deepest.recovered ?? 'not yet' },
      { what: 'calendar days from the peak', value: deepest.days },
    ];
  },
  forms: {
    lean: {
      formula: 'max(1 - wealth / highest wealth so far), at session closes, to 3 decimals',
      compute: ({ returns }) => whenDefined(maxDrawdown(returns), toThreeDecimals),
      steps: ({ returns }) => [
        { what: 'max(1 - wealth / highest wealth so far)', value: maxDrawdown(returns) },
      ],
    },
  },
};

/** The drawdown of a context under its convention. */
export function greatestDrawdown(context: PerformanceContext): MetricValue {
  return computeMetric(maxDrawdownMetric, context);
}
