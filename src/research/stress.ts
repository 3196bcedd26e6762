import type { MetricId } from '../analysis/performance/catalog.ts';
import { isDefined } from '../analysis/performance/metric.ts';
import { type StressRun, STRESSES } from '../analysis/report/stress-run.ts';
import type { Strategy } from '../strategy/define.ts';
import { runBacktest } from './run.ts';
import type { BacktestCosts, BacktestOptions } from './options.ts';
import type { BacktestResult } from './result.ts';

/** What each stress changes of the options. */
const CHANGES: Readonly<
  Record<StressRun['stress'], (options: BacktestOptions) => Partial<BacktestOptions>>
> = {
  as_run: () => ({}),
  one_bar_later: () => ({ delayBars: 1 }),
  costs_0x: ({ costs }) => ({ costs: { ...timesCosts(costs, 0), fees: 'none' } }),
  costs_2x: ({ costs }) => ({ costs: timesCosts(costs, 2) }),
  costs_3x: ({ costs }) => ({ costs: timesCosts(costs, 3) }),
};

/**
 * Runs a strategy again with every order a bar later, and at none, twice and three times the costs.
 *
 * Costs are spread, slippage and commission; what the regulators take is left as it is, or nothing
 * at no costs. Each is a whole run: what is traded changes with it.
 *
 * @param base the run itself, which is not run again
 * @throws QuipuError as {@link runBacktest} does
 */
export function stressRuns(
  strategy: Strategy,
  options: BacktestOptions,
  base: BacktestResult,
): readonly StressRun[] {
  return STRESSES.map((stress) => {
    const change = CHANGES[stress](options);
    const run = stress === 'as_run' ? base : runBacktest(strategy, { ...options, ...change });
    const value = (id: MetricId): number | null => {
      const found = run.metric(id);
      return isDefined(found) ? found : null;
    };
    return {
      stress,
      totalReturn: value('total_return'),
      cagr: value('cagr'),
      sharpe: value('sharpe'),
      maxDrawdown: value('max_drawdown'),
      finalValue: run.finalValue,
      trades: run.performance.roundTrips?.length ?? 0,
    };
  });
}

/** Costs times a factor, those that are left out being the usual ones. */
function timesCosts(costs: BacktestCosts = {}, factor: number): BacktestCosts {
  const { halfSpreadBps = 1, slippageBps = 1, commissionBps = 0, commissionPerShare = 0 } = costs;
  const { fees } = costs;
  const rated =
    typeof fees === 'object'
      ? { ...fees, rate: fees.rate * factor, perShare: (fees.perShare ?? 0) * factor }
      : fees;
  return {
    halfSpreadBps: halfSpreadBps * factor,
    slippageBps: slippageBps * factor,
    commissionBps: commissionBps * factor,
    commissionPerShare: commissionPerShare * factor,
    ...(rated === undefined ? {} : { fees: rated }),
  };
}
