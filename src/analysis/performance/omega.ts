import { checkNumber } from '../arguments.ts';
import type { MetricValue } from './metric.ts';
import { finite, measured, ratioOf, metricList } from './metric.ts';
import { step } from './steps.ts';

const NONE = 'there are no returns';

/** Σ max(r - threshold, 0): what the periods above a threshold earned. */
export function gainsAbove(returns: Float64Array, threshold = 0): number {
  return returns.reduce((total, value) => total + Math.max(value - threshold, 0), 0);
}

/** Σ max(threshold - r, 0): what the periods below a threshold lost, non-negative. */
export function lossesBelow(returns: Float64Array, threshold = 0): number {
  return returns.reduce((total, value) => total + Math.max(threshold - value, 0), 0);
}

/**
 * Omega ratio: what was earned above a threshold over what was lost below it.
 *
 * Σ max(r - θ, 0) / Σ max(θ - r, 0)
 *
 * @see Keating and Shadwick 2002, J. Performance Measurement 6(3)
 */
export function omegaRatio(returns: Float64Array, threshold = 0): MetricValue {
  if (returns.length === 0) return finite(Number.NaN, NONE);
  checkNumber('threshold', threshold);
  const lost = measured(lossesBelow(returns, threshold), returns, 'the losses are not finite');
  return ratioOf(gainsAbove(returns, threshold), lost, 'no return is below the threshold');
}

/** `omega`, `gain_to_pain`. */
export const omegaMetrics = metricList([
  {
    id: 'omega',
    title: 'Omega ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'Σ max(r - θ, 0) / Σ max(θ - r, 0), θ the risk-free rate of a session',
    source: 'Keating and Shadwick 2002, J. Performance Measurement 6(3)',
    compute: ({ returns, riskFreePerPeriod }) => omegaRatio(returns, riskFreePerPeriod),
    steps: ({ returns, riskFreePerPeriod }) => [
      step('θ', riskFreePerPeriod),
      step('Σ max(r - θ, 0)', gainsAbove(returns, riskFreePerPeriod)),
      step('Σ max(θ - r, 0)', lossesBelow(returns, riskFreePerPeriod)),
    ],
  },
  {
    id: 'gain_to_pain',
    title: 'Gain to pain',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'Σ r / |Σ r below 0|',
    source: 'Schwager 2012, Market Sense and Nonsense',
    compute: ({ returns }) => {
      if (returns.length === 0) return finite(Number.NaN, NONE);
      const lost = lossesBelow(returns);
      return ratioOf(gainsAbove(returns) - lost, lost, 'no day lost');
    },
    steps: ({ returns }) => [
      step('Σ r', gainsAbove(returns) - lossesBelow(returns)),
      step('|Σ r below 0|', lossesBelow(returns)),
    ],
  },
  {
    id: 'gain_to_pain_monthly',
    title: 'Gain to pain, by month',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'Σ m / |Σ m below 0|, m the returns compounded by month',
    source: 'Schwager 2012, Market Sense and Nonsense',
    compute: (context) => {
      const months = context.by('month');
      if (months.length === 0) return finite(Number.NaN, NONE);
      const lost = lossesBelow(months);
      return ratioOf(gainsAbove(months) - lost, lost, 'no month lost');
    },
    steps: (context) => {
      const months = context.by('month');
      const lost = lossesBelow(months);
      return [step('Σ m', gainsAbove(months) - lost), step('|Σ m below 0|', lost)];
    },
  },
]);
