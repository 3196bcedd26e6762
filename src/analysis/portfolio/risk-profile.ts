import { seededRandom } from '../../core/random.ts';
import { betaOf } from '../performance/benchmark.ts';
import { isDefined, type MetricValue, undefinedBecause } from '../performance/metric.ts';
import { stdev } from '../performance/moments.ts';
import { historicalCvar, historicalVar, parametricVar } from '../performance/value-at-risk.ts';
import type { Holding } from './allocation.ts';
import { ledoitWolf } from './covariance.ts';
import { diversificationRatio, riskContributions } from './risk-contributions.ts';
import { ageWeightedVar, cornishFisherVar, monteCarloTail } from './value-at-risk.ts';

/** Fewer sessions than this say little about a tail. */
const LEAST_SESSIONS = 30;
/** Sessions of a year. */
const YEAR = 252;
const SEED = 20_240_318;

/** What the risk of today's holdings is taken from. */
export interface RiskProfileInput {
  /** One for each symbol held. */
  readonly holdings: readonly Holding[];
  /** Dollars behind them, above 0. */
  readonly equity: number;
  /** Returns of each symbol, fractions, all over the same sessions; absent where unknown. */
  readonly returns: Readonly<Record<string, Float64Array>>;
  /** Returns of the benchmark over those sessions. */
  readonly benchmark?: Float64Array;
}

/** One figure of risk: a return or a ratio, losses negative. */
export interface RiskFigure {
  readonly id: string;
  readonly title: string;
  /** A fraction of equity, or a plain ratio. */
  readonly unit: 'fraction' | 'ratio';
  readonly value: MetricValue;
}

/** One holding's part in the risk. */
export interface HoldingRisk {
  readonly symbol: string;
  /** Deviation of its returns, a year. */
  readonly volatility: MetricValue;
  /** Its part of the portfolio's deviation; all of them add to one. */
  readonly share: MetricValue;
  /** Slope of its returns on the benchmark's. */
  readonly beta: MetricValue;
}

/** The risk of today's holdings, as if they had been held over past sessions. */
export interface RiskProfile {
  readonly sessions: number;
  readonly figures: readonly RiskFigure[];
  readonly holdings: readonly HoldingRisk[];
  /** Holdings whose past is not known: they are left out, as cash is. */
  readonly unknown: readonly string[];
}

/**
 * The risk of holdings at today's weights over the sessions of the returns: deviation, value at
 * risk by six methods, expected shortfall, diversification and what each holding brings.
 *
 * Everything is of one session but volatilities, which are of a year of 252. Monte Carlo is of
 * 10,000 draws by a fixed seed. Undefined with fewer than 30 sessions.
 */
export function riskProfile(input: RiskProfileInput): RiskProfile {
  const { holdings, equity, returns } = input;
  const known = holdings.filter(({ symbol }) => returns[symbol] !== undefined);
  const unknown = holdings.map(({ symbol }) => symbol).filter((one) => returns[one] === undefined);
  const columns = known.map(({ symbol }) => returns[symbol]!);
  const weights = Float64Array.from(known, ({ value }) => value / equity);
  const sessions = columns[0]?.length ?? 0;
  const because =
    known.length === 0
      ? 'nothing is held whose past is known'
      : sessions < LEAST_SESSIONS
        ? `there are ${sessions} sessions in common, ${LEAST_SESSIONS} are needed`
        : undefined;
  const portfolio = Float64Array.from({ length: sessions }, (_, row) =>
    columns.reduce((sum, column, i) => sum + weights[i]! * column[row]!, 0),
  );
  const sample: Sample = { columns, weights, portfolio, benchmark: input.benchmark };
  return {
    sessions,
    figures: figuresOf(sample, because),
    holdings: holdingsOf(known, sample, because),
    unknown,
  };
}

interface Sample {
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array;
  /** Returns of the holdings together. */
  readonly portfolio: Float64Array;
  readonly benchmark: Float64Array | undefined;
}

function figuresOf(sample: Sample, because: string | undefined): readonly RiskFigure[] {
  const { portfolio, columns, weights, benchmark } = sample;
  const figure = (
    id: string,
    title: string,
    compute: () => MetricValue,
    unit: RiskFigure['unit'] = 'fraction',
  ): RiskFigure => ({
    id,
    title,
    unit,
    value: because === undefined ? compute() : undefinedBecause(because),
  });
  const drawn = (tail: number): MetricValue => {
    const { covariance } = ledoitWolf(columns);
    const means = new Float64Array(columns.length);
    const random = seededRandom(SEED);
    return monteCarloTail({ weights, means, covariance, random, tail }).valueAtRisk;
  };
  return [
    figure('volatility', 'Volatility of a year', () => stdev(portfolio) * Math.sqrt(YEAR)),
    figure('var_95', 'Value at risk 95%, historical', () => historicalVar(portfolio, 0.05)),
    figure('var_99', 'Value at risk 99%, historical', () => historicalVar(portfolio, 0.01)),
    figure('var_95_parametric', 'Value at risk 95%, normal', () => parametricVar(portfolio, 0.05)),
    figure('var_95_cornish_fisher', 'Value at risk 95%, Cornish-Fisher', () =>
      cornishFisherVar(portfolio, 0.05),
    ),
    figure('var_95_age_weighted', 'Value at risk 95%, age-weighted', () =>
      ageWeightedVar(portfolio, { tail: 0.05 }),
    ),
    figure('var_95_monte_carlo', 'Value at risk 95%, Monte Carlo', () => drawn(0.05)),
    figure('cvar_95', 'Expected shortfall 95%', () => historicalCvar(portfolio, 0.05)),
    figure('cvar_99', 'Expected shortfall 99%', () => historicalCvar(portfolio, 0.01)),
    figure('beta', 'Beta', () => slopeOf(portfolio, benchmark), 'ratio'),
    figure(
      'diversification',
      'Diversification ratio',
      () => diversificationRatio(weights, ledoitWolf(columns).covariance),
      'ratio',
    ),
  ];
}

function holdingsOf(
  known: readonly Holding[],
  { columns, weights, benchmark }: Sample,
  because: string | undefined,
): readonly HoldingRisk[] {
  const parts =
    because === undefined
      ? riskContributions(weights, ledoitWolf(columns).covariance)
      : undefinedBecause(because);
  return known.map(({ symbol }, i) => {
    const unknown = because === undefined ? undefined : undefinedBecause(because);
    return {
      symbol,
      volatility: unknown ?? stdev(columns[i]!) * Math.sqrt(YEAR),
      share: 'share' in parts ? parts.share[i]! : parts,
      beta: unknown ?? slopeOf(columns[i]!, benchmark),
    };
  });
}

function slopeOf(portfolio: Float64Array, benchmark: Float64Array | undefined): MetricValue {
  if (benchmark === undefined) return undefinedBecause('there is no benchmark');
  return betaOf({ portfolio, benchmark });
}

/** The betas that are known, for scenarios of the market. */
export function knownBetas({ holdings }: RiskProfile): Readonly<Record<string, number>> {
  return Object.fromEntries(
    holdings.flatMap(({ symbol, beta }) => (isDefined(beta) ? [[symbol, beta] as const] : [])),
  );
}
