import { QuipuError } from '../../core/errors.ts';
import { type MetricId, METRICS } from './catalog.ts';
import type { Convention } from './context.ts';
import { performanceContext } from './context.ts';
import type { PerformanceInput } from './input.ts';
import { formFor, type Metric, type MetricStep, type MetricValue } from './metric.ts';

/** A metric with its definition, what went in, and the numbers on the way. */
export interface Explanation {
  readonly metric: Metric;
  /** The definition in one line, as the convention has it. */
  readonly formula: string;
  readonly convention: Convention;
  readonly value: MetricValue;
  /** How many returns it is made of. */
  readonly sessions: number;
  /** Calendar days that they span. */
  readonly days: number;
  /** What the input was: sessions, dates, rates. */
  readonly inputs: readonly MetricStep[];
  /** What the formula was filled in with, then the value. */
  readonly steps: readonly MetricStep[];
}

/** A metric of the catalog by its id, or undefined. */
export function findMetric(id: string): Metric<MetricId> | undefined {
  return METRICS.find((metric) => metric.id === id);
}

/**
 * Shows how one metric comes about for one equity curve.
 *
 * @throws QuipuError `analysis.unknown_metric`, `analysis.invalid_performance_input`
 */
export function explain(
  id: string,
  input: PerformanceInput,
  convention: Convention = 'quipu',
): Explanation {
  const metric = findMetric(id);
  if (metric === undefined) {
    throw new QuipuError('analysis.unknown_metric', `There is no metric "${id}".`, {
      next: 'Choose an id of the catalog, such as sharpe or max_drawdown.',
    });
  }
  const context = performanceContext(input, convention);
  const form = formFor(metric, context);
  const value = form.compute(context);
  return {
    metric,
    formula: form.formula,
    convention,
    value,
    sessions: context.returns.length,
    days: context.days,
    inputs: [
      { what: 'sessions', value: input.dates.length },
      { what: 'sessions left out, without capital', value: context.excluded },
      { what: 'close that it counts from', value: context.start ?? 'none' },
      { what: 'first session', value: input.dates[0] ?? 'none' },
      { what: 'last session', value: input.dates.at(-1) ?? 'none' },
      { what: 'initial equity', value: input.initialEquity },
      { what: 'sessions a year P', value: context.periodsPerYear },
      { what: 'risk-free rate a year rf', value: context.riskFree },
    ],
    steps: [...form.steps(context), { what: id, value }],
  };
}
