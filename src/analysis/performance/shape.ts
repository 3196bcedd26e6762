import type { MetricForm, MetricValue } from './metric.ts';
import { measured, undefinedBecause, metricList } from './metric.ts';
import { centralSum, mean, stdev } from './moments.ts';
import { step, type Steps } from './steps.ts';

/**
 * Skewness of a sample, bias-corrected.
 *
 * √(n(n-1))/(n-2) · m₃/m₂^1.5
 *
 * @see Joanes and Gill 1998, The Statistician 47(1), G₁
 */
export function skewness(values: Float64Array): MetricValue {
  const n = values.length;
  if (n < 3) return undefinedBecause('fewer than three returns');
  if (stdev(values) === 0) return undefinedBecause('the returns do not vary');
  const center = mean(values);
  const second = centralSum(values, center, 2) / n;
  const third = centralSum(values, center, 3) / n;
  return measured(
    ((Math.sqrt(n * (n - 1)) / (n - 2)) * third) / second ** 1.5,
    values,
    'the returns do not vary',
  );
}

/**
 * Excess kurtosis of a sample, bias-corrected: 0 for a normal distribution.
 *
 * (n-1)/((n-2)(n-3)) · ((n+1)·(m₄/m₂² - 3) + 6)
 *
 * @see Joanes and Gill 1998, The Statistician 47(1), G₂
 */
export function excessKurtosis(values: Float64Array): MetricValue {
  const n = values.length;
  if (n < 4) return undefinedBecause('fewer than four returns');
  if (stdev(values) === 0) return undefinedBecause('the returns do not vary');
  const center = mean(values);
  const second = centralSum(values, center, 2) / n;
  const excess = centralSum(values, center, 4) / n / second ** 2 - 3;
  return measured(
    ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6),
    values,
    'the returns do not vary',
  );
}

/** How many, their mean, and the central moments m_k = Σ (r - mean)^k / n that are used. */
function momentSteps(power: 3 | 4): Steps {
  return ({ returns }) => {
    const [n, center] = [returns.length, mean(returns)];
    return [
      step('n', n),
      step('mean(r)', center),
      step('m₂', centralSum(returns, center, 2) / n),
      step(power === 3 ? 'm₃' : 'm₄', centralSum(returns, center, power) / n),
    ];
  };
}

/**
 * Both as SciPy has them by default, of the moments alone.
 *
 * @see pyfolio 0.9.2, pyfolio/timeseries.py, SIMPLE_STAT_FUNCS
 */
function biasedShape(power: 3 | 4): MetricForm {
  return {
    formula: power === 3 ? 'm₃/m₂^1.5' : 'm₄/m₂² - 3',
    compute({ returns }) {
      if (returns.length < 2) return undefinedBecause('fewer than two returns');
      if (stdev(returns) === 0) return undefinedBecause('the returns do not vary');
      const [n, center] = [returns.length, mean(returns)];
      const second = centralSum(returns, center, 2) / n;
      const moment = centralSum(returns, center, power) / n;
      return power === 3 ? moment / second ** 1.5 : moment / second ** 2 - 3;
    },
    steps: momentSteps(power),
  };
}

/** `skew`, `kurtosis`. */
export const shapeMetrics = metricList([
  {
    id: 'skew',
    title: 'Skewness',
    group: 'risk',
    unit: 'ratio',
    formula: '√(n(n-1))/(n-2) · m₃/m₂^1.5',
    source: 'Joanes and Gill 1998, The Statistician 47(1)',
    compute: ({ returns }) => skewness(returns),
    steps: momentSteps(3),
    forms: { pyfolio: biasedShape(3) },
  },
  {
    id: 'kurtosis',
    title: 'Excess kurtosis',
    group: 'risk',
    unit: 'ratio',
    formula: '(n-1)/((n-2)(n-3)) · ((n+1)·(m₄/m₂² - 3) + 6)',
    source: 'Joanes and Gill 1998, The Statistician 47(1)',
    compute: ({ returns }) => excessKurtosis(returns),
    steps: momentSteps(4),
    forms: { pyfolio: biasedShape(4) },
  },
]);
