import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, ratio, undefinedBecause } from './metric.ts';
import { mean } from './moments.ts';

const UNKNOWN = 'exposures were not recorded';

/** Share of the sessions at whose end something was held. */
export function timeInMarket({ input }: PerformanceContext): MetricValue {
  const { grossExposure } = input;
  if (grossExposure === undefined) return undefinedBecause(UNKNOWN);
  const held = grossExposure.filter((value) => value > 0).length;
  return finite(held / grossExposure.length, 'there are no sessions');
}

function turnover(context: PerformanceContext): MetricValue {
  const { input, periodsPerYear } = context;
  if (input.tradedNotional === undefined) return undefinedBecause('trades were not recorded');
  const traded = input.tradedNotional.reduce((total, value) => total + value, 0);
  const capital = finite(mean(input.equity), 'there are no sessions');
  const scale = periodsPerYear / input.equity.length;
  return ratio((traded / 2) * scale, capital, 'there was no equity');
}

function sumOf(value: number | undefined, what: string): MetricValue {
  return value === undefined ? undefinedBecause(`${what} was not recorded`) : value;
}

function slippageBps({ input }: PerformanceContext): MetricValue {
  if (input.slippage === undefined || input.tradedNotional === undefined) {
    return undefinedBecause('slippage was not recorded');
  }
  const traded = input.tradedNotional.reduce((total, value) => total + value, 0);
  return ratio(input.slippage * 10_000, traded, 'nothing was traded');
}

function over(
  column: Float64Array | undefined,
  measure: (values: Float64Array) => number,
): MetricValue {
  if (column === undefined) return undefinedBecause(UNKNOWN);
  return finite(measure(column), 'there are no sessions');
}

/** Time in the market, exposure, turnover and what trading cost. */
export const exposureMetrics: readonly Metric[] = [
  {
    id: 'time_in_market',
    title: 'Time in the market',
    group: 'execution',
    unit: 'fraction',
    formula: 'sessions that end with a position / sessions',
    compute: timeInMarket,
  },
  {
    id: 'avg_gross_exposure',
    title: 'Average gross exposure',
    group: 'execution',
    unit: 'fraction',
    formula: 'mean of Σ |position value| / equity at session ends',
    compute: ({ input }) => over(input.grossExposure, mean),
  },
  {
    id: 'max_gross_exposure',
    title: 'Greatest gross exposure',
    group: 'execution',
    unit: 'fraction',
    formula: 'max of Σ |position value| / equity at session ends',
    compute: ({ input }) =>
      over(input.grossExposure, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity)),
  },
  {
    id: 'avg_net_exposure',
    title: 'Average net exposure',
    group: 'execution',
    unit: 'fraction',
    formula: 'mean of Σ position value / equity at session ends',
    compute: ({ input }) => over(input.netExposure, mean),
  },
  {
    id: 'cash_drag',
    title: 'Average cash',
    group: 'execution',
    unit: 'fraction',
    formula: '1 − mean of Σ position value / equity at session ends',
    compute: ({ input }) => over(input.netExposure, (values) => 1 - mean(values)),
  },
  {
    id: 'turnover',
    title: 'Turnover, a year',
    group: 'execution',
    unit: 'ratio',
    formula: '½·Σ |notional| / mean equity · P/n',
    compute: turnover,
  },
  {
    id: 'fees',
    title: 'Fees',
    group: 'execution',
    unit: 'money',
    formula: 'Σ fees',
    compute: ({ input }) => sumOf(input.fees, 'what was paid in fees'),
  },
  {
    id: 'slippage',
    title: 'Slippage',
    group: 'execution',
    unit: 'money',
    formula: 'Σ (fill price − arrival price)·quantity against the side',
    compute: ({ input }) => sumOf(input.slippage, 'slippage'),
  },
  {
    id: 'slippage_bps',
    title: 'Slippage in basis points',
    group: 'execution',
    unit: 'ratio',
    formula: 'slippage / Σ |notional| · 10,000',
    compute: slippageBps,
  },
  {
    id: 'income',
    title: 'Dividends and interest',
    group: 'execution',
    unit: 'money',
    formula: 'Σ dividends and interest received',
    compute: ({ input }) => sumOf(input.income, 'income'),
  },
];
