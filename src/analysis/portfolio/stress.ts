import type { Holding } from './allocation.ts';

/** Prices moving at once: by symbol, by sector, else by the market times beta. */
export interface Scenario {
  readonly name: string;
  /** Return of the market, a fraction. */
  readonly market: number;
  /** Returns of sectors, instead of beta times the market. */
  readonly sectors?: Readonly<Record<string, number>>;
  /** Returns of symbols, instead of anything else. */
  readonly symbols?: Readonly<Record<string, number>>;
}

/** What a scenario does to one holding. */
export interface StressedHolding {
  readonly symbol: string;
  /** The return assumed, a fraction, never below −1. */
  readonly move: number;
  /** Dollars gained or lost. */
  readonly pnl: number;
}

/** What a scenario does to a portfolio. */
export interface StressResult {
  readonly scenario: string;
  readonly pnl: number;
  readonly holdings: readonly StressedHolding[];
}

/**
 * Marks holdings to a scenario: pnl = value · move.
 *
 * @param betas slope of each symbol's returns on the market's; 1 where absent
 */
export function stress(
  holdings: readonly Holding[],
  scenario: Scenario,
  betas: Readonly<Record<string, number>> = {},
): StressResult {
  const marked = holdings.map(({ symbol, value, sector }) => {
    const bySector = sector === undefined ? undefined : scenario.sectors?.[sector];
    const byBeta = scenario.market * (betas[symbol] ?? 1);
    const move = Math.max(-1, scenario.symbols?.[symbol] ?? bySector ?? byBeta);
    return { symbol, move, pnl: value * move };
  });
  return {
    scenario: scenario.name,
    pnl: marked.reduce((total, { pnl }) => total + pnl, 0),
    holdings: marked,
  };
}
