import { annualPerformance } from './annual-performance.ts';
import { annualGrowth, annualReturnByCount } from './cagr.ts';
import type { JoinedReturns, PerformanceContext } from './context.ts';
import type { Metric, MetricForm, MetricStep, MetricValue } from './metric.ts';
import { finite, isDefined, ratioOf, undefinedBecause, whenDefined, metricList } from './metric.ts';
import { sampleCorrelation, covariance, mean, stdev, sum } from './moments.ts';
import { step } from './steps.ts';
import { totalReturn } from './total-return.ts';

const NO_BENCHMARK = 'there is no benchmark';
const FLAT = 'the benchmark does not vary';

function joinedOr(
  context: PerformanceContext,
  use: (joined: JoinedReturns) => MetricValue,
): MetricValue {
  const { joined } = context;
  if (joined === undefined) return undefinedBecause(NO_BENCHMARK);
  if (joined.portfolio.length < 2) return undefinedBecause('fewer than two common sessions');
  return use(joined);
}

/** Slope of portfolio returns on benchmark returns: cov(r, b) / var(b). */
export function betaOf({ portfolio, benchmark }: JoinedReturns): MetricValue {
  return ratioOf(covariance(portfolio, benchmark), stdev(benchmark) ** 2, FLAT);
}

/** The same returns as logarithms of growth. */
function logs({ portfolio, benchmark }: JoinedReturns): JoinedReturns {
  return { portfolio: portfolio.map(Math.log1p), benchmark: benchmark.map(Math.log1p) };
}

/** Beta of a context under its convention. */
function contextBeta(context: PerformanceContext): MetricValue {
  const isOfLogs = context.convention === 'backtesting';
  return joinedOr(context, (joined) => betaOf(isOfLogs ? logs(joined) : joined));
}

/** A number of the common sessions. */
function joinedStep(
  what: string,
  context: PerformanceContext,
  use: (joined: JoinedReturns) => MetricValue,
): MetricStep {
  return { what, value: joinedOr(context, use) };
}

const totalSteps = (context: PerformanceContext): readonly MetricStep[] => [
  joinedStep('Π(1 + r) - 1', context, ({ portfolio }) => totalReturn(portfolio)),
  joinedStep('Π(1 + b) - 1', context, ({ benchmark }) => totalReturn(benchmark)),
];

/** Both years of mean returns, (1 + mean)^P - 1, over the common sessions. */
const yearSteps = (context: PerformanceContext): readonly MetricStep[] => [
  joinedStep('p', context, ({ portfolio }) => annualPerformance(portfolio, context.periodsPerYear)),
  joinedStep('p of b', context, ({ benchmark }) =>
    annualPerformance(benchmark, context.periodsPerYear),
  ),
];

/** A number made of the values of steps, in their order. */
function madeOf(
  steps: (context: PerformanceContext) => readonly MetricStep[],
  make: (...values: number[]) => MetricValue,
): Pick<MetricForm, 'compute' | 'steps'> {
  return {
    steps,
    compute(context) {
      const values: number[] = [];
      for (const { value } of steps(context)) {
        if (typeof value === 'number') values.push(value);
        else if (typeof value !== 'string') return value;
      }
      return make(...values);
    },
  };
}

const betaSteps = (context: PerformanceContext): readonly MetricStep[] => [
  joinedStep('cov(r, b)', context, ({ portfolio, benchmark }) => covariance(portfolio, benchmark)),
  joinedStep('var(b)', context, ({ benchmark }) => stdev(benchmark) ** 2),
];

const logBetaSteps = (context: PerformanceContext): readonly MetricStep[] => {
  const { joined } = context;
  const named = ['cov(log(1 + r), log(1 + b))', 'var(log(1 + b))'];
  const steps = betaSteps(joined === undefined ? context : { ...context, joined: logs(joined) });
  return steps.map(({ value }, place) => ({ what: named[place]!, value }));
};

const means = (context: PerformanceContext): readonly MetricStep[] => [
  joinedStep('mean(r)', context, ({ portfolio }) => mean(portfolio)),
  joinedStep('mean(b)', context, ({ benchmark }) => mean(benchmark)),
  { what: 'β', value: contextBeta(context) },
];

const withRate = (context: PerformanceContext): readonly MetricStep[] => [
  ...means(context),
  { what: 'rf a session', value: context.riskFreePerPeriod },
  { what: 'P', value: context.periodsPerYear },
];

/** β and the risk-free rate of a year, after two figures of portfolio and benchmark. */
function yearly(
  two: (context: PerformanceContext) => readonly MetricStep[],
): (context: PerformanceContext) => readonly MetricStep[] {
  return (context) => [
    ...two(context),
    { what: 'β', value: contextBeta(context) },
    { what: 'rf a year', value: context.riskFree },
  ];
}

const jensen = (own = 0, other = 0, beta = 0, rate = 0): number =>
  own - rate - beta * (other - rate);

/**
 * Annualized return that beta does not explain, by convention.
 *
 * @see Jensen 1968, J. Finance 23(2)
 */
