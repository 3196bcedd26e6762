import type { IsoDate } from '../../core/time.ts';
import { daysBetween } from '../../core/time.ts';
import type { PerformanceContext } from './context.ts';
import type { MetricStep, MetricValue } from './metric.ts';
import { finite, undefinedBecause, whenDefined, metricList } from './metric.ts';
import { mean } from './moments.ts';
import { meanSteps, step } from './steps.ts';

/** One stretch below an earlier peak. */
export interface Drawdown {
  /** The session of the peak; the close before the first where that was the peak. */
  readonly from: IsoDate;
  readonly valley: IsoDate;
  /** The session that reached the peak again; null while it has not. */
  readonly recovered: IsoDate | null;
  /** Greatest loss from the peak, a fraction above zero. */
  readonly depth: number;
  /** Calendar days from the peak to the recovery, or to the last session. */
  readonly days: number;
}

/** Every drawdown of a context, in time order. */
export function drawdownsOf({ drawdowns, dates, start }: PerformanceContext): readonly Drawdown[] {
  const found: Drawdown[] = [];
  let peak = -1;
  let open = -1;
  let valley = 0;
  const close = (end: number, recovered: boolean): void => {
    // A loss has a first session, and that a close before it.
    const from = peak < 0 ? start! : dates[peak]!;
    found.push({
      from,
      valley: dates[valley]!,
      recovered: recovered ? dates[end]! : null,
      depth: drawdowns[valley]!,
      days: daysBetween(from, dates[end]!),
    });
    open = -1;
  };
  for (let row = 0; row < drawdowns.length; row += 1) {
    const depth = drawdowns[row]!;
    if (depth > 0) {
      if (open < 0) {
        open = row;
        valley = row;
      } else if (depth > drawdowns[valley]!) valley = row;
      continue;
    }
    if (open >= 0) close(row, true);
    peak = row;
  }
  if (open >= 0) close(drawdowns.length - 1, false);
  return found;
}

/** √(Σ dd² / n): deep and long drawdowns weigh most. */
export function ulcerIndex(drawdowns: Float64Array): MetricValue {
  return finite(Math.sqrt(mean(drawdowns.map((value) => value * value))), 'there are no returns');
}

/** The same over n - 1, as QuantStats has it. */
export function sampleUlcerIndex(drawdowns: Float64Array): MetricValue {
  const n = drawdowns.length;
  return whenDefined(ulcerIndex(drawdowns), (value) =>
    finite(value * Math.sqrt(n / (n - 1)), 'fewer than two returns'),
  );
}

function measured(
  context: PerformanceContext,
  measure: (all: readonly Drawdown[]) => number,
): MetricValue {
  const all = drawdownsOf(context);
  return all.length === 0 ? undefinedBecause('there was no drawdown') : measure(all);
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** When the drawdown of the greatest depth or length began, was deepest, and ended. */
function greatestSteps(context: PerformanceContext, by: 'depth' | 'days'): readonly MetricStep[] {
  const all = drawdownsOf(context);
  const greatest = all.toSorted((a, b) => b[by] - a[by])[0];
  if (greatest === undefined) return [step('drawdowns', 0)];
  return [
    step('drawdowns', all.length),
    step('session of the peak', greatest.from),
    step('session of the valley', greatest.valley),
    step('session of the recovery', greatest.recovered ?? 'not yet'),
  ];
}

const squares = (drawdowns: Float64Array): readonly MetricStep[] =>
  meanSteps(
    'dd²',
    drawdowns.map((value) => value * value),
  );

/** Drawdown metrics other than the maximum. */
export const drawdownMetrics = metricList([
  {
    id: 'avg_drawdown',
    title: 'Average drawdown',
    group: 'risk',
    unit: 'fraction',
    formula: 'mean of the depths of all drawdowns',
    shownNegative: true,
    compute: (context) => measured(context, (all) => average(all.map(({ depth }) => depth))),
    steps: (context) =>
      meanSteps(
        'depths',
        drawdownsOf(context).map(({ depth }) => depth),
        'drawdowns',
      ),
  },
  {
    id: 'longest_dd_days',
    title: 'Longest drawdown',
    group: 'risk',
    unit: 'days',
    formula: 'calendar days from peak to recovery or to the end, greatest',
    compute: (context) =>
      measured(context, (all) => all.reduce((longest, { days }) => Math.max(longest, days), 0)),
    steps: (context) => greatestSteps(context, 'days'),
  },
  {
    id: 'avg_dd_days',
    title: 'Average drawdown length',
    group: 'risk',
    unit: 'days',
    formula: 'mean calendar days from peak to recovery or to the end',
    compute: (context) => measured(context, (all) => average(all.map(({ days }) => days))),
    steps: (context) =>
      meanSteps(
        'calendar days',
        drawdownsOf(context).map(({ days }) => days),
        'drawdowns',
      ),
  },
  {
    id: 'max_dd_recovery_days',
    title: 'Recovery from the maximum drawdown',
    group: 'risk',
    unit: 'days',
    formula: 'calendar days from the valley of the deepest drawdown to its recovery',
    compute: (context) => {
      const all = drawdownsOf(context).toSorted((a, b) => b.depth - a.depth);
      const deepest = all[0];
      if (deepest === undefined) return undefinedBecause('there was no drawdown');
      if (deepest.recovered === null) return undefinedBecause('it has not recovered');
      return daysBetween(deepest.valley, deepest.recovered);
    },
    steps: (context) => greatestSteps(context, 'depth'),
  },
  {
    id: 'current_drawdown',
    title: 'Current drawdown',
    group: 'risk',
    unit: 'fraction',
    formula: '1 - wealth / highest wealth so far, at the close of the last session',
    shownNegative: true,
    compute: ({ drawdowns }) => finite(drawdowns.at(-1) ?? Number.NaN, 'there are no returns'),
    steps: ({ wealth }) => [
      step('wealth, of 1 at the start', wealth.at(-1)!),
      step(
        'highest wealth so far',
        wealth.reduce((peak, value) => Math.max(peak, value)),
      ),
    ],
  },
  {
    id: 'time_under_water',
    title: 'Time under water',
    group: 'risk',
    unit: 'fraction',
    formula: 'sessions below an earlier peak / sessions',
    compute: ({ drawdowns }) =>
      finite(
        drawdowns.filter((value) => value > 0).length / drawdowns.length,
        'there are no returns',
      ),
    steps: ({ drawdowns }) => [
      step('sessions below an earlier peak', drawdowns.filter((value) => value > 0).length),
      step('sessions', drawdowns.length),
    ],
  },
  {
    id: 'ulcer_index',
    title: 'Ulcer index',
    group: 'risk',
    unit: 'fraction',
    formula: '√(Σ dd² / n)',
    source: 'Martin and McCann 1989, The Investor’s Guide to Fidelity Funds',
    compute: ({ drawdowns }) => ulcerIndex(drawdowns),
    steps: ({ drawdowns }) => squares(drawdowns),
    forms: {
      quantstats: {
        formula: '√(Σ dd² / (n - 1))',
        compute: ({ drawdowns }) => sampleUlcerIndex(drawdowns),
        steps: ({ drawdowns }) => squares(drawdowns),
      },
    },
  },
  {
    id: 'pain_index',
    title: 'Pain index',
    group: 'risk',
    unit: 'fraction',
    formula: 'mean(dd)',
    source: 'Becker, Zephyr Associates',
    compute: ({ drawdowns }) => finite(mean(drawdowns), 'there are no returns'),
    steps: ({ drawdowns }) => meanSteps('dd', drawdowns),
  },
]);
