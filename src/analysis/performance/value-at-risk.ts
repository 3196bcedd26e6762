import type { Metric, MetricValue } from './metric.ts';
import { finite, undefinedBecause, whenDefined } from './metric.ts';
import { mean, quantile, stdev } from './moments.ts';
import { normalQuantile } from './normal.ts';

const NONE = 'there are no returns';

/**
 * Historical value at risk: the return that the worst fraction `tail` of periods fell below.
 *
 * The quantile at `tail`, interpolated linearly between order statistics; a loss is negative.
 *
 * @param tail 0.05 for the 95 % value at risk
 */
export function historicalVar(returns: Float64Array, tail = 0.05): MetricValue {
  return finite(quantile(returns, tail), NONE);
}

/** Parametric value at risk: mean + deviation·Φ⁻¹(tail); a loss is negative. */
export function parametricVar(returns: Float64Array, tail = 0.05): MetricValue {
  return finite(mean(returns) + stdev(returns) * normalQuantile(tail), 'fewer than two returns');
}

/** Expected shortfall: the mean of the returns at or below the historical value at risk. */
export function historicalCvar(returns: Float64Array, tail = 0.05): MetricValue {
  return whenDefined(historicalVar(returns, tail), (bound) =>
    finite(mean(returns.filter((value) => value <= bound)), NONE),
  );
}

/** Expected shortfall as empyrical takes it: the mean of the ⌊(n − 1)·tail⌋ + 1 lowest returns. */
export function lowestMean(returns: Float64Array, tail = 0.05): MetricValue {
  if (returns.length === 0) return undefinedBecause(NONE);
  const count = Math.floor((returns.length - 1) * tail) + 1;
  return mean(returns.toSorted().subarray(0, count));
}

function varMetric(percent: 95 | 99): readonly Metric[] {
  const tail = percent === 95 ? 0.05 : 0.01;
  return [
    {
      id: `var_${percent}`,
      title: `Value at risk, ${percent} %, historical`,
      group: 'risk',
      unit: 'fraction',
      formula: `quantile of r at ${tail}, linear between order statistics`,
      convention: 'quantstats: parametric',
      compute: ({ sorted, convention }) =>
        convention === 'quantstats' ? parametricVar(sorted, tail) : historicalVar(sorted, tail),
    },
    {
      id: `var_${percent}_param`,
      title: `Value at risk, ${percent} %, parametric`,
      group: 'risk',
      unit: 'fraction',
      formula: `mean(r) + σ(r)·Φ⁻¹(${tail})`,
      compute: ({ returns }) => parametricVar(returns, tail),
    },
    {
      id: `cvar_${percent}`,
      title: `Expected shortfall, ${percent} %`,
      group: 'risk',
      unit: 'fraction',
      formula: `mean of the r at or below var_${percent}`,
      convention: `pyfolio: mean of the ⌊(n − 1)·${tail}⌋ + 1 lowest`,
      source: 'Acerbi and Tasche 2002, J. Banking & Finance 26(7)',
      compute: ({ sorted, convention }) =>
        convention === 'pyfolio' ? lowestMean(sorted, tail) : historicalCvar(sorted, tail),
    },
  ];
}

/** `var_95`, `var_95_param`, `cvar_95` and the same at 99 %. */
export const valueAtRiskMetrics: readonly Metric[] = [...varMetric(95), ...varMetric(99)];
