import type { MetricStep } from './metric.ts';
import { finite, metricList } from './metric.ts';
import type { PerformanceContext } from './context.ts';
import { step } from './steps.ts';

const EMPTY = 'there are no sessions';

function last(values: Float64Array): number {
  return values.at(-1) ?? Number.NaN;
}

function flowsOf(flows: Float64Array | undefined): number {
  let total = 0;
  for (const flow of flows ?? []) total += flow;
  return total;
}

/** The session whose equity is the greatest or the least, the first of several. */
function extremeStep({ input }: PerformanceContext, value: number): MetricStep {
  const row = input.initialEquity === value ? -1 : input.equity.indexOf(value);
  return step('at the close of', row < 0 ? 'none: it began with it' : input.dates[row]!);
}

const peakOf = ({ input }: PerformanceContext): number =>
  input.equity.reduce((peak, value) => Math.max(peak, value), input.initialEquity);

const leastOf = ({ input }: PerformanceContext): number =>
  input.equity.reduce((least, value) => Math.min(least, value), input.initialEquity);

/** `net_profit`, `final_equity`, `peak_equity`, `min_equity`. */
export const moneyMetrics = metricList([
  {
    id: 'net_profit',
    title: 'Net profit',
    group: 'return',
    unit: 'money',
    isChange: true,
    formula: 'final equity - initial equity - Σ net deposits',
    compute: ({ input }) =>
      finite(last(input.equity) - input.initialEquity - flowsOf(input.flows), EMPTY),
    steps: ({ input }) => [
      step('final equity', last(input.equity), EMPTY),
      step('initial equity', input.initialEquity),
      step('Σ net deposits', flowsOf(input.flows)),
    ],
  },
  {
    id: 'final_equity',
    title: 'Final equity',
    group: 'return',
    unit: 'money',
    formula: 'equity at the last session end',
    compute: ({ input }) => finite(last(input.equity), EMPTY),
    steps: ({ input }) => [step('last session', input.dates.at(-1) ?? 'none')],
  },
  {
    id: 'peak_equity',
    title: 'Peak equity',
    group: 'return',
    unit: 'money',
    formula: 'max(initial equity, equity at session ends)',
    compute: (context) => finite(peakOf(context), EMPTY),
    steps: (context) => [
      step('initial equity', context.input.initialEquity),
      extremeStep(context, peakOf(context)),
    ],
  },
  {
    id: 'min_equity',
    title: 'Lowest equity',
    group: 'return',
    unit: 'money',
    formula: 'min(initial equity, equity at session ends)',
    compute: (context) => finite(leastOf(context), EMPTY),
    steps: (context) => [
      step('initial equity', context.input.initialEquity),
      extremeStep(context, leastOf(context)),
    ],
  },
]);