const ALPHA: Metric<'alpha'> = {
  id: 'alpha',
  title: 'Alpha, a year',
  group: 'benchmark',
  unit: 'fraction',
  isChange: true,
  needsSessions: true,
  source: 'Jensen 1968, J. Finance 23(2)',
  formula: '(mean(r - rf) - β·mean(b - rf))·P',
  ...madeOf(
    withRate,
    (own, other, beta, rate, periods = 0) => jensen(own, other, beta, rate) * periods,
  ),
  forms: {
    quantstats: {
      formula: '(mean(r) - β·mean(b))·P',
      ...madeOf(
        (context) => [...means(context), { what: 'P', value: context.periodsPerYear }],
        (own, other, beta, periods = 0) => jensen(own, other, beta) * periods,
      ),
    },
    pyfolio: {
      formula: '(1 + mean(r - rf) - β·mean(b - rf))^P - 1',
      ...madeOf(withRate, (own, other, beta, rate, periods = 0) =>
        finite((1 + jensen(own, other, beta, rate)) ** periods - 1, 'it is not finite'),
      ),
    },
    backtesting: {
      formula:
        'Π(1 + r) - 1 - rf - β·(Π(1 + b) - 1 - rf) over the common sessions, rf a year, ' +
        'β of log returns; not annualized',
      ...madeOf(yearly(totalSteps), jensen),
    },
    lean: {
      formula: 'p - rf - β·(p of b - rf), p = (1 + mean)^P - 1, rf a year',
      ...madeOf(yearly(yearSteps), jensen),
    },
  },
};

function activeReturns({ portfolio, benchmark }: JoinedReturns): Float64Array {
  return portfolio.map((value, row) => value - benchmark[row]!);
}

/** Active return of a year over its deviation, the deviation of a year by √P. */
function trackingError(context: PerformanceContext): MetricValue {
  return joinedOr(context, (joined) =>
    finite(stdev(activeReturns(joined)) * Math.sqrt(context.periodsPerYear), 'too short'),
  );
}

const STILL = 'the active return does not vary';

const activeSteps = (context: PerformanceContext): readonly MetricStep[] => [
  joinedStep('mean(r - b)', context, (joined) => mean(activeReturns(joined))),
  joinedStep('σ(r - b)', context, (joined) => stdev(activeReturns(joined))),
];

const bareInformation: MetricForm = {
  formula: 'mean(r - b) / σ(r - b)',
  ...madeOf(activeSteps, (active = 0, deviation = 0) => ratioOf(active, deviation, STILL)),
};

const INFORMATION: Metric<'information_ratio'> = {
  id: 'information_ratio',
  title: 'Information ratio',
  group: 'benchmark',
  unit: 'ratio',
  formula: 'mean(r - b) / σ(r - b) · √P',
  ...madeOf(
    (context) => [
      ...activeSteps(context),
      { what: '√P', value: Math.sqrt(context.periodsPerYear) },
    ],
    (active = 0, deviation = 0, scale = 0) => ratioOf(active * scale, deviation, STILL),
  ),
  forms: {
    quantstats: bareInformation,
    pyfolio: bareInformation,
    lean: {
      formula: '(p - p of b) / tracking_error, p = (1 + mean)^P - 1',
      ...madeOf(
        (context) => [
          ...yearSteps(context),
          { what: 'tracking_error', value: trackingError(context) },
        ],
        (own = 0, other = 0, error = 0) => ratioOf(own - other, error, STILL),
      ),
    },
  },
};

/** Growth less the risk-free rate of a year, over beta. */
function treynor(name: string, growth: (context: PerformanceContext) => MetricValue): MetricForm {
  return {
    formula: `(${name} - rf) / beta, rf a year`,
    ...madeOf(
      (context) => [
        { what: name, value: growth(context) },
        { what: 'rf a year', value: context.riskFree },
        { what: 'beta', value: contextBeta(context) },
      ],
      (value = 0, rate = 0, beta = 0) => ratioOf(value - rate, beta, 'beta is 0'),
    ),
  };
}

/** Annual growth over the sessions on which the benchmark `moved`, and the benchmark's own. */
function captureSteps(
  context: PerformanceContext,
  moved: (value: number) => boolean,
): readonly MetricStep[] {
  const growthOf = (returns: Float64Array): MetricValue => {
    const growth = annualReturnByCount(returns, context.periodsPerYear);
    return isDefined(growth) ? growth : undefinedBecause('the benchmark has no such session');
  };
  return [
    joinedStep('n', context, ({ benchmark }) => benchmark.filter(moved).length),
    joinedStep('growth of r a year', context, ({ portfolio, benchmark }) =>
      growthOf(portfolio.filter((_, row) => moved(benchmark[row]!))),
    ),
    joinedStep('growth of b a year', context, ({ benchmark }) => growthOf(benchmark.filter(moved))),
  ];
}

function captureMetric<const Id extends string>(
  [id, title, sessions]: readonly [id: Id, title: string, sessions: string],
  moved: (value: number) => boolean,
): Metric<Id> {
  return {
    id,
    title,
    group: 'benchmark',
    unit: 'ratio',
    formula: `(1 + total)^(P / n) - 1 of r on the ${sessions} / that of b on them`,
    source: 'empyrical',
    ...madeOf(
      (context) => captureSteps(context, moved),
      (_, own = 0, other = 0) => ratioOf(own, other, 'the benchmark did not move'),
    ),
  };
}

