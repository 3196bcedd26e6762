import { describe, expect, test } from 'vitest';
import { addDays, type EpochMs, type IsoDate } from '../../core/time.ts';
import { type MetricId, METRICS } from './catalog.ts';
import { CONVENTIONS, type Convention } from './context.ts';
import { explain, findMetric } from './explain.ts';
import type { PerformanceInput, RoundTrip } from './input.ts';
import { formOf } from './metric.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { summarize } from './summarize.ts';

const START = '2023-01-02' as IsoDate;
const DAYS = 300;
const RISK_FREE = 0.02;

/** Returns that rise and fall without a pattern, and stand still now and then. */
function wave(row: number, phase: number): number {
  return row % 17 === 3 ? 0 : 0.0006 + 0.011 * Math.sin(1.7 * row * row + phase);
}

function trips(): readonly RoundTrip[] {
  return Array.from({ length: 12 }, (_, row): RoundTrip => {
    const openedAt = (Date.parse(`${START}T15:00:00Z`) + row * 86_400_000) as EpochMs;
    const [entryPrice, moved] = [40 + 7 * row, row === 4 ? 0 : 5 * Math.sin(3 * row + 1)];
    const more = { symbol: 'SPY', side: 'long' as const, quantity: 10 + row, fees: 0 };
    const times = { openedAt, closedAt: (openedAt + 3_600_000 * (row + 1)) as EpochMs };
    const pnl = moved * more.quantity;
    return { ...more, ...times, entryPrice, exitPrice: entryPrice + moved, pnl };
  });
}

function recorded(): PerformanceInput {
  const rows = Array.from({ length: DAYS }, (_, row) => row);
  let value = 10_000;
  return {
    dates: rows.map((row) => addDays(START, row)),
    equity: Float64Array.from(rows, (row) => (value *= 1 + wave(row, 0))),
    initialEquity: 10_000,
    benchmark: Float64Array.from(rows, (row) => wave(row, 0.6)),
    grossExposure: Float64Array.from(rows, (row) => (row % 3 === 0 ? 0 : 0.9)),
    roundTrips: trips(),
    riskFree: RISK_FREE,
  };
}

const input = recorded();

/** Fills in the formula of a convention from the steps before its value. */
type Hand = (...steps: number[]) => number;

const byExponent: Hand = (...steps) => (1 + steps[0]!) ** steps.at(-1)! - 1;
const threeDecimals: Hand = (value) => Number(value.toFixed(3));
const parametric: Hand = (mean, deviation, quantile) => mean + deviation * quantile;
const overLast: Hand = (growth, rate, below) => (growth - rate) / below;
const fraction: Hand = (above, below) => above / below;
const ofYear: Hand = (_mean, _periods, year, rate, deviation) => (year - rate) / deviation;
const jensen: Hand = (own, other, beta, rate) => own - rate - beta * (other - rate);
const spread = (ratio: number, skew: number, kurt: number): number =>
  1 + ratio ** 2 / 2 - skew * ratio + (kurt / 4) * ratio ** 2;
const probability: Hand = (ratio, skew, kurt, n, target = 0) =>
  normalCdf(((ratio - target) * Math.sqrt(n - 1)) / Math.sqrt(spread(ratio, skew, kurt)));
const record: Hand = (ratio, skew, kurt) =>
  Math.ceil(1 + spread(ratio, skew, kurt) * (normalQuantile(0.95) / ratio) ** 2);
const shortfall: Hand = (bound, count, mean) => (count === 0 ? bound : mean);

