import { checkNumber } from '../arguments.ts';
import type { Metric, MetricValue } from './metric.ts';
import { measured, undefinedBecause } from './metric.ts';
import { step } from './steps.ts';

/**
 * Root mean square of the returns below a target, per period.
 *
 * √(Σ min(r - target, 0)² / n), over all n returns
 *
 * @returns NaN when there are no returns
 */
export function downsideDeviation(returns: Float64Array, target = 0): number {
  return Math.sqrt(squaresBelow(returns, target) / returns.length);
}

function squaresBelow(returns: Float64Array, target: number): number {
  let total = 0;
  for (let index = 0; index < returns.length; index += 1) {
    const below = Math.min(returns[index]! - target, 0);
    total += below * below;
  }
  return total;
}

/** The same, annualized by √P. */
export function downsideRisk(
  returns: Float64Array,
  options: { readonly target?: number; readonly periodsPerYear?: number } = {},
): MetricValue {
  if (returns.length === 0) return undefinedBecause('there are no returns');
  const { target = 0, periodsPerYear = 252 } = options;
  checkNumber('target', target);
  checkNumber('periods a year', periodsPerYear, { above: 0 });
  const deviation = downsideDeviation(returns, target) * Math.sqrt(periodsPerYear);
  return measured(deviation, returns, 'the returns have no finite deviation');
}

/** `downside_dev`. */
export const downsideDevMetric: Metric<'downside_dev'> = {
  id: 'downside_dev',
  title: 'Downside deviation',
  group: 'risk',
  unit: 'fraction',
  needsSessions: true,
  formula: '√(Σ min(r - rf, 0)² / n)·√P',
  source: 'Sortino and van der Meer 1991, J. Portfolio Management 17(4)',
  compute: ({ returns, riskFreePerPeriod, periodsPerYear }) =>
    downsideRisk(returns, { target: riskFreePerPeriod, periodsPerYear }),
  steps: ({ returns, riskFreePerPeriod, periodsPerYear }) => [
    step('rf a session', riskFreePerPeriod),
    step('Σ min(r - rf, 0)²', squaresBelow(returns, riskFreePerPeriod)),
    step('n', returns.length),
    step('√P', Math.sqrt(periodsPerYear)),
  ],
};
