import type { PerformanceContext } from './context.ts';
import { holdingValues } from './holdings.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, undefinedBecause, metricList } from './metric.ts';
import { mean } from './moments.ts';
import { meanSteps, step } from './steps.ts';

const UNKNOWN = 'each holding of each session was not kept';

/** Distribution of value over the holdings at the end of a trading day. */
interface Concentration {
  /** Σ w², from 1/N to 1. */
  readonly hhi: number;
  /** The greatest w. */
  readonly top: number;
}

/** One concentration for each session that ends with a holding; computed once per input. */
const KNOWN = new WeakMap<object, readonly Concentration[]>();

function concentrationsOf(
  holdings: NonNullable<PerformanceContext['input']['holdings']>,
  rows: number,
): readonly Concentration[] {
  const known = KNOWN.get(holdings);
  if (known !== undefined) return known;
  const gross = new Float64Array(rows);
  const squares = new Float64Array(rows);
  const greatest = new Float64Array(rows);
  for (const column of holdings.columns) {
    for (const [row, value] of holdingValues(column, rows).entries()) {
      const size = Math.abs(value);
      gross[row]! += size;
      squares[row]! += size * size;
      greatest[row] = Math.max(greatest[row]!, size);
    }
  }
  const found: Concentration[] = [];
  for (const [row, total] of gross.entries()) {
    if (total > 0) found.push({ hhi: squares[row]! / total ** 2, top: greatest[row]! / total });
  }
  KNOWN.set(holdings, found);
  return found;
}

/** The mean of a measure over the sessions that end with a holding, named in its steps. */
function averageOf(
  name: string,
  measure: (one: Concentration) => number,
): Pick<Metric, 'compute' | 'steps'> {
  return {
    compute: ({ input }): MetricValue => {
      if (input.holdings === undefined) return undefinedBecause(UNKNOWN);
      const all = concentrationsOf(input.holdings, input.dates.length).map(measure);
      return finite(mean(Float64Array.from(all)), 'nothing was held at the end of any session');
    },
    steps: ({ input }) =>
      input.holdings === undefined
        ? [step(name, undefinedBecause(UNKNOWN))]
        : meanSteps(name, concentrationsOf(input.holdings, input.dates.length).map(measure)),
  };
}

const WEIGHTS =
  'w = |value of a holding| / Σ |value| (of an account, cost), ' +
  'over the sessions that end with a holding';

/** How the money in the market is spread over holdings. */
export const concentrationMetrics = metricList([
  {
    id: 'avg_hhi',
    title: 'Average concentration (Herfindahl)',
    group: 'execution',
    unit: 'ratio',
    formula: `mean of Σ w², ${WEIGHTS}`,
    source: 'Hirschman 1964, American Economic Review 54(5)',
    ...averageOf('Σ w²', ({ hhi }) => hhi),
  },
  {
    id: 'avg_effective_n',
    title: 'Average effective number of holdings',
    group: 'execution',
    unit: 'ratio',
    formula: `mean of 1 / Σ w², ${WEIGHTS}`,
    ...averageOf('1 / Σ w²', ({ hhi }) => 1 / hhi),
  },
  {
    id: 'avg_top_holding',
    title: 'Average share of the largest holding',
    group: 'execution',
    unit: 'fraction',
    formula: `mean of the greatest w, ${WEIGHTS}`,
    ...averageOf('greatest w', ({ top }) => top),
  },
]);
