import { annualGrowth } from './cagr.ts';
import type { PerformanceContext } from './context.ts';
import { ulcerIndex } from './drawdown.ts';
import { timeInMarket } from './exposure.ts';
import { maxDrawdown } from './max-drawdown.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, isDefined, ratio, whenDefined } from './metric.ts';
import { mean, stdev, sum } from './moments.ts';
import { gainsAbove, lossesBelow } from './omega.ts';
import { tailRatio } from './tails.ts';
import { totalReturn } from './total-return.ts';
import { historicalCvar } from './value-at-risk.ts';

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

function recoveryFactor(context: PerformanceContext): MetricValue {
  const { input, returns, convention } = context;
  if (convention === 'quantstats') {
    const deepest = maxDrawdown(returns);
    return ratio(Math.abs(sum(returns)), deepest, 'there was no drawdown');
  }
  const flows = (input.flows ?? new Float64Array(0)).reduce((total, flow) => total + flow, 0);
  const profit = (input.equity.at(-1) ?? Number.NaN) - input.initialEquity - flows;
  const value = finite(profit, 'there are no sessions');
  return ratio(value, maxDrawdownMoney(context), 'there was no drawdown');
}

function serenity(context: PerformanceContext): MetricValue {
  const { returns, drawdowns, riskFree } = context;
  const shortfall = historicalCvar(drawdowns.map((value) => -value));
  const ulcer = ulcerIndex(drawdowns);
  if (!isDefined(shortfall)) return shortfall;
  if (!isDefined(ulcer)) return ulcer;
  const pitfall = ratio(-shortfall, stdev(returns), 'the returns do not vary');
  return whenDefined(pitfall, (value) =>
    ratio(sum(returns) - riskFree, ulcer * value, 'there was no drawdown'),
  );
}

function martin(context: PerformanceContext): MetricValue {
  const growth =
    context.convention === 'quantstats' ? totalReturn(context.returns) : annualGrowth(context);
  return whenDefined(growth, (value) =>
    ratio(value - context.riskFree, ulcerIndex(context.drawdowns), 'there was no drawdown'),
  );
}

function kRatio({ wealth }: PerformanceContext): MetricValue {
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
  const error = Math.sqrt(residual / (n - 2) / spread);
  return ratio(
    finite(slope, 'fewer than two returns'),
    finite(error < 1e-15 ? 0 : error, 'fewer than two returns'),
    'the curve is a straight line',
  );
}

/** Ratios to drawdown and to time in the market, and composites. */
export const recoveryMetrics: readonly Metric[] = [
  {
    id: 'upi',
    title: 'Ulcer performance index (Martin)',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: '(cagr − rf) / ulcer_index',
    convention: 'quantstats: total return as numerator',
    source: 'Martin and McCann 1989, The Investor’s Guide to Fidelity Funds',
    compute: martin,
  },
  {
    id: 'serenity',
    title: 'Serenity index',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: '(Σr − rf) / (ulcer_index · cvar_95(dd) / σ(r))',
    source: 'Keller 2014',
    compute: serenity,
  },
  {
    id: 'recovery_factor',
    title: 'Recovery factor',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'net_profit / greatest fall of equity from its peak in dollars',
    convention: 'quantstats: |Σr| / max_drawdown',
    compute: recoveryFactor,
  },
  {
    id: 'rar',
    title: 'Return over time in the market',
    group: 'risk_adjusted',
    unit: 'fraction',
    needsSessions: true,
    formula: 'cagr / time_in_market',
    compute: (context) =>
      ratio(annualGrowth(context), timeInMarket(context), 'nothing was ever held'),
  },
  {
    id: 'risk_return',
    title: 'Return over risk, a day',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'mean(r) / σ(r)',
    compute: ({ returns }) =>
      ratio(
        finite(mean(returns), 'there are no returns'),
        finite(stdev(returns), 'fewer than two returns'),
        'the returns do not vary',
      ),
  },
  {
    id: 'common_sense',
    title: 'Common sense ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'Σ r above 0 / |Σ r below 0| · tail_ratio',
    compute: ({ returns }) => {
      const factor = ratio(gainsAbove(returns), lossesBelow(returns), 'no day lost');
      return whenDefined(factor, (value) =>
        whenDefined(tailRatio(returns), (tail) => value * tail),
      );
    },
  },
  {
    id: 'k_ratio',
    title: 'K-ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'slope of log wealth on session / its standard error',
    source: 'Kestner 1996, Futures 25(1)',
    compute: kRatio,
  },
];
