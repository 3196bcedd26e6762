import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IsoDate } from '../../src/core/time.ts';
import { addDays } from '../../src/core/time.ts';
import { maxDrawdown } from '../../src/analysis/performance/max-drawdown.ts';
import type { MetricValue } from '../../src/analysis/performance/metric.ts';
import { sampleCorrelation, covariance, quantile } from '../../src/analysis/performance/moments.ts';
import { sharpeRatio } from '../../src/analysis/performance/sharpe.ts';
import { sortinoRatio } from '../../src/analysis/performance/sortino.ts';
import { summarize } from '../../src/analysis/performance/summarize.ts';
import { tailRatio } from '../../src/analysis/performance/tails.ts';
import { totalReturn } from '../../src/analysis/performance/total-return.ts';
import { historicalVar, lowestMean } from '../../src/analysis/performance/value-at-risk.ts';
import { volatility } from '../../src/analysis/performance/volatility.ts';
import { beta, compute } from '../../src/indicators.ts';
import { walk } from './qgbm.ts';

interface GoldenCase {
  readonly returns?: readonly number[];
  readonly benchmark?: readonly number[];
  readonly first_returns?: readonly number[];
  readonly metrics: Readonly<Record<string, number | readonly number[] | string | null>>;
}

interface GoldenFile {
  readonly cases: Readonly<Record<string, GoldenCase>>;
  readonly rolling: { readonly index: readonly number[]; readonly beta: readonly number[] };
  readonly matrix: { readonly cov_ddof1: readonly number[]; readonly corr: readonly number[] };
}

const file: GoldenFile = JSON.parse(
  readFileSync(new URL('./metrics.json', import.meta.url), 'utf8'),
) as GoldenFile;

/** Quipu's metric for each of theirs, where both mean the same number. */
const IDS: Readonly<Record<string, string>> = {
  cum_returns_final: 'total_return',
  annual_return: 'cagr',
  annual_volatility: 'volatility',
  sharpe_ratio: 'sharpe',
  sortino_ratio: 'sortino',
  downside_risk: 'downside_dev',
  calmar_ratio: 'calmar',
  omega_ratio: 'omega',
  stability: 'stability',
  tail_ratio: 'tail_ratio',
  cvar_5: 'cvar_95',
  alpha: 'alpha',
  beta: 'beta',
  excess_sharpe: 'information_ratio',
  up_capture: 'up_capture',
  down_capture: 'down_capture',
  capture: 'capture',
  pyfolio_skew: 'skew',
  pyfolio_kurtosis: 'kurtosis',
  pyfolio_daily_var: 'var_95',
};

/** The same where pyfolio has a different definition: the default of pandas and Quipu. */
const OWN_IDS: Readonly<Record<string, string>> = {
  value_at_risk_5: 'var_95',
  skew: 'skew',
  kurtosis_excess: 'kurtosis',
};

function walkReturns(seed: number, n: number): Float64Array {
  const { close } = walk(n + 1, { seed, mu: 0.0003, sigma: 0.015, p0: 100 });
  return Float64Array.from({ length: n }, (_, row) => close[row + 1]! / close[row]! - 1);
}

function half(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, row) => 0.5 * value + 0.5 * b[row]!);
}

function summarized(
  returns: ArrayLike<number>,
  benchmark?: ArrayLike<number>,
  convention: 'pyfolio' | 'quipu' = 'pyfolio',
): Readonly<Record<string, MetricValue>> {
  let wealth = 1;
  const equity = Float64Array.from(returns, (value) => (wealth *= 1 + value));
  const start = '2001-01-01' as IsoDate;
  const dates = Array.from({ length: equity.length }, (_, row) => addDays(start, row));
  const columns = benchmark === undefined ? {} : { benchmark: Float64Array.from(benchmark) };
  return summarize({ dates, equity, initialEquity: 1, ...columns }, convention);
}

function expectNear(actual: MetricValue | undefined, expected: number, what: string): void {
  const error = Math.abs((actual as number) - expected) / Math.max(1e-3, Math.abs(expected));
  if (!(error <= 1e-10)) expect.fail(`${what}: ${JSON.stringify(actual)}, expected ${expected}`);
}

function returnsOf(name: string): {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array | undefined;
} {
  const golden = file.cases[name]!;
  if (golden.returns === undefined) {
    const returns = walkReturns(21, 2520);
    return { returns, benchmark: half(returns, walkReturns(22, 2520)) };
  }
  const { benchmark } = golden;
  return {
    returns: Float64Array.from(golden.returns),
    benchmark: benchmark === undefined ? undefined : Float64Array.from(benchmark),
  };
}

