import { annualGrowth, cagrMetric } from './cagr.ts';
import type { PerformanceContext } from './context.ts';
import { sampleUlcerIndex, ulcerIndex } from './drawdown.ts';
import { timeInMarket } from './exposure.ts';
import { greatestDrawdown } from './max-drawdown.ts';
import type { MetricForm, MetricValue } from './metric.ts';
import { finite, ratioOf, whenDefined, metricList } from './metric.ts';
import { mean, stdev, sum } from './moments.ts';
import { gainsAbove, lossesBelow } from './omega.ts';
import { meanSteps, metricStep, step } from './steps.ts';
import { tailRatio } from './tails.ts';
import { totalReturn } from './total-return.ts';
import { historicalCvar, parametricCvar } from './value-at-risk.ts';

/** Greatest fall of equity net of flows from its peak, dollars, non-negative. */
function maxDrawdownMoney({ input }: PerformanceContext): number {
  let flows = 0;
  let peak = input.initialEquity;
  let deepest = 0;
  for (const [row, equity] of input.equity.entries()) {
    flows += input.flows?.[row] ?? 0;
    peak = Math.max(peak, equity - flows);
    deepest = Math.max(deepest, peak - (equity - flows));
  }
  return deepest;
}

/** Profit net of deposits, dollars. */
function netProfit({ input }: PerformanceContext): MetricValue {
  const flows = (input.flows ?? new Float64Array(0)).reduce((total, flow) => total + flow, 0);
  const profit = (input.equity.at(-1) ?? Number.NaN) - input.initialEquity - flows;
  return finite(profit, 'there are no sessions');
}

const SHORTFALL = 'mean of the dd at or above their quantile at 0.95';

/** Σr less rf, over the ulcer index times the pitfall: a shortfall of drawdowns over σ(r). */
function serenity(of: {
  readonly shortfall: (negated: Float64Array) => MetricValue;
  readonly named: string;
}): MetricForm {
  const shortfallOf = ({ drawdowns }: PerformanceContext): MetricValue =>
    whenDefined(of.shortfall(drawdowns.map((value) => -value)), (value) => -value);
  return {
    formula: `(Σr - rf) / (ulcer_index · S / σ(r)), rf a year, S the ${of.named}`,
    compute(context) {
      const { returns, riskFree } = context;
      const pitfall = ratioOf(shortfallOf(context), stdev(returns), 'the returns do not vary');
      return whenDefined(pitfall, (value) =>
        whenDefined(ulcerOf(context), (ulcer) =>
          ratioOf(sum(returns) - riskFree, ulcer * value, 'there was no drawdown'),
        ),
      );
    },
    steps: (context) => [
      { what: 'Σr', value: sum(context.returns) },
      { what: 'rf a year', value: context.riskFree },
      { what: 'ulcer_index', value: ulcerOf(context) },
      { what: 'S', value: shortfallOf(context) },
      { what: 'σ(r)', value: finite(stdev(context.returns), 'fewer than two returns') },
    ],
  };
}

function ulcerOf(context: PerformanceContext): MetricValue {
  const { drawdowns, convention } = context;
  return convention === 'quantstats' ? sampleUlcerIndex(drawdowns) : ulcerIndex(drawdowns);
}

/** Growth less the risk-free rate over the ulcer index. */
function martin(name: string, growth: (context: PerformanceContext) => MetricValue): MetricForm {
  return {
    formula: `(${name} - rf) / ulcer_index, rf a year`,
    compute: (context) =>
      whenDefined(growth(context), (value) =>
        ratioOf(value - context.riskFree, ulcerOf(context), 'there was no drawdown'),
      ),
    steps: (context) => [
      { what: name, value: growth(context) },
      { what: 'rf a year', value: context.riskFree },
      { what: 'ulcer_index', value: ulcerOf(context) },
    ],
  };
}

/** The slope of the logarithm of wealth on the session, and its standard error. */
function lineThrough(wealth: Float64Array): { readonly slope: number; readonly error: number } {
  const levels = wealth.map((value) => Math.log(value));
  const n = levels.length;
  const middle = (n - 1) / 2;
  const center = mean(levels);
  const spread = (n * (n * n - 1)) / 12;
  let slope = 0;
  for (const [row, level] of levels.entries()) slope += (row - middle) * (level - center);
  slope /= spread;
  let residual = 0;
  for (const [row, level] of levels.entries()) {
    residual += (level - center - slope * (row - middle)) ** 2;
  }
  return { slope, error: Math.sqrt(residual / (n - 2) / spread) };
}

