import type { IsoDate } from '../../core/time.ts';
import { daysBetween } from '../../core/time.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, undefinedBecause, whenDefined } from './metric.ts';
import { mean, sum } from './moments.ts';

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

/** The same over n − 1, as QuantStats has it. */
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

/** The drawdown metrics beside the maximum. */
export const drawdownMetrics: readonly Metric[] = [
  {
    id: 'avg_drawdown',
    title: 'Average drawdown',
    group: 'risk',
    unit: 'fraction',
    formula: 'mean of the depths of all drawdowns',
    shownNegative: true,
    compute: (context) => measured(context, (all) => average(all.map(({ depth }) => depth))),
  },
  {
    id: 'longest_dd_days',
    title: 'Longest drawdown',
    group: 'risk',
    unit: 'days',
    formula: 'calendar days from peak to recovery or to the end, greatest',
    compute: (context) =>
      measured(context, (all) => all.reduce((longest, { days }) => Math.max(longest, days), 0)),
  },
  {
    id: 'avg_dd_days',
    title: 'Average drawdown length',
    group: 'risk',
    unit: 'days',
    formula: 'mean calendar days from peak to recovery or to the end',
    compute: (context) => measured(context, (all) => average(all.map(({ days }) => days))),
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
  },
  {
    id: 'current_drawdown',
    title: 'Current drawdown',
    group: 'risk',
    unit: 'fraction',
    formula: '1 − wealth / highest wealth so far, at the close of the last session',
    shownNegative: true,
    compute: ({ drawdowns }) => finite(drawdowns.at(-1) ?? Number.NaN, 'there are no returns'),
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
  },
  {
    id: 'ulcer_index',
    title: 'Ulcer index',
    group: 'risk',
    unit: 'fraction',
    formula: '√(Σ dd² / n)',
    source: 'Martin and McCann 1989, The Investor’s Guide to Fidelity Funds',
    compute: ({ drawdowns }) => ulcerIndex(drawdowns),
    forms: {
      quantstats: {
        formula: '√(Σ dd² / (n − 1))',
        compute: ({ drawdowns }) => sampleUlcerIndex(drawdowns),
        steps: ({ drawdowns }) => [
          { what: 'Σ dd²', value: sum(drawdowns.map((value) => value * value)) },
          { what: 'n', value: drawdowns.length },
        ],
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
  },
];