describe.each(['daily_2520', 'daily_252', 'short_10'])('%s', (name) => {
  const { returns, benchmark } = returnsOf(name);
  const { metrics, first_returns: first = [] } = file.cases[name]!;
  const ours = summarized(returns, benchmark);

  test('has the returns of the file', () => {
    expect([...returns.subarray(0, first.length)]).toEqual(first);
  });

  test.each(Object.entries(IDS))('%s equals our %s', (theirs, id) => {
    expectNear(ours[id], metrics[theirs] as number, id);
  });

  const byDefault = summarized(returns, benchmark, 'quipu');

  test.each(Object.entries(OWN_IDS))('%s equals our %s without a convention', (theirs, id) => {
    expectNear(byDefault[id], metrics[theirs] as number, id);
  });

  test('the drawdown is theirs without the sign', () => {
    expectNear(ours['max_drawdown'], -(metrics['max_drawdown'] as number), 'max_drawdown');
  });

  test('quantiles are interpolated like theirs', () => {
    const theirs = metrics['quantiles_1_5_25_50_75_95_99'] as readonly number[];
    for (const [index, p] of [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].entries()) {
      expectNear(quantile(returns, p), theirs[index]!, `quantile ${p}`);
    }
  });
});

describe.each(['zeros', 'all_up', 'all_down', 'one_return'])('%s', (name) => {
  const { returns } = returnsOf(name);
  const { metrics } = file.cases[name]!;
  const ours = summarized(returns);

  test('defined values are equal, undefined ones have a reason', () => {
    for (const [theirs, id] of Object.entries(IDS)) {
      if (!(theirs in metrics)) continue;
      const value = ours[id];
      const expected = metrics[theirs];
      if (typeof value === 'number' && typeof expected === 'number') {
        expect(Math.abs(value - expected), id).toBeLessThanOrEqual(1e-10 * Math.abs(expected) + 1e-15);
      }
      if (expected === null) expect(value, id).toHaveProperty('undefined');
      if (typeof value === 'number') expect(Number.isFinite(value), id).toBe(true);
    }
  });
});

test('a constant series has no Sharpe ratio, where rounding noise would give 9e16', () => {
  expect(summarized(returnsOf('all_up').returns)['sharpe']).toEqual({
    undefined: 'the returns do not vary',
  });
});

test('a total loss is measured from its returns', () => {
  const { returns } = returnsOf('total_loss');
  const { metrics } = file.cases['total_loss']!;
  expect(totalReturn(returns)).toBe(-1);
  expect(maxDrawdown(returns)).toBe(1);
  expectNear(volatility(returns), metrics['annual_volatility'] as number, 'volatility');
  expectNear(sharpeRatio(returns), metrics['sharpe_ratio'] as number, 'sharpe');
  expectNear(sortinoRatio(returns), metrics['sortino_ratio'] as number, 'sortino');
  expectNear(tailRatio(returns), metrics['tail_ratio'] as number, 'tail ratio');
  expectNear(historicalVar(returns), metrics['value_at_risk_5'] as number, 'var');
  expectNear(lowestMean(returns), metrics['cvar_5'] as number, 'cvar');
});

test('rolling beta is the indicator on wealth', () => {
  const wealth = (seed: number): Float64Array =>
    walk(2521, { seed, mu: 0.0003, sigma: 0.015, p0: 100 }).close;
  const { value } = compute(beta({ period: 60 }).on('benchmark', 'asset'), {
    benchmark: wealth(22),
    asset: wealth(21),
  });
  for (const [place, row] of file.rolling.index.entries()) {
    expectNear(value[row + 1], file.rolling.beta[place]!, `row ${row}`);
  }
});

test('covariance and correlation matrices equal theirs', () => {
  const series = [30, 31, 32, 33, 34].map((seed) => walkReturns(seed, 500));
  for (const [row, a] of series.entries()) {
    for (const [column, b] of series.entries()) {
      const place = row * series.length + column;
      const theirs = file.matrix.cov_ddof1[place]!;
      expect(Math.abs(covariance(a, b) - theirs)).toBeLessThan(1e-14);
      expectNear(sampleCorrelation(a, b), file.matrix.corr[place]!, `${row},${column}`);
    }
  }
});
