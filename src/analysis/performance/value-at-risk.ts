import { areNumbers } from './order-statistics.ts';
import { checkTail } from '../arguments.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricForm, MetricStep, MetricValue } from './metric.ts';
import { finite, isDefined, measured, undefinedBecause, whenDefined } from './metric.ts';
import { mean, quantile, select, stdev, sum } from './moments.ts';
import { normalQuantile } from './normal.ts';
import { toThreeDecimals } from './rounding.ts';
import { meanSteps, quantileSteps, step } from './steps.ts';

const NONE = 'there are no returns';

/**
 * Historical value at risk: the return that the worst fraction `tail` of periods fell below.
 *
 * The quantile at `tail`, interpolated linearly between order statistics; a loss is negative.
 *
 * @param tail 0.05 for the 95% value at risk
 */
export function historicalVar(returns: Float64Array, tail = 0.05): MetricValue {
  checkTail(tail);
  // What is not a number sorts last, where no quantile of a loss would show it.
  if (!areNumbers(returns)) return measured(Number.NaN, returns, NONE);
  return finite(quantile(returns, tail), NONE);
}

/** Parametric value at risk: mean + deviation·Φ⁻¹(tail); a loss is negative. */
export function parametricVar(returns: Float64Array, tail = 0.05): MetricValue {
  checkTail(tail);
  const value = mean(returns) + stdev(returns) * normalQuantile(tail);
  return measured(value, returns, 'fewer than two returns');
}

/** Expected shortfall: the mean of the returns at or below the historical value at risk. */
export function historicalCvar(returns: Float64Array, tail = 0.05): MetricValue {
  return whenDefined(historicalVar(returns, tail), (bound) =>
    finite(mean(select(returns, (value) => value <= bound)), NONE),
  );
}

function upToVar(returns: Float64Array, tail: number): Float64Array {
  const bound = historicalVar(returns, tail);
  return select(returns, (value) => isDefined(bound) && value <= bound);
}

/** Expected shortfall as empyrical takes it: the mean of the ⌊(n - 1)·tail⌋ + 1 lowest returns. */
export function lowestMean(returns: Float64Array, tail = 0.05): MetricValue {
  if (returns.length === 0) return undefinedBecause(NONE);
  const count = Math.floor((returns.length - 1) * tail) + 1;
  return mean(returns.toSorted().subarray(0, count));
}

/** QuantStats's: the mean of the returns below the parametric value at risk, or that itself. */
export function parametricCvar(returns: Float64Array, tail = 0.05): MetricValue {
  const below = belowParametric(returns, tail);
  return below.length === 0 ? parametricVar(returns, tail) : mean(below);
}

function belowParametric(returns: Float64Array, tail: number): Float64Array {
  const bound = parametricVar(returns, tail);
  return select(returns, (value) => isDefined(bound) && value < bound);
}

/** LEAN's: parametric, of the last year of sessions, to three decimals. */
function lastYearVar({ returns, periodsPerYear }: PerformanceContext, tail: number): MetricValue {
  return whenDefined(parametricVar(returns.slice(-periodsPerYear), tail), toThreeDecimals);
}

const parametricSteps = (returns: Float64Array, tail: number): readonly MetricStep[] => [
  { what: 'mean(r)', value: finite(mean(returns), NONE) },
  { what: 'σ(r)', value: finite(stdev(returns), 'fewer than two returns') },
  { what: `Φ⁻¹(${tail})`, value: normalQuantile(tail) },
];

function parametric(tail: number): MetricForm {
  return {
    formula: `mean(r) + σ(r)·Φ⁻¹(${tail})`,
    compute: ({ returns }) => parametricVar(returns, tail),
    steps: ({ returns }) => parametricSteps(returns, tail),
  };
}

/** pyfolio's: two deviations below the mean. @see pyfolio 0.9.2, pyfolio/timeseries.py */
const twoDeviations: MetricForm = {
  formula: 'mean(r) - 2·σ(r)',
  compute: ({ returns }) =>
    measured(mean(returns) - 2 * stdev(returns), returns, 'fewer than two returns'),
  steps: ({ returns }) => [
    step('mean(r)', mean(returns), NONE),
    step('σ(r)', stdev(returns), 'fewer than two returns'),
  ],
};

function belowSteps(id: string, returns: Float64Array, tail: number): readonly MetricStep[] {
  const below = belowParametric(returns, tail);
  return [
    { what: id, value: parametricVar(returns, tail) },
    { what: 'sessions below', value: below.length },
    { what: 'mean below', value: finite(mean(below), 'no session is below') },
  ];
}

function varMetric<const P extends 95 | 99>(
  percent: P,
): readonly Metric<`var_${P}` | `var_${P}_param` | `cvar_${P}`>[] {
  const tail = percent === 95 ? 0.05 : 0.01;
  return [
    {
      id: `var_${percent}`,
      title: `Value at risk, ${percent}%`,
      group: 'risk',
      unit: 'fraction',
      isChange: true,
      formula: `quantile of r at ${tail}, linear between order statistics`,
      compute: ({ sorted }) => historicalVar(sorted, tail),
      steps: ({ sorted }) => quantileSteps(sorted, tail),
      forms: {
        ...(percent === 95 ? { pyfolio: twoDeviations } : {}),
        quantstats: parametric(tail),
        lean: {
          formula: `mean(r) + σ(r)·Φ⁻¹(${tail}) of the last P sessions, to 3 decimals`,
          compute: (context) => lastYearVar(context, tail),
          steps: ({ returns, periodsPerYear }) =>
            parametricSteps(returns.slice(-periodsPerYear), tail),
        },
      },
    },
    {
      id: `var_${percent}_param`,
      title: `Value at risk, ${percent}%, parametric`,
      group: 'risk',
      unit: 'fraction',
      isChange: true,
      ...parametric(tail),
    },
    {
      id: `cvar_${percent}`,
      title: `Expected shortfall, ${percent}%`,
      group: 'risk',
      unit: 'fraction',
      isChange: true,
      formula: `mean of the r at or below their quantile at ${tail}`,
      source: 'Acerbi and Tasche 2002, J. Banking & Finance 26(7)',
      compute: ({ sorted }) => historicalCvar(sorted, tail),
      steps: ({ sorted }) => [
        step(`quantile of r at ${tail}`, historicalVar(sorted, tail)),
        ...meanSteps('r up to it', upToVar(sorted, tail), 'sessions up to it'),
      ],
      forms: {
        quantstats: {
          formula: `mean of the r below var_${percent}, or that itself where none is`,
          compute: ({ returns }) => parametricCvar(returns, tail),
          steps: ({ returns }) => belowSteps(`var_${percent}`, returns, tail),
        },
        pyfolio: {
          formula: `mean of the ⌊(n - 1)·${tail}⌋ + 1 lowest r`,
          compute: ({ sorted }) => lowestMean(sorted, tail),
          steps: ({ sorted }) => {
            const count = Math.floor((sorted.length - 1) * tail) + 1;
            return [
              { what: `⌊(n - 1)·${tail}⌋ + 1`, value: count },
              { what: 'Σ of the lowest', value: sum(sorted.subarray(0, count)) },
            ];
          },
        },
      },
    },
  ];
}

/** `var_95`, `var_95_param`, `cvar_95` and the same at 99%. */
export const valueAtRiskMetrics = [...varMetric(95), ...varMetric(99)];
