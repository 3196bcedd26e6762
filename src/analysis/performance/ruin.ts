import { seededRandom } from '../../core/random.ts';
import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricValue } from './metric.ts';
import { undefinedBecause } from './metric.ts';
import { step } from './steps.ts';
import { withTrades } from './trade-context.ts';

/** Ruin is the loss of this share of the initial equity. */
const LOST = 0.5;
/** Courses that are drawn, fewer of so many trades that all draws would pass 200,000. */
const COURSES = 1_000;
const DRAWS = 200_000;
const LEAST_COURSES = 100;
const SEED = 1;
const NO_CAPITAL = 'no capital stood at the start';

/** How many courses of so many trades are drawn. */
function coursesFor(trades: number): number {
  return Math.max(LEAST_COURSES, Math.min(COURSES, Math.floor(DRAWS / trades)));
}

/**
 * How often half of the capital is lost when the trades come in other numbers and orders.
 *
 * Each course draws as many profits as there are trades, with replacement, and adds them to the
 * capital; it is ruined once it stands at half of it or below. The draws have a fixed seed.
 *
 * @param capital dollars, above zero
 */
function ruinOf(trades: readonly RoundTrip[], capital: number): MetricValue {
  if (!(capital > 0)) return undefinedBecause(NO_CAPITAL);
  const { ruined, courses } = ruinedOf(trades, capital);
  return ruined / courses;
}

/** How many courses were drawn, and how many of them were ruined. */
function ruinedOf(
  trades: readonly RoundTrip[],
  capital: number,
): { readonly ruined: number; readonly courses: number } {
  const profits = Float64Array.from(trades, ({ pnl }) => pnl);
  const random = seededRandom(SEED);
  const courses = coursesFor(profits.length);
  let ruined = 0;
  for (let course = 0; course < courses; course += 1) {
    let equity = capital;
    for (let drawn = 0; drawn < profits.length; drawn += 1) {
      equity += profits[random.below(profits.length)]!;
      if (equity > capital * (1 - LOST)) continue;
      ruined += 1;
      break;
    }
  }
  return { ruined, courses };
}

/** What stood at the start: the initial equity, or the first deposit of an account without one. */
function capitalOf({ input }: PerformanceContext): number {
  return input.initialEquity > 0 ? input.initialEquity : (input.flows?.[0] ?? 0);
}

/** `ruin_probability`. */
export const ruinMetric: Metric<'ruin_probability'> = {
  id: 'ruin_probability',
  title: 'Probability of losing half, simulated',
  group: 'trades',
  unit: 'fraction',
  formula:
    'share of 1,000 courses of N profits drawn from the trades with replacement in which ' +
    'capital + Σ profits falls to half of the capital (fewer courses beyond 200 trades, 100 at ' +
    'least; a fixed seed)',
  convention:
    'the chance to lose half; risk_of_ruin is the chance to lose everything, by a formula of the ' +
    'win rate alone',
  compute: (context) => withTrades(context, (trades) => ruinOf(trades, capitalOf(context))),
  steps: (context) => {
    const { roundTrips: trades = [] } = context.input;
    const capital = capitalOf(context);
    const drawn = capital > 0 && trades.length > 0 ? ruinedOf(trades, capital) : undefined;
    return [
      step('capital', capital),
      step('N', trades.length),
      ...(drawn === undefined
        ? []
        : [step('courses', drawn.courses), step('ruined', drawn.ruined)]),
    ];
  },
};
