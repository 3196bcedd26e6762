import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IsoDate } from '../../core/time.ts';
import { addDays } from '../../core/time.ts';
import type { MetricId } from './catalog.ts';
import { summarize } from './summarize.ts';

/** A second, plain implementation of a metric: lists, loops and the formula as it is written. */
type Naive = (r: readonly number[], b: readonly number[]) => number;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const sample = (values: readonly number[]): number =>
  Math.sqrt(sum(values.map((v) => (v - mean(values)) ** 2)) / (values.length - 1));
const growth = (values: readonly number[]): number => values.reduce((w, v) => w * (1 + v), 1);

function depths(r: readonly number[]): readonly number[] {
  const wealth = [1, ...r.map((_, i) => growth(r.slice(0, i + 1)))];
  return r.map((_, i) => 1 - wealth[i + 1]! / Math.max(...wealth.slice(0, i + 2)));
}

function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = p * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
}

const cov = (a: readonly number[], b: readonly number[]): number =>
  sum(a.map((v, i) => (v - mean(a)) * (b[i]! - mean(b)))) / (a.length - 1);

const downside = (r: readonly number[]): number =>
  Math.sqrt(mean(r.map((v) => Math.min(v, 0) ** 2)));

const NAIVE: Readonly<Record<string, Naive>> = {
  total_return: (r) => growth(r) - 1,
  cagr: (r) => growth(r) ** (365.25 / r.length) - 1,
  ann_return_arith: (r) => mean(r) * 252,
  ann_return_geo: (r) => growth(r) ** (252 / r.length) - 1,
  volatility: (r) => sample(r) * Math.sqrt(252),
  downside_dev: (r) => downside(r) * Math.sqrt(252),
  sharpe: (r) => (mean(r) / sample(r)) * Math.sqrt(252),
  sortino: (r) => (mean(r) / downside(r)) * Math.sqrt(252),
  max_drawdown: (r) => Math.max(...depths(r)),
  ulcer_index: (r) => Math.sqrt(mean(depths(r).map((d) => d * d))),
  pain_index: (r) => mean(depths(r)),
  current_drawdown: (r) => depths(r).at(-1)!,
  time_under_water: (r) => depths(r).filter((d) => d > 0).length / r.length,
  calmar: (r) => (growth(r) ** (365.25 / r.length) - 1) / Math.max(...depths(r)),
  omega: (r) => sum(r.filter((v) => v > 0)) / -sum(r.filter((v) => v < 0)),
  gain_to_pain: (r) => sum(r) / -sum(r.filter((v) => v < 0)),
  gain_to_pain_monthly: (r) => {
    // 30 days from the second of January on, and then those of February.
    const months = [growth(r.slice(0, 30)) - 1, growth(r.slice(30)) - 1];
    return sum(months) / -sum(months.filter((m) => m < 0));
  },
  var_95: (r) => percentile(r, 0.05),
  var_99: (r) => percentile(r, 0.01),
  cvar_95: (r) => mean(r.filter((v) => v <= percentile(r, 0.05))),
  tail_ratio: (r) => Math.abs(percentile(r, 0.95) / percentile(r, 0.05)),
  win_days: (r) => r.filter((v) => v > 0).length / r.filter((v) => v !== 0).length,
  best_day: (r) => Math.max(...r),
  worst_day: (r) => Math.min(...r),
  risk_return: (r) => mean(r) / sample(r),
  skew: (r) => {
    const n = r.length;
    const z = r.map((v) => (v - mean(r)) / sample(r));
    return (n / ((n - 1) * (n - 2))) * sum(z.map((v) => v ** 3));
  },
  kurtosis: (r) => {
    const n = r.length;
    const z = r.map((v) => (v - mean(r)) / sample(r));
    const fourth = ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * sum(z.map((v) => v ** 4));
    return fourth - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
  },
  beta: (r, b) => cov(r, b) / cov(b, b),
  alpha: (r, b) => (mean(r) - (cov(r, b) / cov(b, b)) * mean(b)) * 252,
  correlation: (r, b) => cov(r, b) / (sample(r) * sample(b)),
  r2: (r, b) => cov(r, b) ** 2 / (cov(r, r) * cov(b, b)),
  tracking_error: (r, b) => sample(r.map((v, i) => v - b[i]!)) * Math.sqrt(252),
  information_ratio: (r, b) => {
    const active = r.map((v, i) => v - b[i]!);
    return (mean(active) / sample(active)) * Math.sqrt(252);
  },
  excess_return: (r, b) => growth(r) - growth(b),
  batting_average: (r, b) => r.filter((v, i) => v > b[i]!).length / r.length,
};

const START = '2023-01-02' as IsoDate;
const pair = fc.tuple(fc.integer({ min: -900, max: 1000 }), fc.integer({ min: -900, max: 1000 }));

test.each(Object.keys(NAIVE) as MetricId[])(
  '%s is what a plain second implementation gives',
  (id) => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 5, maxLength: 50 }), (pairs) => {
        const r = pairs.map(([own]) => own / 10_000);
        // Never equal to ours, where rounding would decide who was ahead.
        const benchmark = pairs.map(([, other]) => (other + 0.5) / 10_000);
        let wealth = 1000;
        const value = summarize(
          {
            dates: r.map((_, row) => addDays(START, row)),
            equity: Float64Array.from(r, (step) => (wealth *= 1 + step)),
            initialEquity: 1000,
            start: addDays(START, -1),
            benchmark: Float64Array.from(benchmark),
          },
          'quipu',
          [id],
        )[id];
        const expected = NAIVE[id]!(r, benchmark);
        if (typeof value !== 'number') return;
        // Returns come back from equity with an error of about 1e-16 each.
        const error = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
        expect(error).toBeLessThan(1e-8);
      }),
      { numRuns: 60 },
    );
  },
);
