import type { PerformanceContext } from './context.ts';
import type { MetricForm, MetricStep, MetricValue } from './metric.ts';
import { finite, isDefined, undefinedBecause, whenDefined, metricList } from './metric.ts';
import { mean, stdev } from './moments.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { excessKurtosis, skewness } from './shape.ts';

/** What a Sharpe ratio's uncertainty depends on, per period. */
export interface SharpeMoments {
  /** Sharpe ratio per period, not annualized. */
  readonly sharpe: number;
  readonly skew: number;
  /** Excess kurtosis, 0 for a normal distribution. */
  readonly kurtosis: number;
  /** Number of periods. */
  readonly n: number;
}

function uncertainty({ sharpe, skew, kurtosis }: SharpeMoments): number {
  return 1 + 0.5 * sharpe ** 2 - skew * sharpe + (kurtosis / 4) * sharpe ** 2;
}

/**
 * Probability that the true Sharpe ratio is above a benchmark.
 *
 * Φ((SR - SR*)·√(n - 1) / √(1 + ½SR² - skew·SR + (kurt/4)·SR²)), all per period, kurt excess
 *
 * @see Bailey and López de Prado 2012, J. Risk 15(2)
 */
export function probabilisticSharpe(moments: SharpeMoments, target = 0): MetricValue {
  return whenDefined(distanceFrom(moments, target), normalCdf);
}

/** By how many of its standard errors a Sharpe ratio is above a target. */
function distanceFrom(moments: SharpeMoments, target: number): MetricValue {
  const { sharpe, n } = moments;
  const spread = uncertainty(moments);
  if (spread <= 0) return undefinedBecause('the moments leave no spread');
  return ((sharpe - target) * Math.sqrt(n - 1)) / Math.sqrt(spread);
}

/** Euler's constant. */
const EULER = 0.577_215_664_901_532_9;

/**
 * The Sharpe ratio per period that the best of N unskilled trials reaches on average.
 *
 * √V·((1 - γ)·Φ⁻¹(1 - 1/N) + γ·Φ⁻¹(1 - 1/(N·e))), γ Euler's constant
 *
 * @see Bailey and López de Prado 2014, J. Portfolio Management 40(5)
 */
export function expectedMaximumSharpe(trials: number, variance: number): number {
  const gamma = EULER;
  const usual = normalQuantile(1 - 1 / trials);
  const extreme = normalQuantile(1 - 1 / (trials * Math.E));
  return Math.sqrt(variance) * ((1 - gamma) * usual + gamma * extreme);
}

/** Whether a convention takes 3 off a kurtosis that is already in excess of it. */
function takesThreeOff({ convention }: PerformanceContext): boolean {
  return convention === 'quantstats' || convention === 'lean';
}

function momentsOf(context: PerformanceContext): SharpeMoments | MetricValue {
  const { excess } = context;
  const skew = skewness(excess);
  const kurtosis = excessKurtosis(excess);
  if (!isDefined(skew)) return skew;
  if (!isDefined(kurtosis)) return kurtosis;
  return {
    sharpe: mean(excess) / stdev(excess),
    skew,
    kurtosis: takesThreeOff(context) ? kurtosis - 3 : kurtosis,
    n: excess.length,
  };
}

function withMoments(
  context: PerformanceContext,
  use: (moments: SharpeMoments) => MetricValue,
): MetricValue {
  const moments = momentsOf(context);
  return typeof moments === 'number' || 'undefined' in moments ? moments : use(moments);
}

/** SR, skew, kurt and n of a context, the kurtosis as the convention takes it. */
function momentSteps(context: PerformanceContext): readonly MetricStep[] {
  const kurt = takesThreeOff(context) ? 'kurt - 3' : 'kurt';
  return [
    { what: 'SR', value: withMoments(context, ({ sharpe }) => sharpe) },
    { what: 'skew', value: withMoments(context, ({ skew }) => skew) },
    { what: kurt, value: withMoments(context, ({ kurtosis }) => kurtosis) },
    { what: 'n', value: context.excess.length },
  ];
}

function spreadStep(context: PerformanceContext): MetricStep {
  const kurt = takesThreeOff(context) ? '(kurt - 3)' : 'kurt';
  const value = withMoments(context, uncertainty);
  return { what: `1 + ½SR² - skew·SR + ${kurt}/4·SR²`, value };
}

/** What the ratio's uncertainty comes to, and by how many of them it is above a target. */
function distanceSteps(context: PerformanceContext, target = 0): readonly MetricStep[] {
  const distance = withMoments(context, (moments) => distanceFrom(moments, target));
  return [spreadStep(context), { what: 'z, of which psr is Φ(z)', value: distance }];
}

