import { checkNumber, checkTail, invalidArgument } from '../arguments.ts';
import type { MetricValue, UndefinedMetric } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import { historicalCvar, historicalVar } from '../performance/value-at-risk.ts';
import type { Exposure, Holding } from './allocation.ts';
import { exposureOf } from './allocation.ts';
import { checkReturns, covarianceMatrix } from './covariance.ts';
import type { RiskContributions } from './risk-contributions.ts';
import { portfolioDeviation, riskContributions } from './risk-contributions.ts';

/** A portfolio as an estimate, with the past returns that its risk is computed from. */
export interface WhatIfPortfolio {
  readonly holdings: readonly Holding[];
  /** Dollars, above zero; what the holdings leave of it is cash. */
  readonly equity: number;
  /** Returns of each symbol over the same periods, fractions. */
  readonly returns: Readonly<Record<string, Float64Array>>;
  /** 0.05 by default: the 95% value at risk. */
  readonly tail?: number;
}

/** Dollars of a symbol bought, or sold where below zero. */
export interface WhatIfChange {
  readonly symbol: string;
  readonly value: number;
}

/** Exposure and risk of a portfolio per period of the returns, fractions of equity. */
export interface PortfolioRisk {
  readonly exposure: Exposure;
  readonly deviation: number;
  /** Of the symbols in their order; undefined where nothing varies. */
  readonly contributions: RiskContributions | UndefinedMetric;
  /** Historical, of the returns that these weights would have had; losses are negative. */
  readonly valueAtRisk: MetricValue;
  readonly expectedShortfall: MetricValue;
}

/** A portfolio before and after changes. */
export interface WhatIf {
  /** Symbols whose contributions are reported. */
  readonly symbols: readonly string[];
  readonly before: PortfolioRisk;
  readonly after: PortfolioRisk;
}

/**
 * What changes would do to a portfolio's exposure, deviation and value at risk; costs are left out.
 *
 * @throws QuipuError `analysis.invalid_argument` for an invalid number, no equity, and a symbol
 * without returns; `analysis.invalid_returns`
 */
export function whatIf(portfolio: WhatIfPortfolio, changes: readonly WhatIfChange[]): WhatIf {
  const { holdings, equity, tail = 0.05 } = portfolio;
  checkNumber('equity', equity, { above: 0 });
  checkTail(tail);
  for (const { symbol, value } of changes) checkNumber(`change of ${symbol}`, value);
  const symbols = [...new Set([...holdings, ...changes].map(({ symbol }) => symbol))];
  for (const symbol of symbols) {
    if (portfolio.returns[symbol] !== undefined) continue;
    throw invalidArgument('returns of every symbol', `none of ${symbol}`, 'Pass its returns.');
  }
  const changed: readonly Holding[] = [...holdings, ...changes];
  return {
    symbols,
    before: riskOf(portfolio, symbols, holdings),
    after: riskOf(portfolio, symbols, changed),
  };
}

function riskOf(
  { equity, returns, tail = 0.05 }: WhatIfPortfolio,
  symbols: readonly string[],
  holdings: readonly Holding[],
): PortfolioRisk {
  const values = symbols.map((symbol) =>
    holdings.reduce((sum, held) => sum + (held.symbol === symbol ? held.value : 0), 0),
  );
  const exposure = exposureOf(
    symbols.map((symbol, place) => ({ symbol, value: values[place]! })),
    equity,
  );
  const nothing = undefinedBecause('nothing is held');
  if (values.every((value) => value === 0)) {
    const missing = { contributions: nothing, valueAtRisk: nothing, expectedShortfall: nothing };
    return { exposure, deviation: 0, ...missing };
  }
  const columns = symbols.map((symbol) => returns[symbol]!);
  const rows = checkReturns(columns);
  const weights = Float64Array.from(values, (value) => value / equity);
  const covariance = covarianceMatrix(columns);
  const earned = Float64Array.from({ length: rows }, (_, row) =>
    columns.reduce((sum, column, place) => sum + weights[place]! * column[row]!, 0),
  );
  return {
    exposure,
    deviation: portfolioDeviation(weights, covariance),
    contributions: riskContributions(weights, covariance),
    valueAtRisk: historicalVar(earned, tail),
    expectedShortfall: historicalCvar(earned, tail),
  };
}
