import { checkLength, checkNumber } from '../arguments.ts';

/** One group (sector, class, holding) over one period, fractions. */
export interface AttributionRow {
  readonly group: string;
  readonly portfolioWeight: number;
  readonly benchmarkWeight: number;
  readonly portfolioReturn: number;
  readonly benchmarkReturn: number;
}

/** What a group's weight and choice added to the return above the benchmark. */
export interface AttributionEffect {
  readonly group: string;
  /** (w - b)·(bᵣ - B): being over or under weight in a group that did better or worse. */
  readonly allocation: number;
  /** b·(r - bᵣ): doing better or worse within the group. */
  readonly selection: number;
  /** (w - b)·(r - bᵣ). */
  readonly interaction: number;
}

/** Effects of one period; they add to the return above the benchmark. */
export interface Attribution {
  readonly portfolioReturn: number;
  readonly benchmarkReturn: number;
  readonly effects: readonly AttributionEffect[];
}

/**
 * Brinson attribution of one period by groups.
 *
 * @throws QuipuError `analysis.invalid_argument`
 * @see Brinson and Fachler 1985, J. Portfolio Management 11(3); Brinson, Hood and Beebower 1986
 */
export function brinson(rows: readonly AttributionRow[]): Attribution {
  let portfolioReturn = 0;
  let benchmarkReturn = 0;
  for (const row of rows) {
    checkNumber(`weight of ${row.group}`, row.portfolioWeight);
    checkNumber(`benchmark weight of ${row.group}`, row.benchmarkWeight);
    checkNumber(`return of ${row.group}`, row.portfolioReturn);
    checkNumber(`benchmark return of ${row.group}`, row.benchmarkReturn);
    portfolioReturn += row.portfolioWeight * row.portfolioReturn;
    benchmarkReturn += row.benchmarkWeight * row.benchmarkReturn;
  }
  const effects = rows.map((row) => {
    const tilt = row.portfolioWeight - row.benchmarkWeight;
    const edge = row.portfolioReturn - row.benchmarkReturn;
    return {
      group: row.group,
      allocation: tilt * (row.benchmarkReturn - benchmarkReturn),
      selection: row.benchmarkWeight * edge,
      interaction: tilt * edge,
    };
  });
  return { portfolioReturn, benchmarkReturn, effects };
}

/** (ln(1 + r) - ln(1 + b)) / (r - b), 1 / (1 + r) where both are the same. */
function carino(portfolio: number, benchmark: number): number {
  const difference = portfolio - benchmark;
  if (Math.abs(difference) < 1e-12) return 1 / (1 + portfolio);
  return (Math.log1p(portfolio) - Math.log1p(benchmark)) / difference;
}

/**
 * Several periods linked, so that the effects add to the compounded return above the benchmark.
 *
 * Each period's effects are scaled by its logarithmic coefficient over that of the whole span.
 *
 * @throws QuipuError `analysis.invalid_argument` for a period that lost everything: its logarithm
 * is not finite, and what follows it compounds to nothing
 * @see Cariño 1999, J. Performance Measurement 3(4)
 */
export function linkAttribution(periods: readonly Attribution[]): Attribution {
  for (const [at, period] of periods.entries()) {
    checkNumber(`return of period ${at}`, period.portfolioReturn, { above: -1 });
    checkNumber(`benchmark return of period ${at}`, period.benchmarkReturn, { above: -1 });
  }
  const grown = (pick: (period: Attribution) => number): number =>
    periods.reduce((growth, period) => growth * (1 + pick(period)), 1) - 1;
  const portfolioReturn = grown((period) => period.portfolioReturn);
  const benchmarkReturn = grown((period) => period.benchmarkReturn);
  const whole = carino(portfolioReturn, benchmarkReturn);
  const linked = new Map<string, AttributionEffect>();
  for (const period of periods) {
    const scale = carino(period.portfolioReturn, period.benchmarkReturn) / whole;
    for (const { group, allocation, selection, interaction } of period.effects) {
      const before = linked.get(group) ?? { allocation: 0, selection: 0, interaction: 0 };
      linked.set(group, {
        group,
        allocation: before.allocation + scale * allocation,
        selection: before.selection + scale * selection,
        interaction: before.interaction + scale * interaction,
      });
    }
  }
  return { portfolioReturn, benchmarkReturn, effects: [...linked.values()] };
}

/** A holding's weight at the start of each period and its return over it. */
export interface HoldingHistory {
  readonly symbol: string;
  readonly weights: Float64Array;
  readonly returns: Float64Array;
}

/** A holding's share of the portfolio's compounded return; all add to it. */
export interface HoldingContribution {
  readonly symbol: string;
  readonly contribution: number;
}

/**
 * Contributions of holdings to the portfolio's return, linked over periods (Cariño).
 *
 * @throws QuipuError `analysis.invalid_argument` for histories of unequal length, or no number
 */
export function contributions(holdings: readonly HoldingHistory[]): {
  readonly portfolioReturn: number;
  readonly holdings: readonly HoldingContribution[];
} {
  const periods = holdings[0]?.returns.length ?? 0;
  for (const { symbol, weights, returns } of holdings) {
    checkLength(`returns of ${symbol}`, returns.length, periods);
    checkLength(`weights of ${symbol}`, weights.length, periods);
  }
  const linked = linkAttribution(
    Array.from({ length: periods }, (_, period) =>
      brinson(
        holdings.map(({ symbol, weights, returns }) => ({
          group: symbol,
          portfolioWeight: weights[period]!,
          benchmarkWeight: 0,
          portfolioReturn: returns[period]!,
          benchmarkReturn: 0,
        })),
      ),
    ),
  );
  return {
    portfolioReturn: linked.portfolioReturn,
    holdings: linked.effects.map(({ group, interaction }) => ({
      symbol: group,
      contribution: interaction,
    })),
  };
}
