import type { Metric } from './metric.ts';
import { finite } from './metric.ts';

const EMPTY = 'there are no sessions';

function last(values: Float64Array): number {
  return values.at(-1) ?? Number.NaN;
}

function flowsOf(flows: Float64Array | undefined): number {
  let total = 0;
  for (const flow of flows ?? []) total += flow;
  return total;
}

/** `net_profit`, `final_equity`, `peak_equity`, `min_equity`. */
export const moneyMetrics: readonly Metric[] = [
  {
    id: 'net_profit',
    title: 'Net profit',
    group: 'return',
    unit: 'money',
    formula: 'final equity − initial equity − Σ net deposits',
    compute: ({ input }) =>
      finite(last(input.equity) - input.initialEquity - flowsOf(input.flows), EMPTY),
  },
  {
    id: 'final_equity',
    title: 'Final equity',
    group: 'return',
    unit: 'money',
    formula: 'equity at the last session end',
    compute: ({ input }) => finite(last(input.equity), EMPTY),
  },
  {
    id: 'peak_equity',
    title: 'Peak equity',
    group: 'return',
    unit: 'money',
    formula: 'max(initial equity, equity at session ends)',
    compute: ({ input }) =>
      finite(
        input.equity.reduce((peak, value) => Math.max(peak, value), input.initialEquity),
        EMPTY,
      ),
  },
  {
    id: 'min_equity',
    title: 'Lowest equity',
    group: 'return',
    unit: 'money',
    formula: 'min(initial equity, equity at session ends)',
    compute: ({ input }) =>
      finite(
        input.equity.reduce((least, value) => Math.min(least, value), input.initialEquity),
        EMPTY,
      ),
  },
];
