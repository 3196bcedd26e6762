import { annualPerformance } from './annual-performance.ts';
import { annualGrowth, annualReturnByCount } from './cagr.ts';
import type { JoinedReturns, PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, isDefined, ratio, undefinedBecause, whenDefined } from './metric.ts';
import { correlation, covariance, mean, stdev } from './moments.ts';
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
  return ratio(covariance(portfolio, benchmark), stdev(benchmark) ** 2, FLAT);
}

/**
 * Annualized return that beta does not explain.
 *
 * (mean(r − rf) − β·mean(b − rf))·P; pyfolio compounds the same figure: (1 + a)^P − 1;
 * LEAN takes years: performance − rf − β·(performance of the benchmark − rf)
 *
 * @see Jensen 1968, J. Finance 23(2)
 */
function alphaOf(context: PerformanceContext): MetricValue {
  const { riskFreePerPeriod, periodsPerYear, convention } = context;
  return joinedOr(context, (joined) =>
    whenDefined(betaOf(joined), (beta) => {
      if (convention === 'lean') return leanAlpha(context, joined, beta);
      const own = mean(joined.portfolio) - riskFreePerPeriod;
      const period = own - beta * (mean(joined.benchmark) - riskFreePerPeriod);
      return convention === 'pyfolio'
        ? (1 + period) ** periodsPerYear - 1
        : period * periodsPerYear;
    }),
  );
}

function leanAlpha(
  { riskFree, periodsPerYear }: PerformanceContext,
  joined: JoinedReturns,
  beta: number,
): MetricValue {
  return whenDefined(annualPerformance(joined.portfolio, periodsPerYear), (own) =>
    whenDefined(
      annualPerformance(joined.benchmark, periodsPerYear),
      (other) => own - riskFree - beta * (other - riskFree),
    ),
  );
}

function activeReturns({ portfolio, benchmark }: JoinedReturns): Float64Array {
  return portfolio.map((value, row) => value - benchmark[row]!);
}

function informationRatio(context: PerformanceContext): MetricValue {
  const bare = context.convention === 'pyfolio' || context.convention === 'quantstats';
  const scale = bare ? 1 : Math.sqrt(context.periodsPerYear);
  return joinedOr(context, (joined) => {
    const active = activeReturns(joined);
    if (context.convention === 'lean') return leanInformation(context, joined);
    return ratio(mean(active) * scale, stdev(active), 'the active return does not vary');
  });
}

/** Difference of the annual performances over the tracking error. */
function leanInformation(context: PerformanceContext, joined: JoinedReturns): MetricValue {
  const { periodsPerYear } = context;
  const error = stdev(activeReturns(joined)) * Math.sqrt(periodsPerYear);
  return whenDefined(annualPerformance(joined.portfolio, periodsPerYear), (own) =>
    whenDefined(annualPerformance(joined.benchmark, periodsPerYear), (other) =>
      ratio(own - other, error, 'the active return does not vary'),
    ),
  );
}

function growthForTreynor(context: PerformanceContext): MetricValue {
  const { convention, returns, joined, periodsPerYear } = context;
  if (convention === 'quantstats') return totalReturn(returns);
  if (convention !== 'lean') return annualGrowth(context);
  return annualPerformance(joined?.portfolio ?? returns, periodsPerYear);
}

/** Annual growth over the sessions on which the benchmark `moved`, over the benchmark's own. */
function capture(context: PerformanceContext, moved: (value: number) => boolean): MetricValue {
  const { periodsPerYear } = context;
  return joinedOr(context, ({ portfolio, benchmark }) => {
    const own = annualReturnByCount(
      portfolio.filter((_, row) => moved(benchmark[row]!)),
      periodsPerYear,
    );
    const other = annualReturnByCount(benchmark.filter(moved), periodsPerYear);
    if (!isDefined(own) || !isDefined(other)) {
      return undefinedBecause('the benchmark has no such session');
    }
    return ratio(own, other, 'the benchmark did not move');
  });
}

function captureMetric(id: string, title: string, moved: (value: number) => boolean): Metric {
  return {
    id,
    title,
    group: 'benchmark',
    unit: 'ratio',
    formula: `annual growth on the sessions of "${title.toLowerCase()}" / the benchmark's`,
    source: 'empyrical',
    compute: (context) => capture(context, moved),
  };
}

