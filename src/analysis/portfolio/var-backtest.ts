import { checkTail } from '../arguments.ts';
import type { MetricValue } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import { normalCdf } from '../performance/normal.ts';

/** How a value at risk stood up to what came: a likelihood ratio and its p-value. */
export interface VarTest {
  /** Periods, and those whose return fell below the value at risk. */
  readonly periods: number;
  readonly breaches: number;
  readonly statistic: MetricValue;
  /** Probability of a statistic as great if the model is right. */
  readonly pValue: MetricValue;
}

/** count · ln(share), 0 where there is nothing to count. */
function logTerm(count: number, share: number): number {
  return count === 0 ? 0 : count * Math.log(share);
}

/** Survival of χ² with one degree of freedom: 2·Φ(-√x). */
function chiSquared1(x: number): number {
  return 2 * normalCdf(-Math.sqrt(Math.max(0, x)));
}

/**
 * Kupiec's proportion-of-failures test: are there as many breaches as the tail says?
 *
 * -2·ln((1 - p)^(n - x)·p^x / ((1 - x/n)^(n - x)·(x/n)^x)), χ² with one degree of freedom
 *
 * @param breached one entry per period, true where the return was below the value at risk
 * @throws QuipuError `analysis.invalid_argument` for a tail that is not between 0 and 1
 * @see Kupiec 1995, J. Derivatives 3(2)
 */
export function kupiecTest(breached: readonly boolean[], tail = 0.05): VarTest {
  checkTail(tail);
  const n = breached.length;
  const x = breached.filter(Boolean).length;
  if (n === 0) return without(n, x, 'there are no periods');
  const expected = logTerm(n - x, 1 - tail) + logTerm(x, tail);
  const found = logTerm(n - x, 1 - x / n) + logTerm(x, x / n);
  const statistic = Math.max(0, -2 * (expected - found));
  return { periods: n, breaches: x, statistic, pValue: chiSquared1(statistic) };
}

/**
 * Christoffersen's independence test: does a breach make another one more likely the next period?
 *
 * Likelihood ratio of one breach rate against one after a breach and one after none, χ² with one
 * degree of freedom.
 *
 * @see Christoffersen 1998, International Economic Review 39(4)
 */
export function christoffersenTest(breached: readonly boolean[]): VarTest {
  const n = breached.length;
  const x = breached.filter(Boolean).length;
  if (n < 2) return without(n, x, 'fewer than two periods');
  let calmCalm = 0;
  let calmBreach = 0;
  let breachCalm = 0;
  let breachBreach = 0;
  for (let row = 1; row < n; row += 1) {
    if (breached[row - 1]!) {
      if (breached[row]!) breachBreach += 1;
      else breachCalm += 1;
    } else if (breached[row]!) calmBreach += 1;
    else calmCalm += 1;
  }
  // A state that was never left has no rate; its terms count nothing.
  const afterCalm = calmBreach / (calmCalm + calmBreach || 1);
  const afterBreach = breachBreach / (breachCalm + breachBreach || 1);
  const overall = (calmBreach + breachBreach) / (n - 1);
  const one =
    logTerm(calmCalm + breachCalm, 1 - overall) + logTerm(calmBreach + breachBreach, overall);
  const two =
    logTerm(calmCalm, 1 - afterCalm) +
    logTerm(calmBreach, afterCalm) +
    logTerm(breachCalm, 1 - afterBreach) +
    logTerm(breachBreach, afterBreach);
  const statistic = Math.max(0, -2 * (one - two));
  return { periods: n, breaches: x, statistic, pValue: chiSquared1(statistic) };
}

function without(periods: number, breaches: number, reason: string): VarTest {
  const missing = undefinedBecause(reason);
  return { periods, breaches, statistic: missing, pValue: missing };
}