function kRatio({ wealth }: PerformanceContext): MetricValue {
  const { slope, error } = lineThrough(wealth);
  return ratioOf(
    finite(slope, 'fewer than two returns'),
    finite(error < 1e-15 ? 0 : error, 'fewer than two returns'),
    'the curve is a straight line',
  );
}

/** Ratios to drawdown and to time in the market, and composites. */
export const recoveryMetrics = metricList([
  {
    id: 'upi',
    title: 'Ulcer performance index (Martin)',
    group: 'risk_adjusted',
    unit: 'ratio',
    ...martin('cagr', annualGrowth),
    forms: { quantstats: martin('total_return', ({ returns }) => totalReturn(returns)) },
    source: 'Martin and McCann 1989, The Investor’s Guide to Fidelity Funds',
  },
  {
    id: 'serenity',
    title: 'Serenity index',
    group: 'risk_adjusted',
    unit: 'ratio',
    ...serenity({ shortfall: historicalCvar, named: SHORTFALL }),
    forms: {
      quantstats: serenity({
        shortfall: parametricCvar,
        named: 'mean of the dd above mean(dd) + σ(dd)·Φ⁻¹(0.95), or that itself where none is',
      }),
    },
    source: 'Keller 2014',
  },
  {
    id: 'recovery_factor',
    title: 'Recovery factor',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'net_profit / greatest fall of equity from its peak in dollars',
    compute: (context) =>
      ratioOf(netProfit(context), maxDrawdownMoney(context), 'there was no drawdown'),
    steps: (context) => [
      { what: 'net_profit', value: netProfit(context) },
      { what: 'greatest fall in dollars', value: maxDrawdownMoney(context) },
    ],
    forms: {
      quantstats: {
        formula: '|Σr| / max_drawdown',
        compute: (context) =>
          ratioOf(
            Math.abs(sum(context.returns)),
            greatestDrawdown(context),
            'there was no drawdown',
          ),
        steps: (context) => [
          { what: '|Σr|', value: Math.abs(sum(context.returns)) },
          { what: 'max_drawdown', value: greatestDrawdown(context) },
        ],
      },
    },
  },
  {
    id: 'rar',
    title: 'Return over time in the market',
    group: 'risk_adjusted',
    unit: 'fraction',
    isChange: true,
    needsSessions: true,
    formula: 'cagr / time_in_market',
    compute: (context) =>
      ratioOf(annualGrowth(context), timeInMarket(context), 'nothing was ever held'),
    steps: (context) => [
      metricStep(cagrMetric, context),
      step('time_in_market', timeInMarket(context)),
    ],
  },
  {
    id: 'risk_return',
    title: 'Return over risk, a day',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'mean(r) / σ(r)',
    compute: ({ returns }) =>
      ratioOf(
        finite(mean(returns), 'there are no returns'),
        finite(stdev(returns), 'fewer than two returns'),
        'the returns do not vary',
      ),
    steps: ({ returns }) => [
      ...meanSteps('r', returns),
      step('mean(r)', mean(returns), 'there are no returns'),
      step('σ(r)', stdev(returns), 'fewer than two returns'),
    ],
  },
  {
    id: 'common_sense',
    title: 'Common sense ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'Σ r above 0 / |Σ r below 0| · tail_ratio',
    compute: ({ returns }) => {
      const factor = ratioOf(gainsAbove(returns), lossesBelow(returns), 'no day lost');
      return whenDefined(factor, (value) =>
        whenDefined(tailRatio(returns), (tail) => value * tail),
      );
    },
    steps: ({ returns }) => [
      step('Σ r above 0', gainsAbove(returns)),
      step('|Σ r below 0|', lossesBelow(returns)),
      step('tail_ratio', tailRatio(returns)),
    ],
  },
  {
    id: 'k_ratio',
    title: 'K-ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'slope of log wealth on session / its standard error',
    source: 'Kestner 1996, Futures 25(1)',
    compute: kRatio,
    steps: ({ wealth }) => {
      const { slope, error } = lineThrough(wealth);
      return [
        step('points of wealth', wealth.length),
        step('slope', slope, 'fewer than two returns'),
        step('its standard error', error, 'fewer than two returns'),
      ];
    },
  },
]);