/** Metrics that compare with a benchmark over the sessions that both have. */
export const benchmarkMetrics: readonly Metric[] = [
  {
    id: 'benchmark_return',
    title: 'Benchmark return',
    group: 'benchmark',
    unit: 'fraction',
    formula: 'Π(1 + b) − 1 over the common sessions',
    compute: (context) => joinedOr(context, ({ benchmark }) => totalReturn(benchmark)),
  },
  {
    id: 'excess_return',
    title: 'Return above the benchmark',
    group: 'benchmark',
    unit: 'fraction',
    formula: 'Π(1 + r) − Π(1 + b) over the common sessions',
    compute: (context) =>
      joinedOr(context, ({ portfolio, benchmark }) =>
        whenDefined(totalReturn(portfolio), (own) =>
          whenDefined(totalReturn(benchmark), (other) => own - other),
        ),
      ),
  },
  {
    id: 'beta',
    title: 'Beta',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'cov(r, b) / var(b)',
    compute: (context) => joinedOr(context, betaOf),
    steps: (context) => [
      { what: 'common sessions', value: context.joined?.portfolio.length ?? 0 },
      {
        what: 'cov(r, b)',
        value: joinedOr(context, ({ portfolio, benchmark }) => covariance(portfolio, benchmark)),
      },
      {
        what: 'var(b)',
        value: joinedOr(context, ({ benchmark }) => stdev(benchmark) ** 2),
      },
    ],
  },
  {
    id: 'alpha',
    title: 'Alpha, a year',
    group: 'benchmark',
    unit: 'fraction',
    needsSessions: true,
    formula: '(mean(r − rf) − β·mean(b − rf))·P',
    convention:
      'pyfolio compounds the figure of a session: (1 + a)^P − 1; ' +
      'lean: p − rf − β·(p of b − rf), p = (1 + mean)^P − 1',
    source: 'Jensen 1968, J. Finance 23(2)',
    compute: alphaOf,
    steps: (context) => [
      { what: 'mean(r)', value: joinedOr(context, ({ portfolio }) => mean(portfolio)) },
      { what: 'mean(b)', value: joinedOr(context, ({ benchmark }) => mean(benchmark)) },
      { what: 'β', value: joinedOr(context, betaOf) },
      { what: 'rf a session', value: context.riskFreePerPeriod },
    ],
  },
  {
    id: 'correlation',
    title: 'Correlation',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'corr(r, b)',
    compute: (context) =>
      joinedOr(context, ({ portfolio, benchmark }) =>
        finite(correlation(portfolio, benchmark), 'one of the two does not vary'),
      ),
  },
  {
    id: 'r2',
    title: 'R²',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'corr(r, b)²',
    compute: (context) =>
      joinedOr(context, ({ portfolio, benchmark }) =>
        finite(correlation(portfolio, benchmark) ** 2, 'one of the two does not vary'),
      ),
  },
  {
    id: 'tracking_error',
    title: 'Tracking error, a year',
    group: 'benchmark',
    unit: 'fraction',
    needsSessions: true,
    formula: 'σ(r − b)·√P',
    compute: (context) =>
      joinedOr(context, (joined) =>
        finite(stdev(activeReturns(joined)) * Math.sqrt(context.periodsPerYear), 'too short'),
      ),
  },
  {
    id: 'information_ratio',
    title: 'Information ratio',
    group: 'benchmark',
    unit: 'ratio',
    formula: 'mean(r − b) / σ(r − b) · √P',
    convention:
      'pyfolio and quantstats: without √P; ' +
      'lean: difference of (1 + mean)^P − 1 over tracking_error',
    compute: informationRatio,
  },
  {
    id: 'treynor',
    title: 'Treynor ratio',
    group: 'benchmark',
    unit: 'ratio',
    formula: '(cagr − rf) / β',
    convention: 'quantstats: total return as numerator; lean: (1 + mean(r))^P − 1',
    source: 'Treynor 1965, Harvard Business Review 43(1)',
    compute: (context) => {
      const growth = growthForTreynor(context);
      const beta = joinedOr(context, betaOf);
      return whenDefined(growth, (value) => ratio(value - context.riskFree, beta, 'beta is 0'));
    },
  },
  captureMetric('capture', 'Capture', () => true),
  captureMetric('up_capture', 'Up capture', (value) => value > 0),
  captureMetric('down_capture', 'Down capture', (value) => value < 0),
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
  },
];
