import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { computeMetric, finite, ratioOf, undefinedBecause, metricList } from './metric.ts';
import { byDay } from './day-results.ts';
import { mean } from './moments.ts';
import { meanSteps, step, type Steps } from './steps.ts';

const UNKNOWN = 'exposures were not recorded';
const NO_ARRIVALS =
  'prices at the decisions were not recorded; the fill prices of a backtest include the assumed ' +
  'spread and slippage';

/** The time in the market of a context under its convention. */
export function timeInMarket(context: PerformanceContext): MetricValue {
  return computeMetric(timeInMarketMetric, context);
}

/** Share of the sessions at whose end something was held. */
function heldShare({ input }: PerformanceContext): MetricValue {
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
  return ratioOf((traded / 2) * scale, capital, 'there was no equity');
}

function sumOf(value: number | undefined, what: string): MetricValue {
  return value === undefined ? undefinedBecause(`${what} was not recorded`) : value;
}

function slippage({ input }: PerformanceContext): MetricValue {
  return input.slippage ?? undefinedBecause(NO_ARRIVALS);
}

function slippageBps({ input }: PerformanceContext): MetricValue {
  if (input.slippage === undefined || input.tradedNotional === undefined) {
    return undefinedBecause(NO_ARRIVALS);
  }
  const traded = input.tradedNotional.reduce((total, value) => total + value, 0);
  return ratioOf(input.slippage * 10_000, traded, 'nothing was traded');
}

function shortfall({ input }: PerformanceContext): MetricValue {
  const { slippage, fees, tradedNotional } = input;
  if (slippage === undefined || fees === undefined || tradedNotional === undefined) {
    return undefinedBecause(NO_ARRIVALS);
  }
  const traded = tradedNotional.reduce((total, value) => total + value, 0);
  return ratioOf(slippage + fees, traded, 'nothing was traded');
}

function over(
  column: Float64Array | undefined,
  measure: (values: Float64Array) => number,
): MetricValue {
  if (column === undefined) return undefinedBecause(UNKNOWN);
  return finite(measure(column), 'there are no sessions');
}

/** The sum of an exposure and of how many sessions it is, or why there is none. */
function exposureSteps(name: 'grossExposure' | 'netExposure'): Steps {
  return ({ input }) => {
    const column = input[name];
    if (column === undefined) return [step('exposures', { undefined: UNKNOWN })];
    return meanSteps('position value / equity', column, 'sessions');
  };
}

/** The session of the greatest gross exposure, the first of several. */
const greatestSteps: Steps = ({ input }) => {
  const column = input.grossExposure;
  if (column === undefined) return [step('exposures', { undefined: UNKNOWN })];
  const row = column.indexOf(column.reduce((a, b) => Math.max(a, b), -Infinity));
  return [step('sessions', column.length), step('at the close of', input.dates[row] ?? 'none')];
};

const tradedSteps: Steps = ({ input }) => [
  step(
    'Σ |notional|',
    input.tradedNotional?.reduce((total, value) => total + value, 0) ?? {
      undefined: 'trades were not recorded',
    },
  ),
];

/** A sum that was recorded whole: over which sessions it is. */
const recordedSteps: Steps = ({ input }) => [
  step('first session', input.dates[0] ?? 'none'),
  step('last session', input.dates.at(-1) ?? 'none'),
];

/** `time_in_market`. */
const timeInMarketMetric: Metric<'time_in_market'> = {
  id: 'time_in_market',
  title: 'Time in the market',
  group: 'execution',
  unit: 'fraction',
  formula: 'sessions that end with a position / sessions',
  compute: heldShare,
  steps: ({ input }) => {
    const column = input.grossExposure;
    if (column === undefined) return [step('exposures', { undefined: UNKNOWN })];
    return [
      step('sessions that end with a position', column.filter((value) => value > 0).length),
      step('sessions', column.length),
    ];
  },
  forms: { quantstats: byDay.timeInMarket },
};

/** Time in the market, exposure, turnover and what trading cost. */
export const exposureMetrics = metricList([
  timeInMarketMetric,
  {
    id: 'avg_gross_exposure',
    title: 'Average gross exposure',
    group: 'execution',
    unit: 'fraction',
    formula: 'mean of Σ |position value| / equity at session ends',
    compute: ({ input }) => over(input.grossExposure, mean),
    steps: exposureSteps('grossExposure'),
  },
  {
    id: 'max_gross_exposure',
    title: 'Greatest gross exposure',
    group: 'execution',
    unit: 'fraction',
    formula: 'max of Σ |position value| / equity at session ends',
    convention:
      'can be above the limit maxGross, which orders are checked against when they are decided: ' +
      'prices move before the fill and later',
    compute: ({ input }) =>
      over(input.grossExposure, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity)),
    steps: greatestSteps,
  },
  {
    id: 'avg_net_exposure',
    title: 'Average net exposure',
    group: 'execution',
    unit: 'fraction',
    formula: 'mean of Σ position value / equity at session ends',
    compute: ({ input }) => over(input.netExposure, mean),
    steps: exposureSteps('netExposure'),
  },
  {
    id: 'cash_drag',
    title: 'Average cash',
    group: 'execution',
    unit: 'fraction',
    formula: '1 - mean of Σ position value / equity at session ends',
    compute: ({ input }) => over(input.netExposure, (values) => 1 - mean(values)),
    steps: exposureSteps('netExposure'),
  },
  {
    id: 'turnover',
    title: 'Turnover, a year',
    group: 'execution',
    unit: 'ratio',
    formula: '½·Σ |notional| / mean equity · P/n',
    compute: turnover,
    steps: (context) => [
      ...tradedSteps(context),
      step('mean equity', mean(context.input.equity)),
      step('P', context.periodsPerYear),
      step('n', context.input.equity.length),
    ],
  },
  {
    id: 'fees',
    title: 'Fees',
    group: 'execution',
    unit: 'money',
    formula: 'Σ fees',
    compute: ({ input }) => sumOf(input.fees, 'what was paid in fees'),
    steps: recordedSteps,
  },
  {
    id: 'slippage',
    title: 'Slippage',
    group: 'execution',
    unit: 'money',
    formula: 'Σ (fill price - arrival price)·quantity against the side',
    compute: slippage,
    steps: recordedSteps,
  },
  {
    id: 'slippage_bps',
    title: 'Slippage in basis points',
    group: 'execution',
    unit: 'ratio',
    formula: 'slippage / Σ |notional| · 10,000',
    compute: slippageBps,
    steps: (context) => [step('slippage', slippage(context)), ...tradedSteps(context)],
  },
  {
    id: 'implementation_shortfall',
    title: 'Implementation shortfall',
    group: 'execution',
    unit: 'fraction',
    formula:
      '(slippage + fees) / Σ |notional|, against the prices at the decisions, of what was executed',
    source: 'Perold 1988, J. Portfolio Management 14(3)',
    compute: shortfall,
    steps: (context) => [
      step('slippage', slippage(context)),
      step('fees', sumOf(context.input.fees, 'what was paid in fees')),
      ...tradedSteps(context),
    ],
  },
  {
    id: 'income',
    title: 'Dividends and interest',
    group: 'execution',
    unit: 'money',
    isChange: true,
    formula: 'Σ dividends and interest received',
    compute: ({ input }) => sumOf(input.income, 'income'),
    steps: recordedSteps,
  },
]);