const BY_HAND: Readonly<Record<string, Hand>> = {
  'quantstats cagr': byExponent,
  'pyfolio cagr': byExponent,
  'lean cagr': byExponent,
  'quantstats avg_return': fraction,
  'backtesting volatility': (deviation, mean, periods) =>
    Math.sqrt((deviation ** 2 + (1 + mean) ** 2) ** periods - (1 + mean) ** (2 * periods)),
  'lean max_drawdown': threeDecimals,
  'quantstats ulcer_index': (squares, n) => Math.sqrt(squares / (n - 1)),
  'quantstats var_95': parametric,
  'quantstats var_99': parametric,
  'lean var_95': (...steps) => threeDecimals(parametric(...steps)),
  'lean var_99': (...steps) => threeDecimals(parametric(...steps)),
  'quantstats cvar_95': shortfall,
  'quantstats cvar_99': shortfall,
  'pyfolio cvar_95': (count, total) => total / count,
  'pyfolio cvar_99': (count, total) => total / count,
  'backtesting sharpe': overLast,
  'lean sharpe': ofYear,
  'backtesting sortino': overLast,
  'lean sortino': ofYear,
  'backtesting calmar': fraction,
  'quantstats psr': (ratio, skew, kurt, n) => probability(ratio, skew, kurt, n),
  'lean psr': probability,
  'quantstats min_trl': record,
  'lean min_trl': record,
  'quantstats win_rate': fraction,
  'quantstats payoff': (won, days, lost, others) => won / days / -(lost / others),
  'quantstats profit_factor': fraction,
  'quantstats kelly': (rate, payoff) => rate - (1 - rate) / payoff,
  'quantstats risk_of_ruin': (rate, n) => ((1 - rate) / (1 + rate)) ** n,
  'quantstats cpc_index': (factor, rate, payoff) => factor * rate * payoff,
  'quantstats time_in_market': (moved, n) => Math.ceil((moved / n) * 100) / 100,
  'pyfolio skew': (_n, _mean, second, third) => third / second ** 1.5,
  'pyfolio kurtosis': (_n, _mean, second, fourth) => fourth / second ** 2 - 3,
  'pyfolio var_95': (mean, deviation) => mean - 2 * deviation,
  'quantstats upi': overLast,
  'quantstats serenity': (total, rate, ulcer, fall, deviation) =>
    (total - rate) / ((ulcer * fall) / deviation),
  'quantstats recovery_factor': fraction,
  'backtesting beta': fraction,
  'quantstats alpha': (own, other, beta, periods) => (own - beta * other) * periods,
  'pyfolio alpha': (own, other, beta, rate, periods) =>
    (1 + jensen(own, other, beta, rate)) ** periods - 1,
  'backtesting alpha': jensen,
  'lean alpha': jensen,
  'quantstats information_ratio': fraction,
  'pyfolio information_ratio': fraction,
  'lean information_ratio': (own, other, error) => (own - other) / error,
  'quantstats treynor': overLast,
  'lean treynor': overLast,
  'backtesting avg_trade_pct': (growth, n) => growth ** (1 / n) - 1,
  'lean loss_rate': (n, unwon) => unwon / n,
  'lean payoff': fraction,
  'backtesting profit_factor': fraction,
  'lean expectancy_ratio': (rate, payoff) => rate * payoff - (1 - rate),
  'backtesting kelly': (rate, payoff) => rate - (1 - rate) / payoff,
};

const FORMS = METRICS.flatMap(({ id, forms = {} }) =>
  Object.keys(forms).map((convention) => ({ id, convention: convention as Convention })),
);

describe('a definition of another convention', () => {
  test('has its formula filled in below, every one', () => {
    expect(FORMS.map(({ id, convention }) => `${convention} ${id}`).sort()).toEqual(
      Object.keys(BY_HAND).sort(),
    );
  });

  test.each(FORMS)('$convention $id: words, steps and value agree', ({ id, convention }) => {
    const { formula, steps, value, metric } = explain(id, input, convention);
    expect(formula).toBe(formOf(metric, convention).formula);
    expect(formula).not.toBe(metric.formula);
    expect(steps.at(-1)).toEqual({ what: id, value });
    const before = steps.slice(0, -1).map((step) => step.value);
    const numbers = before.filter((one) => typeof one === 'number');
    const wanted = BY_HAND[`${convention} ${id}`]!(...numbers);
    expect((value as number) / wanted).toBeCloseTo(1, 10);
    expect(summarize(input, convention, [id])[id]).toBe(value);
  });
});

/** Metrics whose formula is made of ids: they hold under every convention that has no own form. */
const MADE_OF: Readonly<Record<string, (of: (id: string) => number) => number>> = {
  all_ann: (of) => of('cagr'),
  calmar: (of) => of('cagr') / of('max_drawdown'),
  rar: (of) => of('cagr') / of('time_in_market'),
  upi: (of) => (of('cagr') - RISK_FREE) / of('ulcer_index'),
  treynor: (of) => (of('cagr') - RISK_FREE) / of('beta'),
  sortino_sqrt2: (of) => of('sortino') / Math.SQRT2,
  smart_sortino: (of) => (of('sortino') * of('smart_sharpe')) / of('sharpe'),
  payoff: (of) => of('avg_win') / Math.abs(of('avg_loss')),
  expectancy_ratio: (of) => of('expectancy') / Math.abs(of('avg_loss')),
  kelly: (of) => of('win_rate') - of('loss_rate') / of('payoff'),
  cpc_index: (of) => of('profit_factor') * of('win_rate') * of('payoff'),
};

describe.each(CONVENTIONS)('under %s', (convention) => {
  const values = summarize(input, convention);
  const of = (id: string): number => values[id as MetricId] as number;
  const own = Object.keys(MADE_OF).filter(
    (id) => findMetric(id)!.forms?.[convention] === undefined,
  );

  test.each(own)('%s is made of the metrics that its formula names', (id) => {
    expect(of(id) / MADE_OF[id]!(of)).toBeCloseTo(1, 12);
  });
});

test('a penalty for autocorrelation is the same whatever Sharpe ratio it is laid on', () => {
  const penalties = CONVENTIONS.map((convention) => {
    const values = summarize(input, convention, ['sharpe', 'smart_sharpe']);
    return (values['sharpe'] as number) / (values['smart_sharpe'] as number);
  });
  for (const penalty of penalties) expect(penalty).toBeCloseTo(penalties[0]!, 12);
});

test('growth by sessions is said where an input asks for it, whatever the convention', () => {
  const { formula, steps } = explain('cagr', { ...input, growthBy: 'sessions' });
  expect(formula).toBe('(1 + total_return)^(P / n) - 1, n sessions');
  expect(steps.map(({ what }) => what)).toEqual(['total_return', 'P', 'n', 'P / n', 'cagr']);
});