/** The probabilistic Sharpe ratio against a target, with kurt or kurt - 3 in it. */
function probabilistic(
  kurt: 'kurt' | '(kurt - 3)',
  target?: { readonly name: string; readonly of: (periodsPerYear: number) => number },
): MetricForm {
  const above = target === undefined ? 'SR' : `(SR - ${target.name})`;
  const against = ({ periodsPerYear }: PerformanceContext): number =>
    target?.of(periodsPerYear) ?? 0;
  return {
    formula:
      `Φ(${above}·√(n - 1) / √(1 + ½SR² - skew·SR + ${kurt}/4·SR²)), ` +
      `a session’s SR, both moments bias-corrected, kurt in excess of 3`,
    compute: (context) =>
      withMoments(context, (moments) => probabilisticSharpe(moments, against(context))),
    steps: (context) => [
      ...momentSteps(context),
      ...(target === undefined ? [] : [{ what: target.name, value: against(context) }]),
      ...distanceSteps(context, against(context)),
    ],
  };
}

function trackRecord(kurt: 'kurt' | '(kurt - 3)'): MetricForm {
  return {
    formula: `sessions for psr ≥ 95%: ⌈1 + (1 + ½SR² - skew·SR + ${kurt}/4·SR²)·(Φ⁻¹(0.95)/SR)²⌉`,
    compute: (context) => withMoments(context, minimumTrackRecord),
    steps: (context) => [
      ...momentSteps(context),
      spreadStep(context),
      { what: 'Φ⁻¹(0.95)', value: normalQuantile(0.95) },
    ],
  };
}

function deflated(context: PerformanceContext): MetricValue {
  const { trials, trialsVariance } = context.input;
  if (trials !== undefined && trials < 2) return undefinedBecause('one trial needs no deflation');
  if (trials === undefined || trialsVariance === undefined) {
    return undefinedBecause('the number of trials and the variance of their ratios are not known');
  }
  return withMoments(context, (moments) =>
    probabilisticSharpe(moments, expectedMaximumSharpe(trials, trialsVariance)),
  );
}

function deflatedSteps(context: PerformanceContext): readonly MetricStep[] {
  const { trials, trialsVariance } = context.input;
  if (trials === undefined || trialsVariance === undefined || trials < 2) {
    return [{ what: 'N', value: trials ?? undefinedBecause('the number of trials is not known') }];
  }
  const target = expectedMaximumSharpe(trials, trialsVariance);
  return [
    { what: 'N', value: trials },
    { what: 'V', value: trialsVariance },
    { what: 'γ', value: EULER },
    { what: 'the best of N unskilled trials', value: target },
    ...momentSteps(context),
    ...distanceSteps(context, target),
  ];
}

function minimumTrackRecord(moments: SharpeMoments): MetricValue {
  if (moments.sharpe <= 0) return undefinedBecause('the Sharpe ratio is not above 0');
  const needed = 1 + uncertainty(moments) * (normalQuantile(0.95) / moments.sharpe) ** 2;
  return finite(Math.ceil(needed), 'no number of sessions is enough');
}

/** `psr`, `dsr`, `min_trl`. */
export const probabilisticSharpeMetrics = metricList([
  {
    id: 'psr',
    title: 'Probabilistic Sharpe ratio',
    group: 'risk_adjusted',
    unit: 'fraction',
    needsSessions: true,
    source: 'Bailey and López de Prado 2012, J. Risk 15(2)',
    ...probabilistic('kurt'),
    forms: {
      quantstats: probabilistic('(kurt - 3)'),
      // A Sharpe ratio of 1 a year, brought to a session.
      lean: probabilistic('(kurt - 3)', { name: '1/√P', of: (periods) => 1 / Math.sqrt(periods) }),
    },
  },
  {
    id: 'dsr',
    title: 'Deflated Sharpe ratio',
    group: 'risk_adjusted',
    unit: 'fraction',
    needsSessions: true,
    formula: 'psr against a ratio of √V·((1 - γ)·Φ⁻¹(1 - 1/N) + γ·Φ⁻¹(1 - 1/(N·e))), N trials',
    source: 'Bailey and López de Prado 2014, J. Portfolio Management 40(5)',
    compute: deflated,
    steps: deflatedSteps,
  },
  {
    id: 'min_trl',
    title: 'Minimum track record length',
    group: 'risk_adjusted',
    unit: 'sessions',
    source: 'Bailey and López de Prado 2012, J. Risk 15(2)',
    ...trackRecord('kurt'),
    forms: { quantstats: trackRecord('(kurt - 3)'), lean: trackRecord('(kurt - 3)') },
  },
]);
