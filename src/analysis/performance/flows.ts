import { daysBetween, type IsoDate } from '../../core/time.ts';
import { checkNumber } from '../arguments.ts';
import type { PerformanceContext } from './context.ts';
import type { MetricStep, MetricValue } from './metric.ts';
import { finite, isDefined, ratioOf, undefinedBecause, metricList } from './metric.ts';
import { meanSteps, step, stepsTo } from './steps.ts';
import { totalReturn, totalReturnMetric } from './total-return.ts';

/** Money that enters (positive) or leaves an account, so many days after its start. */
export interface DatedFlow {
  readonly day: number;
  readonly amount: number;
}

/**
 * Money-weighted return: the annual rate at which the flows grow into the final value.
 *
 * Solves Σ amount·(1 + i)^((D - day)/365) = final by bisection of ln(1 + i) to 1e-13; flows in are
 * positive. Of several solutions one between -99.99% and 1,000,000% is taken.
 *
 * @param span.days D, calendar days from start to end
 * @returns undefined where nothing was put in, and where no rate solves it
 * @throws QuipuError `analysis.invalid_argument` for an invalid number
 */
export function moneyWeightedReturn(
  flows: readonly DatedFlow[],
  span: { readonly days: number; readonly final: number },
): MetricValue {
  const { days, final } = span;
  checkNumber('days', days);
  checkNumber('final value', final);
  for (const { day, amount } of flows) {
    checkNumber('day of a flow', day);
    checkNumber('amount of a flow', amount);
  }
  if (days <= 0) return undefinedBecause('less than one day of history');
  const moved = flows.filter(({ amount }) => amount !== 0);
  if (moved.length === 0) return undefinedBecause('no money was put in');
  if (final === 0 && moved.every(({ day, amount }) => amount > 0 && day < days)) return -1;
  const gap = (growth: number): number => {
    let value = -final;
    for (const { day, amount } of moved) value += amount * Math.exp((growth * (days - day)) / 365);
    return value;
  };
  // What one day makes of it may be a great deal a year: as far as a growth can be written.
  const furthest = 700 * Math.min(1, 365 / days);
  for (const [low, high] of [
    [Math.log(1e-4), Math.log(10_001)],
    [-furthest, furthest],
  ] as const) {
    if (gap(low) * gap(high) <= 0) return Math.expm1(rootBetween(gap, low, high));
  }
  return undefinedBecause('no rate explains the flows');
}

/** Where a function that changes its sign between two places is 0. */
function rootBetween(gap: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rising = gap(high) > 0 || gap(low) < 0;
  for (let round = 0; round < 200 && high - low > 1e-14; round += 1) {
    const middle = (low + high) / 2;
    if (gap(middle) > 0 === rising) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

function datedFlows({ input, start, dates }: PerformanceContext): readonly DatedFlow[] {
  if (start === undefined) return [];
  const dateOf = (row: number): IsoDate =>
    input.flowDates?.[row] ?? (input.dates[row] === dates[0] ? start : input.dates[row]!);
  const flows = Array.from(input.flows ?? [], (amount, row) => ({
    day: daysBetween(start, dateOf(row)),
    amount,
  }));
  const deposits = flows.filter(({ amount }) => amount !== 0);
  return [{ day: 0, amount: input.initialEquity }, ...deposits];
}

function modifiedDietz(context: PerformanceContext): MetricValue {
  const { input, days } = context;
  const flows = datedFlows(context);
  if (flows.length === 0) return undefinedBecause('there are no sessions');
  if (days === 0) return undefinedBecause('less than one day of history');
  const { moved, weighted } = weightedFlows(flows, days);
  return ratioOf(input.equity.at(-1)! - moved, weighted, 'no capital stood behind the profit');
}

/** All flows, and all of them by the share of the time that they were there. */
function weightedFlows(
  flows: readonly DatedFlow[],
  days: number,
): { readonly moved: number; readonly weighted: number } {
  let moved = 0;
  let weighted = 0;
  for (const { day, amount } of flows) {
    moved += amount;
    weighted += amount * ((days - day) / days);
  }
  return { moved, weighted };
}

function moneyWeighted(context: PerformanceContext): MetricValue {
  return moneyWeightedReturn(datedFlows(context), {
    days: context.days,
    final: context.input.equity.at(-1) ?? 0,
  });
}

/** Cash flows besides the initial equity, with the start and the final value. */
function flowSteps(context: PerformanceContext): readonly MetricStep[] {
  const { input, start, days } = context;
  const flows = datedFlows(context).slice(1);
  const amounts = (into: boolean): readonly number[] =>
    flows.filter(({ amount }) => amount > 0 === into).map(({ amount }) => amount);
  return [
    step('initial equity', input.initialEquity),
    step('close that it counts from', start ?? 'none'),
    step('D', days),
    ...meanSteps('deposits', amounts(true), 'number of deposits'),
    ...meanSteps('withdrawals', amounts(false), 'number of withdrawals'),
    step('final equity', input.equity.at(-1) ?? Number.NaN, 'there are no sessions'),
  ];
}

function moneyWeightedSteps(context: PerformanceContext): readonly MetricStep[] {
  const { days, input } = context;
  const rate = moneyWeighted(context);
  if (!isDefined(rate)) return flowSteps(context);
  let value = -(input.equity.at(-1) ?? 0);
  for (const { day, amount } of datedFlows(context)) {
    value += amount * (1 + rate) ** ((days - day) / 365);
  }
  return [
    ...flowSteps(context),
    step('Σ CF·(1 + i)^((D - t)/365) - final equity at the i found', value),
  ];
}

function dietzSteps(context: PerformanceContext): readonly MetricStep[] {
  const { moved, weighted } = weightedFlows(datedFlows(context), context.days);
  const profit = (context.input.equity.at(-1) ?? Number.NaN) - moved;
  return [
    ...flowSteps(context),
    step('E_n - E_0 - ΣF', profit, 'there are no sessions'),
    step('E_0 + Σ F·(D - t)/D', weighted, 'less than one day of history'),
  ];
}

/** `twr`, `mwr`, `simple_return`. */
export const flowMetrics = metricList([
  {
    id: 'twr',
    title: 'Time-weighted return',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: 'Π(1 + r) - 1, r net of flows at the start of each session',
    compute: ({ returns }) => totalReturn(returns),
    steps: (context) => stepsTo(totalReturnMetric, context),
  },
  {
    id: 'mwr',
    title: 'Money-weighted return, a year',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    needsSessions: 'or days',
    formula:
      'i with Σ CF·(1 + i)^((D - t)/365) = final equity, ' +
      't and D days from the close before the first session',
    compute: moneyWeighted,
    steps: moneyWeightedSteps,
  },
  {
    id: 'simple_return',
    title: 'Simple return (modified Dietz)',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula:
      '(E_n - E_0 - ΣF) / (E_0 + Σ F·(D - t)/D), ' +
      't and D days from the close before the first session',
    source: 'Dietz 1966',
    compute: (context) => {
      const value = modifiedDietz(context);
      return typeof value === 'number' ? finite(value, 'the return is not finite') : value;
    },
    steps: dietzSteps,
  },
]);