/** Metrics that compare with a benchmark over the sessions that both have. */
export const benchmarkMetrics = metricList([
  {
    id: 'benchmark_return',
    title: 'Benchmark return',
    group: 'benchmark',
    unit: 'fraction',
    isChange: true,
    formula: 'Π(1 + b) - 1 over the common sessions',
    convention:
      'the return of the first session is from the close before it; buy_hold_return starts at ' +
      'the close of the first session',
    compute: (context) => joinedOr(context, ({ benchmark }) => totalReturn(benchmark)),
    steps: (context) => [
      joinedStep('n', context, ({ benchmark }) => benchmark.length),
      joinedStep('Σ log(1 + b)', context, ({ benchmark }) =>
        finite(sum(benchmark.map(Math.log1p)), 'everything was lost'),
      ),
    ],
  },
  {
    id: 'excess_return',
    title: 'Excess return',
    group: 'benchmark',
    unit: 'fraction',
    isChange: true,
    formula: 'Π(1 + r) - Π(1 + b) over the common sessions',
    compute: (context) =>
      joinedOr(context, ({ portfolio, benchmark }) =>
        whenDefined(totalReturn(portfolio), (own) =>
          whenDefined(totalReturn(benchmark), (other) => own - other),
        ),
      ),
    steps: totalSteps,
  },
  {
    id: 'beta',
    title: 'Beta',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'cov(r, b) / var(b)',
    ...madeOf(betaSteps, (shared = 0, own = 0) => ratioOf(shared, own, FLAT)),
    forms: {
      backtesting: {
        formula: 'cov(log(1 + r), log(1 + b)) / var(log(1 + b))',
        ...madeOf(logBetaSteps, (shared = 0, own = 0) => ratioOf(shared, own, FLAT)),
      },
    },
  },
  ALPHA,
  {
    id: 'correlation',
    title: 'Correlation',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'corr(r, b)',
    compute: (context) =>
      joinedOr(context, ({ portfolio, benchmark }) =>
        finite(sampleCorrelation(portfolio, benchmark), 'one of the two does not vary'),
      ),
    steps: (context) => [
      joinedStep('cov(r, b)', context, ({ portfolio, benchmark }) =>
        covariance(portfolio, benchmark),
      ),
      joinedStep('σ(r)', context, ({ portfolio }) => stdev(portfolio)),
      joinedStep('σ(b)', context, ({ benchmark }) => stdev(benchmark)),
    ],
  },
  {
    id: 'r2',
    title: 'R²',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'corr(r, b)²',
    compute: (context) =>
      joinedOr(context, ({ portfolio, benchmark }) =>
        finite(sampleCorrelation(portfolio, benchmark) ** 2, 'one of the two does not vary'),
      ),
    steps: (context) => [
      joinedStep('corr(r, b)', context, ({ portfolio, benchmark }) =>
        finite(sampleCorrelation(portfolio, benchmark), 'one of the two does not vary'),
      ),
    ],
  },
  {
    id: 'tracking_error',
    title: 'Tracking error, a year',
    group: 'benchmark',
    unit: 'fraction',
    needsSessions: true,
    formula: 'σ(r - b)·√P',
    compute: trackingError,
    steps: (context) => [
      joinedStep('σ(r - b)', context, (joined) => stdev(activeReturns(joined))),
      step('√P', Math.sqrt(context.periodsPerYear)),
    ],
  },
  INFORMATION,
  {
    id: 'treynor',
    title: 'Treynor ratio',
    group: 'benchmark',
    unit: 'ratio',
    source: 'Treynor 1965, Harvard Business Review 43(1)',
    ...treynor('cagr', annualGrowth),
    forms: {
      quantstats: treynor('total_return', ({ returns }) => totalReturn(returns)),
      lean: treynor('(1 + mean(r))^P - 1', ({ returns, joined, periodsPerYear }) =>
        annualPerformance(joined?.portfolio ?? returns, periodsPerYear),
      ),
    },
  },
  captureMetric(['capture', 'Capture', 'common sessions'], () => true),
  captureMetric(
    ['up_capture', 'Up capture', 'common sessions with b above 0'],
    (value) => value > 0,
  ),
  captureMetric(
    ['down_capture', 'Down capture', 'common sessions with b below 0'],
    (value) => value < 0,
  ),
  {
    id: 'batting_average',
    title: 'Batting average',
    group: 'benchmark',
    unit: 'fraction',
    formula: 'sessions with r above b / common sessions',
    compute: (context) =>
      joinedOr(context, (joined) => {
        const active = activeReturns(joined);
        return active.filter((value) => value > 0).length / active.length;
      }),
    steps: (context) => [
      joinedStep(
        'sessions with r above b',
        context,
        (joined) => activeReturns(joined).filter((value) => value > 0).length,
      ),
      joinedStep('common sessions', context, ({ portfolio }) => portfolio.length),
    ],
  },
]);
